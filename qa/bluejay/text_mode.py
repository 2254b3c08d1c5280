"""Text talks with Bluejay's digital humans: the same engine, with neither telephone nor voice.

Our side opens with the greeting; what the digital human writes comes to `/bluejay/text`, and is answered over
`/send-http-text-message`, each use of a tool before the reply that followed from it.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from channels.desk import Desk
from engine import journal
from engine.clinic import Clinic
from engine.heard import Connected, Gone, Reply, Utterance
from engine.log import fields
from engine.store import Store
from qa.access.known import known_of
from qa.access.redaction import redact_tool
from qa.bluejay.client import Again, BluejayError, Client
from qa.bluejay.results import is_new

ID = re.compile(r"[A-Za-z0-9_-]{1,48}")
PREFIX = "bluejay-"
"""Begins the id of a text talk, where a telephone call has Twilio's."""
LONGEST = 2000
"""Letters of a message that are read."""
log = logging.getLogger(__name__)


async def open_conversation(client: Client, result_id: str, greeting: str) -> None:
    """Say the first words of a text talk. Raises `BluejayError`."""
    await _send(client, result_id, greeting, message_id=f"{PREFIX}{result_id}-0")


class TextMode:
    """Holds the text talks of this server; the messages of one talk are taken one after the other."""

    def __init__(
        self, desk: Desk, store: Store, client: Client, clinic: Clinic, now: Callable[[], datetime]
    ) -> None:
        self._desk = desk
        self._store = store
        self._client = client
        self._clinic = clinic
        self._now = now
        self._locks: dict[str, asyncio.Lock] = {}
        self._work: set[asyncio.Task[None]] = set()

    async def take(self, payload: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Take a message and answer it soon; the same message once. Raises `StoreUnavailable`."""
        result_id = str(payload.get("simulation_result_id") or headers.get("x-simulation-result-id") or "")
        message = str(payload.get("message") or "").replace("\0", " ")
        message_id = str(payload.get("message_id") or "")
        if not ID.fullmatch(result_id):
            log.warning("bluejay-malformed", extra=fields(status=200))
            return
        if message_id:
            key = "text:" + hashlib.sha256(f"{result_id}\n{message_id}".encode()).hexdigest()
            if not await self._store.transact(lambda c: is_new(c, key, self._now())):
                return
        self._start(self._answer(result_id, message[:LONGEST], payload.get("end_conversation") is True))

    async def settle(self) -> None:
        """Wait until every message that was taken is answered."""
        while self._work:
            await asyncio.wait(self._work)

    async def close(self) -> None:
        """Give up what is not answered yet."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _answer(self, result_id: str, message: str, ends: bool) -> None:
        lock = self._locks.setdefault(result_id, asyncio.Lock())
        try:
            async with lock:
                over = await self._turn(result_id, message, ends)
            if over:
                self._locks.pop(result_id, None)
        except BluejayError as error:
            log.warning("bluejay-text-unsent", extra=fields(why=type(error).__name__))
        except Exception:
            log.exception("bluejay-text-failed")

    async def _turn(self, result_id: str, message: str, ends: bool) -> bool:
        """Take one message; whether the talk is over."""
        call_sid = PREFIX + result_id
        status = await self._desk.status(call_sid)
        if status is None:
            await self._desk.hear(call_sid, Connected(channel="text", simulation=result_id))
        elif status.ending is not None or status.is_over:
            return True
        reply = await self._desk.hear(call_sid, Utterance(text=message)) if message.strip() else Reply()
        turn = await self._tell_tools(call_sid, result_id)
        over = reply.ending is not None
        if reply.pieces:
            words = " ".join(piece.text for piece in reply.pieces)
            await _send(self._client, result_id, words, message_id=f"{call_sid}-{turn}", ends=over)
        if ends and not over:
            await self._desk.hear(call_sid, Gone())
        return over or ends

    async def _tell_tools(self, call_sid: str, result_id: str) -> int:
        """Tell of the tools that the last turn used, without what is personal; the turn's number."""

        def read(connection: Connection) -> tuple[int, list[dict[str, Any]]]:
            history = journal.history(connection, call_sid)
            turn = history["turns"][-1]["turn"] if history["turns"] else 0
            names = [provider.name for provider in self._clinic.providers]
            known = known_of(history, providers=names, clinic_phone=self._clinic.phone)
            return turn, [redact_tool(used, known) for used in history["tools"] if used["turn"] == turn]

        turn, tools = await self._store.read(read)
        for used in tools:
            body = {
                "simulation_result_id": result_id,
                "type": "tool_call",
                "message": "",
                "name": used["tool"],
                "parameters": used["request"],
                "output": used["result"],
            }
            await self._client.post("/send-http-text-message", body)
        return turn


async def _send(client: Client, result_id: str, words: str, *, message_id: str, ends: bool = False) -> None:
    """Send words; Bluejay knows a message by its id, so it may be sent again."""
    body = {
        "simulation_result_id": result_id,
        "message": words,
        "end_turn": True,
        "end_conversation": ends,
        "message_id": message_id,
    }
    await client.post("/send-http-text-message", body, Again.ALWAYS)
