"""One socket of a call, as Twilio holds it: whole replies in, prompts and the news of playing out."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import unescape

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bench.chaos.network import ACCOUNT

DEAD_AIR = 60.0
"""Seconds without a word after which a caller knows that nobody is there."""


@dataclass(frozen=True)
class Spoken:
    """A whole reply; its pieces as they came."""

    tokens: tuple[str, ...]

    @property
    def text(self) -> str:
        return unescape("".join(self.tokens))


@dataclass(frozen=True)
class Ended:
    """The server gave the call back."""

    hand_off: str | None


@dataclass(frozen=True)
class Lost:
    """The socket is gone."""


@dataclass(frozen=True)
class Nobody:
    """Nothing was said for too long."""


News = Spoken | Ended | Lost | Nobody


class Session:
    """Reads its socket until it closes."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def begin(self, call_sid: str, session_id: str, number: str, parameters: dict[str, str]) -> None:
        """Say whose call this is."""
        await self._send(
            type="setup",
            sessionId=session_id,
            callSid=call_sid,
            accountSid=ACCOUNT,
            customParameters=parameters,
            **{"from": number},
        )

    async def next(self) -> News:
        """What happens next."""
        try:
            async with asyncio.timeout(DEAD_AIR):
                return await self._news.get()
        except TimeoutError:
            return Nobody()

    @property
    def has_news(self) -> bool:
        return not self._news.empty()

    async def say(self, words: str) -> None:
        """Speak one final prompt."""
        await self._info("clientSpeaking", "on")
        await self._info("clientSpeaking", "off")
        await self._send(type="prompt", voicePrompt=words, lang="en-US", last=True)

    async def play(self, tokens: Sequence[str]) -> None:
        """Let the agent speak to the end."""
        await self._info("agentSpeaking", "on")
        for token in tokens:
            await self._info("tokensPlayed", token)
        await self._info("agentSpeaking", "off")

    async def cut_in(self, text: str) -> None:
        """Speak over the agent, of whom a third was heard."""
        heard = text[: len(text) // 3]
        await self._info("agentSpeaking", "on")
        await self._info("tokensPlayed", heard)
        await self._info("clientSpeaking", "on")
        await self._send(type="interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs=500)
        await self._info("agentSpeaking", "off")

    def drop(self) -> None:
        """Let the socket die."""
        self._socket.transport.abort()

    async def close(self) -> None:
        """Close it as Twilio does, and wait until it is read to its end."""
        await self._socket.close(1000)
        await self._reader

    async def _info(self, name: str, value: str) -> None:
        await self._send(type="info", name=name, value=value)

    async def _send(self, **frame: object) -> None:
        try:
            await self._socket.send(json.dumps(frame))
        except ConnectionClosed:
            return  # the reader tells of it

    async def _read(self) -> None:
        tokens: list[str] = []
        try:
            async for raw in self._socket:
                frame = json.loads(raw)
                if frame["type"] == "end":
                    self._news.put_nowait(Ended(frame.get("handoffData")))
                elif frame["type"] == "text":
                    tokens.append(frame["token"])
                    if frame["last"]:
                        self._news.put_nowait(Spoken(tuple(tokens)))
                        tokens = []
        except ConnectionClosed:
            pass
        self._news.put_nowait(Lost())
