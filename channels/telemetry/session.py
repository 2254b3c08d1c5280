"""What an observer is told of one session: made from its frames, its turns and what was sent."""

from channels.clock import Clock
from channels.conversation_relay import frames
from engine.heard import Heard, Keyed, Utterance
from engine.observer import Observer, Speaker

SPEAKERS: dict[str, Speaker] = {"agentSpeaking": "agent", "clientSpeaking": "customer"}
"""Twilio's events, and who speaks."""


class SessionWatch:
    """Follows a session by its clock; `call_sid` is empty until the session is admitted."""

    def __init__(self, observer: Observer, clock: Clock) -> None:
        self._observer = observer
        self._clock = clock
        self._call_sid = ""
        self._prompted_at: float | None = None
        self._waits_since: float | None = None

    def joined(self, call_sid: str) -> None:
        """The session is this call's."""
        self._call_sid = call_sid
        self._observer.call_joined(call_sid)

    def left(self) -> None:
        """The session is over."""
        if self._call_sid:
            self._observer.call_left(self._call_sid)

    def came(self, frame: frames.Frame | frames.Why) -> None:
        """A frame arrived."""
        match frame:
            case frames.Why():
                self._observer.frame_unreadable(frame.value)
            case frames.Prompt(last=True) | frames.Dtmf():
                self._prompted_at = self._clock.now()
            case frames.Info(name=name, value="on" | "off" as value) if name in SPEAKERS and self._call_sid:
                self._observer.spoke(self._call_sid, SPEAKERS[name], value == "on")

    def noted(self, event: str) -> None:
        """A line of the log was written."""
        self._observer.noted(event)

    def turn(self, heard: Heard) -> None:
        """A turn begins; only one that answers the caller is waited for."""
        is_answer = isinstance(heard, Utterance | Keyed)
        self._waits_since, self._prompted_at = (self._prompted_at if is_answer else None), None

    def sent(self, frame: frames.Text | frames.SwitchLanguage | frames.End) -> None:
        """A frame was sent; the first words after a prompt end the caller's wait."""
        if self._waits_since is not None and isinstance(frame, frames.Text):
            self._observer.answered(self._clock.now() - self._waits_since)
            self._waits_since = None
