"""Hostile sessions: strangers, callers with a wrong ticket, and callers who misbehave once let in."""

import asyncio
import contextlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from bench.fuzz import frames
from bench.fuzz.house import ACCOUNT, SOCKET_URL, sign, ticket

PATIENCE = 20.0
"""Seconds after which a socket that does not answer a ping is taken to hang."""
FLOOD = 2_000
TALKERS = 0.15
"""Share of those let in who wait for answers, so that their words reach the engine and not only the line."""
ANSWERED = 1.0
"""Seconds a talker waits for an answer."""
UNSIGNED = (
    "wrong-signature",
    "no-setup",
    "wrong-ticket",
    "wrong-account",
    "of-another-call",
    "long-ticket",
    "expired",
)
"""How a session comes that may do nothing."""
RAW = (
    b"\x81\x05hello",  # not masked
    b"\xf1\x80\x00\x00\x00\x00",  # reserved bits
    b"\x83\x80\x00\x00\x00\x00",  # a reserved opcode
    b"\x09\x80\x00\x00\x00\x00",  # a ping in pieces
    b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00",  # nearly without end
    b"\x80\x80\x00\x00\x00\x00",  # the rest of nothing
    b"\x81\x82\x00\x00\x00\x00\xff\xfe",  # no UTF-8
    b"\x88\x81\x00\x00\x00\x00\x03",  # half a close code
    b"\x88\x82\x00\x00\x00\x00\x03\xed",  # a close code that is never sent
)
"""What no WebSocket library would send."""
CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 3000, 4999)


@dataclass
class Count:
    """What was sent so far, and what went wrong."""

    frames: int = 0
    sessions: int = 0
    admitted: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


async def hostile_session(port: int, rng: random.Random, count: Count, how: str, length: int) -> None:
    """One session that sends about `length` frames; `how` is one of `UNSIGNED`, or empty for one let in."""
    signature = sign(SOCKET_URL, token="forged") if how == "wrong-signature" else sign(SOCKET_URL)
    headers = {"X-Twilio-Signature": signature}
    count.sessions += 1
    try:
        async with (
            asyncio.timeout(PATIENCE),
            connect(
                f"ws://127.0.0.1:{port}/conversation-relay",
                additional_headers=headers,
                compression=None,
                proxy=None,
                ping_interval=None,
                close_timeout=1,
            ) as line,
        ):
            if how == "wrong-signature":
                count.faults.append("a socket with a forged signature was opened")
            await _misbehave(line, rng, count, how, length)
    except InvalidHandshake:
        count.refused += 1
        count.frames += how == "wrong-signature"
    except TimeoutError:
        count.faults.append(f"a session hung ({how or 'admitted'})")
    except (WebSocketException, OSError):
        pass  # the server closed it, as it may


async def _misbehave(line: ClientConnection, rng: random.Random, count: Count, how: str, length: int) -> None:
    sid = f"CA{rng.getrandbits(128):032x}"
    answered = asyncio.Event()
    listening = asyncio.create_task(_drain(line, answered))
    talks = not how and rng.random() < TALKERS
    if talks:
        words = [frames.spoken(rng) for _ in range(rng.randrange(2, 8))]
    elif rng.random() < 0.005:
        words = frames.flood(rng, FLOOD)
    else:
        words = [frames.hostile(rng) for _ in range(length)]
    if rng.random() < 0.05:
        words.append(frames.last_word(rng))
    if how != "no-setup":
        words.insert(0 if talks else rng.choice((0, 0, 0, 1, 3)), setup(sid, rng, how))
    count.admitted += not how
    try:
        for raw in words:
            await line.send(raw)
            count.frames += 1
            if talks:
                await _answer(answered)
        if rng.random() < 0.1:
            for _ in range(20):
                await line.ping()
        await (await line.ping())
        await _leave(line, rng, count)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketException):
            await listening


async def _leave(line: ClientConnection, rng: random.Random, count: Count) -> None:
    way = rng.random()
    if way < 0.1:
        line.transport.write(rng.choice(RAW))
        count.frames += 1
        async with asyncio.timeout(5):
            await line.wait_closed()
    elif way < 0.3:
        line.transport.abort()
    else:
        await line.close(rng.choice(CODES), rng.choice(("", "x" * 120, "\u202e")))


def setup(sid: str, rng: random.Random, how: str) -> str:
    """The setup frame of a call; how it is wrong, if it is."""
    given: Mapping[str, Any] = ticket(sid, token="forged") if how == "wrong-ticket" else ticket(sid)
    if how == "expired":
        given = ticket(sid, life=-10)
    if how == "of-another-call":
        given = ticket("CA" + "e" * 32)
    if how == "long-ticket":
        given = {"ticket": "9" * rng.choice((12, 4_000, 5_000, 30_000)) + ".0", "attested": "é"}
    account = "AC" + "9" * 32 if how == "wrong-account" else ACCOUNT
    caller = rng.choice(("", None, "+12125550987", "anonymous", "+1" * 3000, "\u0000", "sip:a@b"))
    fields = {"sessionId": "VX" + sid, "callSid": sid, "accountSid": account, "from": caller}
    return json.dumps({"type": "setup", **fields, "customParameters": given})


async def _answer(answered: asyncio.Event) -> None:
    """Wait for the end of the next thing that is said, if anything is."""
    answered.clear()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ANSWERED):
            await answered.wait()


async def _drain(line: ClientConnection, answered: asyncio.Event) -> None:
    """Hear everything the server says, and read it as JSON."""
    async for raw in line:
        if json.loads(raw).get("last"):
            answered.set()
