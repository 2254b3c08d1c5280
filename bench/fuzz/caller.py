"""A caller who behaves, in between: the whole of a look-up, from the signed webhook to the goodbye."""

import asyncio
import json
import uuid
from xml.etree import ElementTree as ET

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.fuzz.house import ACCOUNT, PUBLIC, SOCKET_URL, sign

LINES = (
    "I need to know when my next appointment is.",
    "Tyrome Williams.",
    "April 17th, 1988.",
    "212 555 0101.",
    "No, that's all. Thank you.",
)
EXPECTED = "Dr."
"""Is in the answer to the last line but one."""


async def behave(port: int) -> tuple[str, ...]:
    """Make the call; what the agent answered to each line. What goes wrong is the last answer."""
    said: list[str] = []
    try:
        async with asyncio.timeout(30):
            await _call(port, said)
    except Exception as fault:  # whatever it is, the call did not work
        said.append(f"{type(fault).__name__}: {fault}")
    return tuple(said)


async def _call(port: int, said: list[str]) -> None:
    sid = "CA" + uuid.uuid4().hex
    form = {
        "CallSid": sid,
        "AccountSid": ACCOUNT,
        "From": "+19175550100",
        "CallStatus": "ringing",
        "FromCity": "",
    }
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as http:
        signature = sign(f"{PUBLIC}/incoming-call", tuple(form.items()))
        answered = await http.post("/incoming-call", data=form, headers={"X-Twilio-Signature": signature})
        twiml = ET.fromstring(answered.text)
    given = {p.get("name"): p.get("value") for p in twiml.iter("Parameter")}
    async with connect(
        f"ws://127.0.0.1:{port}/conversation-relay",
        additional_headers={"X-Twilio-Signature": sign(SOCKET_URL)},
        compression=None,
        proxy=None,
    ) as line:
        setup = {"sessionId": "VX" + sid, "callSid": sid, "accountSid": ACCOUNT, "from": "+19175550100"}
        await line.send(json.dumps({"type": "setup", **setup, "customParameters": given}))
        for words in LINES:
            answer = await _say(line, words)
            said.append(answer)


async def _say(line: ClientConnection, words: str) -> str:
    """Say one line, hear the whole answer and play it out."""
    await line.send(json.dumps({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": True}))
    tokens: list[str] = []
    while True:
        frame = json.loads(await line.recv())
        if frame["type"] != "text":
            continue
        tokens.append(frame["token"])
        if frame["last"]:
            break
    played = (("tokensPlayed", token) for token in tokens)
    for name, value in (("agentSpeaking", "on"), *played, ("agentSpeaking", "off")):
        await line.send(json.dumps({"type": "info", "name": name, "value": value}))
    return "".join(tokens)
