"""Texts that patients send, and what the network says of the texts they were sent; each a signed webhook."""

import hashlib
import logging
import re
from collections.abc import Callable
from typing import Protocol

from twilio.twiml.messaging_response import MessagingResponse

from channels.caller_id import caller_number
from channels.clock import Clock
from channels.conversation_relay.signature import Form
from channels.ledger import Ledger
from engine.ledger import Entry, Kind, Verdict
from engine.local.tongue import spoken_language
from engine.log import fields
from engine.vocabulary import Language

STOP = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel", "alto", "parar", "baja"}
)
"""Twilio blocks the number and confirms after each of the English words; the Spanish ones are ours alone."""
START = frozenset({"start", "yes", "unstop"})
HELP = {"help": Language.EN, "info": Language.EN, "ayuda": Language.ES}
ADVANCED = {"STOP": STOP, "START": START}
"""`OptOutType`, which Twilio sends where the account words its own opt-outs."""

ANSWER_EVERY = 24 * 3600.0
"""Seconds in which a number is answered once: two machines that answer each other must not go on for ever."""

log = logging.getLogger(__name__)


class TextRecords(Protocol):
    """What is kept of texts. Numbers are E.164; each may raise where nothing can be kept now."""

    async def moved_on(self, message_sid: str, status: str, error: str | None) -> bool:
        """Note Twilio's status of a text; whether that changed anything."""
        ...

    async def opted_out(self, phone: str, key: str) -> None:
        """Send `phone` no text any more; the same `key` acts once."""
        ...

    async def opted_in(self, phone: str, key: str) -> None:
        """Let texts go to `phone` again; the same `key` acts once."""
        ...


class NoTextRecords:
    """The records of a desk without books."""

    async def moved_on(self, message_sid: str, status: str, error: str | None) -> bool:
        return False

    async def opted_out(self, phone: str, key: str) -> None:
        return None

    async def opted_in(self, phone: str, key: str) -> None:
        return None


class Texts:
    """Answers the webhooks of texts."""

    def __init__(
        self, records: TextRecords, words: Callable[[Language], str], clock: Clock, ledger: Ledger
    ) -> None:
        """`words` say how to reach the clinic."""
        self._records = records
        self._words = words
        self._clock = clock
        self._ledger = ledger

    async def inbound(self, form: Form) -> str:
        """Keep an opt-out or opt-in, and tell anybody else once how to reach the clinic."""
        sender, word = caller_number(form.get("From")), keyword(form.get("Body", ""))
        meant = ADVANCED.get(form.get("OptOutType", ""), frozenset({word}))
        if not sender:  # a short code: a machine, which nobody can opt out
            return _twiml()
        if meant & STOP:
            await self._records.opted_out(sender, key_of(form))
            log.info("text-opt-out")
            return _twiml()
        if meant & START:
            await self._records.opted_in(sender, key_of(form))
            log.info("text-opt-in")
            return _twiml()
        log.info("text-received")
        if form.get("OptOutType") or not (word in HELP or await self._answers(sender, key_of(form))):
            return _twiml()
        lang = HELP.get(word) or spoken_language(form.get("Body", "")) or Language.EN
        return _twiml(self._words(lang))

    async def _answers(self, sender: str, key: str) -> bool:
        entry = Entry(key=key, kind=Kind.ANSWER, about=sender, limit=1, seconds=ANSWER_EVERY)
        kept = await self._ledger.enter(entry, self._clock.epoch())
        return kept.verdict is Verdict.TAKEN

    async def status(self, form: Form) -> None:
        """Move a text on in the outbox; callbacks come late, twice and out of order."""
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
        code = form.get("ErrorCode", "")
        moved = await self._records.moved_on(sid, status, code if code.isdecimal() and code != "0" else None)
        if moved:
            log.info("text-status", extra=fields(message=sid, status=status, error=code or None))


def key_of(form: Form) -> str:
    """The same for the same text: a digest of all that its signature covers."""
    fields = "\n".join(f"{name}={value}" for name, value in sorted(form.multi_items()))
    return f"text:{hashlib.sha256(fields.encode()).hexdigest()}"


def keyword(body: str) -> str:
    """The only word of a text, without case and marks; empty where there are several."""
    words = re.findall(r"[^\W_]+", body.casefold())
    return words[0] if len(words) == 1 else ""


def _twiml(words: str = "") -> str:
    response = MessagingResponse()
    if words:
        response.message(words)
    return str(response)
