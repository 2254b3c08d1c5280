"""A call outside its socket: it comes in, its session ends, nobody picks up, a message is left."""

import asyncio
import logging
import re
import uuid

from channels.caller_id import caller_number
from channels.clock import Clock
from channels.conversation_relay import twiml
from channels.conversation_relay.signature import Form, Gate
from channels.conversation_relay.simulation import simulation_of
from channels.conversation_relay.webhook import CALL_SID
from channels.desk import Desk, PhraseKey
from channels.ledger import Ledger
from channels.limits import MINUTE, Doors
from engine.heard import CallStatus, Gone
from engine.ledger import Entry, Kept, Kind, Verdict
from engine.log import fields
from engine.observer import Observer
from engine.settings import Settings
from engine.vocabulary import Language, Reason, State

RECONNECTS = 2
RECONNECT_WINDOW = 60.0
"""Seconds in which a call may be brought back `RECONNECTS` times: a server that crashes must not loop."""
LEDGER_SECONDS = 5.0
"""How long the ledger is waited for; Twilio gives up after 15."""
SECONDS = re.compile(r"[0-9]{1,6}")
"""How long a recording is; it lasts `MESSAGE_SECONDS` at most."""
LOST_SOCKET = frozenset({"64105", "39001"})
FULLY_ATTESTED = "TN-Validation-Passed-A"
AGAIN = "again"
"""Name of the parameter by which a session knows that its call has been greeted."""
ALWAYS_RUNG = frozenset({Reason.EMERGENCY, Reason.URGENT})
"""Reasons for which the desk is rung after hours too, because a recording alone will not do."""

log = logging.getLogger(__name__)


