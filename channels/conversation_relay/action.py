"""A call outside its socket: it comes in, its session ends, nobody picks up, a message is left."""

import logging
import re
from collections import deque

from channels.caller_id import caller_number
from channels.clock import Clock
from channels.conversation_relay import twiml
from channels.conversation_relay.signature import Form, Gate
from channels.conversation_relay.webhook import CALL_SID
from channels.desk import Desk, PhraseKey
from channels.health import Tally
from channels.limits import Doors
from engine.heard import CallStatus, Gone
from engine.log import fields
from engine.settings import Settings
from engine.vocabulary import Language, Reason

RECONNECTS = 2
RECONNECT_WINDOW = 60.0
"""Seconds in which a call may be brought back `RECONNECTS` times: a server that crashes must not loop."""
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
        self, desk: Desk, settings: Settings, gate: Gate, clock: Clock, tally: Tally, doors: Doors
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._gate = gate
        self._clock = clock
        self._tally = tally
        self._doors = doors
        self._returns: dict[str, deque[float]] = {}

    async def incoming(self, form: Form) -> str:
        """Answer a new call with the greeting, or turn it away where there is no room for it."""
        caller = caller_number(_get(form, "From"))
        if caller and not self._doors.callers.admits(caller):
            return self._turn_away("too-many-calls-of-one-number")
        if not self._doors.capacity.takes(_get(form, "CallSid")):
            return self._turn_away("over-capacity", to_desk=True)
        log.info("call-incoming")
        return self._relay(form, greeting=self._desk.greeting())

    async def action(self, form: Form) -> str:
        """Decide what becomes of a call whose session is over; what was pending is looked up here."""
        call_sid, session = _get(form, "CallSid"), _get(form, "SessionStatus")
        status = await self._desk.status(call_sid)
        log.info("session-over", extra=fields(how=session, error=_get(form, "ErrorCode")))
        if "completed" in (session, _get(form, "CallStatus")):
            self._returns.pop(call_sid, None)
            if status is not None:
                await self._desk.hear(call_sid, Gone())
            return twiml.nothing()
        if session == "ended" and status is not None and status.ending is not None:
            return self._hand_over(form, status) if status.ending.hand_off else self._hang_up(status)
        if session == "failed" or _get(form, "ErrorCode") in LOST_SOCKET:
            return self._bring_back(form, status)
        log.warning("session-ended-without-reason")
        return self._hang_up(status)

    async def after_dial(self, form: Form) -> str:
        """End a call that was answered; take a message when nobody picked up."""
        status = await self._desk.status(_get(form, "CallSid"))
        outcome = _get(form, "DialCallStatus")
        log.info("desk-rung", extra=fields(outcome=outcome))
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
        return self._hang_up(status, "message_thanks")

    # ------------------------------------------------------------

    def _relay(self, form: Form, *, greeting: str | None) -> str:
        parameters = self._gate.parameters(
            _get(form, "CallSid"),
            _get(form, "AccountSid"),
            attested=_get(form, "StirVerstat") == FULLY_ATTESTED,
            now=self._clock.epoch(),
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
        self._tally.calls_turned_away_total += 1
        if not to_desk:
            return self._hang_up(None, "lines_busy")
        if not self._settings.front_desk_number:
            return self._take_message(None, "lines_busy", "leave_message")
        return self._ring(None, "lines_busy", "staff_instead")

    def _bring_back(self, form: Form, status: CallStatus | None) -> str:
        """Put a call whose socket was lost on a new one, or hand it over when that keeps happening."""
        if status is not None and status.ending is not None and status.ending.hand_off is None:
            return self._hang_up(status)
        if self._may_return(_get(form, "CallSid")):
            return self._relay(form, greeting=None)
        log.error("reconnects-used-up")
        return self._hand_over(form, status, "line_trouble")

    def _may_return(self, call_sid: str) -> bool:
        now = self._clock.now()
        for sid in [sid for sid, times in self._returns.items() if times[-1] <= now - RECONNECT_WINDOW]:
            del self._returns[sid]
        times = self._returns.setdefault(call_sid, deque(maxlen=RECONNECTS))
        if len(times) == RECONNECTS and times[0] > now - RECONNECT_WINDOW:
            return False
        times.append(now)
        return True

    def _hand_over(self, form: Form, status: CallStatus | None, *first: PhraseKey) -> str:
        """Ring the desk when somebody is there to pick up; otherwise take a message."""
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


def _may_ring(status: CallStatus | None) -> bool:
    if status is None or status.open_now:
        return True
    hand_off = status.ending.hand_off if status.ending else None
    return hand_off is not None and hand_off.reason in ALWAYS_RUNG