class Calls:
    """Answers the webhooks of a call with TwiML."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        gate: Gate,
        clock: Clock,
        observer: Observer,
        doors: Doors,
        ledger: Ledger,
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._gate = gate
        self._clock = clock
        self._observer = observer
        self._doors = doors
        self._ledger = ledger

    async def incoming(self, form: Form) -> str:
        """Answer a new call with the greeting, or turn it away where there is no room for it."""
        call_sid, capacity = _get(form, "CallSid"), self._doors.capacity
        entry = Entry(
            key=f"call:{call_sid}",
            kind=Kind.CALL,
            about=caller_number(_get(form, "From")),
            limit=self._doors.calls_per_number,
            seconds=MINUTE,
            verdict=Verdict.TAKEN if capacity.takes(call_sid) else Verdict.OVER_CAPACITY,
        )
        kept = await self._enter(entry)
        if kept is None or kept.verdict is not Verdict.TAKEN:
            capacity.gives_back(call_sid)
        if kept is None:
            return self._turn_away("ledger-out-of-reach", to_desk=True)
        if kept.verdict is Verdict.TOO_OFTEN:
            return self._turn_away("too-many-calls-of-one-number")
        if kept.verdict is Verdict.OVER_CAPACITY:
            return self._turn_away("over-capacity", to_desk=True)
        log.info("call-incoming")
        if kept.is_new:
            self._observer.call_taken()
        return self._relay(form, kept.at, greeting=self._desk.greeting())

    async def action(self, form: Form) -> str:
        """Decide what becomes of a call whose session is over; what was pending is looked up here."""
        call_sid, session = _get(form, "CallSid"), _get(form, "SessionStatus")
        log.info("session-over", extra=fields(how=session, error=_get(form, "ErrorCode")))
        try:
            status = await self._desk.status(call_sid)
        except Exception:
            log.exception("status-failed")
            return await self._without_books(form)
        if "completed" in (session, _get(form, "CallStatus")):
            if status is not None and status.state is not State.ENDED:
                await self._desk.hear(call_sid, Gone())
            return twiml.nothing()
        if session == "ended" and status is not None and status.ending is not None:
            return self._hand_over(form, status) if status.ending.hand_off else self._hang_up(status)
        if session == "failed" or _get(form, "ErrorCode") in LOST_SOCKET:
            return await self._bring_back(form, status)
        log.warning("session-ended-without-reason")
        if status is None or status.is_over:
            return self._hang_up(status)
        # Only the server ends a session: another process gave this call up while its books were out of reach.
        return self._hand_over(form, status, "line_trouble")

    async def after_dial(self, form: Form) -> str:
        """End a call that was answered; take a message when nobody picked up."""
        status = await self._desk.status(_get(form, "CallSid"))
        outcome = _get(form, "DialCallStatus")
        log.info("desk-rung", extra=fields(outcome=outcome))
        self._observer.desk_rung(outcome)
        if outcome in ("completed", "answered"):
            return self._hang_up(status)
        return self._take_message(status, "no_answer", "leave_message")

    async def after_message(self, form: Form) -> str:
        """Put the message on the staff's list and end the call."""
        call_sid = _get(form, "CallSid")
        status = await self._desk.status(call_sid)
        seconds = _get(form, "RecordingDuration")
        if CALL_SID.fullmatch(recording := _get(form, "RecordingSid")):
            lasted = int(seconds) if SECONDS.fullmatch(seconds) else 0
            await self._desk.message_left(call_sid, recording, lasted)
            log.info("message-left", extra=fields(recording=recording))
            self._observer.message_left()
        return self._hang_up(status, "message_thanks")

    # ------------------------------------------------------------

    async def _without_books(self, form: Form) -> str:
        """Decide what becomes of a call that cannot be looked up: it comes back, or a person takes it."""
        if "completed" in (_get(form, "SessionStatus"), _get(form, "CallStatus")):
            return twiml.nothing()
        if _get(form, "SessionStatus") == "failed" or _get(form, "ErrorCode") in LOST_SOCKET:
            return await self._bring_back(form, None)
        return self._hand_over(form, None, "line_trouble")

    async def _enter(self, entry: Entry) -> Kept | None:
        """What stands in the ledger about a webhook; None where it cannot be asked in time."""
        try:
            async with asyncio.timeout(LEDGER_SECONDS):
                kept = await self._ledger.enter(entry, self._clock.epoch())
        except Exception:
            log.exception("ledger-failed")
            return None
        if not kept.is_new:
            log.info("webhook-again", extra=fields(kind=entry.kind.value))
        return kept

    def _relay(self, form: Form, since: float, *, greeting: str | None) -> str:
        """Put the call on a socket; its ticket counts from `since` (epoch), so a replay gets no newer one."""
        parameters = self._gate.parameters(
            _get(form, "CallSid"),
            _get(form, "AccountSid"),
            attested=_get(form, "StirVerstat") == FULLY_ATTESTED,
            now=since,
            simulation=simulation_of(form) if self._settings.bluejay_api_key else "",
        )
        return twiml.relay(
            url=self._gate.socket_url,
            action=self._gate.url_of("/action"),
            voice=self._settings.voice,
            hints=self._desk.hints(),
            parameters=parameters | {AGAIN: "" if greeting else "1"},
            greeting=greeting,
        )

    def _turn_away(self, event: str, *, to_desk: bool = False) -> str:
        """Say that the lines are busy; a flood from one number must not ring the desk as well."""
        log.warning(event)
        self._observer.call_turned_away(event)
        if not to_desk:
            return self._hang_up(None, "lines_busy")
        if not self._settings.front_desk_number:
            return self._take_message(None, "lines_busy", "leave_message")
        return self._ring(None, "lines_busy", "staff_instead")

    async def _bring_back(self, form: Form, status: CallStatus | None) -> str:
        """Put a call whose socket was lost on a new one, or hand it over when that keeps happening.

        A session is lost once, so a callback about the same session is the same one, whenever it comes.
        """
        if status is not None and (status.is_over or _said_goodbye(status)):
            return self._hang_up(status, "goodbye")  # it may not have been heard
        call_sid = _get(form, "CallSid")
        entry = Entry(
            key=f"return:{call_sid}:{_get(form, 'SessionId') or uuid.uuid4()}",
            kind=Kind.RETURN,
            about=call_sid,
            limit=RECONNECTS,
            seconds=RECONNECT_WINDOW,
        )
        kept = await self._enter(entry)
        if kept is not None and kept.verdict is Verdict.TAKEN:
            self._observer.call_brought_back("again")
            return self._relay(form, kept.at, greeting=None)
        log.error("ledger-out-of-reach" if kept is None else "reconnects-used-up")
        self._observer.call_brought_back("used-up")
        return self._hand_over(form, status, "line_trouble")

    def _hand_over(self, form: Form, status: CallStatus | None, *first: PhraseKey) -> str:
        """Ring the desk when somebody is there to pick up; otherwise take a message."""
        if status is not None and _is_nobody(status):
            return self._hang_up(status)  # there is nobody to put through, and the goodbye was said
        if not (self._settings.front_desk_number and _may_ring(status)):
            return self._take_message(status, *first, "hand_off_closed", "leave_message")
        return self._ring(status, *first)

    def _ring(self, status: CallStatus | None, *first: PhraseKey) -> str:
        return twiml.ring(
            number=self._settings.front_desk_number,
            caller_id=self._settings.twilio_phone_number,
            action=self._gate.url_of("/after-dial"),
            voice=self._settings.voice,
            lang=_lang(status),
            words=" ".join(self._words(status, *first)),
        )

    def _take_message(self, status: CallStatus | None, *keys: PhraseKey) -> str:
        return twiml.take_message(
            action=self._gate.url_of("/after-message"),
            voice=self._settings.voice,
            lang=_lang(status),
            words=self._words(status, *keys),
            after=self._desk.phrase("goodbye", _lang(status)),
        )

    def _hang_up(self, status: CallStatus | None, *keys: PhraseKey) -> str:
        return twiml.hang_up(*self._words(status, *keys), voice=self._settings.voice, lang=_lang(status))

    def _words(self, status: CallStatus | None, *keys: PhraseKey) -> tuple[str, ...]:
        return tuple(self._desk.phrase(key, _lang(status)) for key in keys)


def _get(form: Form, name: str) -> str:
    return form.get(name, "")


def _lang(status: CallStatus | None) -> Language:
    return status.lang if status is not None else Language.EN


def _said_goodbye(status: CallStatus) -> bool:
    return status.ending is not None and status.ending.hand_off is None


def _is_nobody(status: CallStatus) -> bool:
    """Whether the call ends because nobody spoke."""
    hand_off = status.ending.hand_off if status.ending else None
    return hand_off is not None and hand_off.reason is Reason.NO_INPUT


def _may_ring(status: CallStatus | None) -> bool:
    if status is None or status.open_now:
        return True
    hand_off = status.ending.hand_off if status.ending else None
    return hand_off is not None and hand_off.reason in ALWAYS_RUNG
