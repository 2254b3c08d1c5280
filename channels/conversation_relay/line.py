"""The whole life of one ConversationRelay session: what comes in, what is due when, what goes out.

It does no I/O and has no clock. It is told what arrived and what time it is, and answers with commands;
`deadline` says when it wants to be asked again. One turn runs at a time; what the caller says meanwhile waits
and is merged. Replies leave whole, their last frame in the same batch as their first, so that no turn is left
open, but for a filler's, which the reply closes.
"""

import json
from collections.abc import Callable, Iterator

from channels.conversation_relay import frames
from channels.conversation_relay.commands import Admit, Close, Command, Note, Send, Turn
from channels.conversation_relay.delivery import Delivery
from channels.conversation_relay.filler import Filler
from channels.conversation_relay.hearing import Hearing
from channels.conversation_relay.phase import Phase
from channels.conversation_relay.replays import NO_REPLAYS
from engine.heard import Connected, Heard, Piece, Reconnected, Reply, Silence
from engine.settings import Voice

SETUP_LIMIT = 10.0
"""Seconds in which a session must say which call it is."""
CLOSE_LIMIT = 5.0
"""Seconds after `end` in which Twilio closes the socket."""
RESUME_AFTER = 0.8
"""Seconds of quiet after a noise that cut the agent off, before the rest is said after all."""
HELD_BACK = 4
"""Frames that may come before the setup; Twilio sends none."""

Action = Callable[[float], list[Command]]


class Line:
    """One session of one call."""

    def __init__(self, voice: Voice, now: float, filler_after: float | None = None) -> None:
        """`filler_after` is in seconds; without it a slow turn is not bridged."""
        self.phase = Phase.WAITING
        self._voice = voice
        self._since = now  # when the phase began
        self._early: list[frames.Frame | frames.Why] = []
        self._turn_since: float | None = None
        self._answered_at = now
        self._delivery = Delivery(now)
        self._hearing = Hearing(voice, self._delivery, now)
        self._filler = Filler(filler_after)
        self.replays = NO_REPLAYS

    @property
    def is_over(self) -> bool:
        """Whether nothing is listened to or said any more."""
        return self.phase in (Phase.ENDED, Phase.CLOSED)

    # ------------------------------------------------------------ what happens to it

    def receive(self, frame: frames.Frame | frames.Why, now: float) -> list[Command]:
        """Take a frame, or the reason why one could not be read."""
        if self.is_over:
            return []
        if isinstance(frame, frames.Why):
            return [Note(frame.value)]
        if self.phase is Phase.WAITING:
            return self._before_setup(frame, now)
        if self.replays.has(frame, now):
            return [Note("replayed-event-dropped")]
        commands = self._hearing.take(frame, now)
        if isinstance(frame, frames.Interrupt):
            commands += self._filler.close()
        return [*commands, *self._proceed(now)]

    def admitted(
        self, now: float, *, caller: str, attested: bool, greeting: str | None, simulation: str = ""
    ) -> list[Command]:
        """Begin to talk; `greeting` is what Twilio is speaking already, None on a call that comes back."""
        self.phase, self._since = Phase.TALKING, now
        self._delivery.begin(greeting, now)
        self._hearing.ear.quiet_since = self._answered_at = now
        if greeting is None:
            heard: Heard = Reconnected()
        else:
            heard = Connected(caller=caller, attested=attested, simulation=simulation)
        commands = self._run(heard, now)
        early, self._early = self._early, []
        for frame in early:
            commands += self.receive(frame, now)
        return commands

    def replied(self, reply: Reply, now: float) -> list[Command]:
        """Take the reply to the running turn."""
        if self.is_over:
            return []
        if reply.elsewhere:
            # A socket that Twilio has given up for lost must not take turns in the call's name.
            return self._close(now, 1012, "call-is-elsewhere")
        self._turn_since, self._answered_at = None, now
        self._filler.turn_ends()
        commands = self._delivery.switch_to(reply.lang)
        if not reply.pieces:
            self._delivery.keep_question(reply)
            return [*commands, *self._filler.close(), *self._proceed(now)]
        self._delivery.take(reply)
        self._hearing.turn_ended()
        must_be_heard = not all(piece.interruptible for piece in reply.pieces)
        if must_be_heard or not self._hearing.is_busy:
            commands += self._say(reply.pieces, now)
        return [*commands, *self._filler.close(), *self._proceed(now)]

    def bridge(self, piece: Piece, now: float) -> list[Command]:
        """Say a filler while the turn runs, unless the caller is speaking."""
        if self.is_over or self._turn_since is None or self._hearing.is_busy:
            return []
        self._delivery.bridge(piece, now)
        return self._filler.say(piece)

    def refused(self, now: float) -> list[Command]:
        """The setup is not one of ours."""
        return self._close(now, 1008, "setup-refused")

    def failed(self, now: float) -> list[Command]:
        """The running turn went wrong. Twilio brings the call back, to a fresh session."""
        return self._close(now, 1011, "turn-failed")

    def tick(self, now: float) -> list[Command]:
        """Do what is due."""
        return self._proceed(now)

    def deadline(self) -> float | None:
        """When something is due although nothing happens; None when nothing ever is."""
        return min((at for at, _ in self._agenda() if at is not None), default=None)

    # ------------------------------------------------------------ what is due when

    def _agenda(self) -> Iterator[tuple[float | None, Action]]:
        """What comes next if nobody says anything, the more urgent first."""
        if self.phase is Phase.WAITING:
            yield self._since + SETUP_LIMIT, lambda now: self._close(now, 1008, "no-setup")
            return
        if self.phase is Phase.ENDED:
            yield self._since + CLOSE_LIMIT, lambda now: self._close(now, 1000, "twilio-did-not-close")
        if self.is_over:
            return
        ear, keys, playback = self._hearing.ear, self._hearing.keys, self._delivery.playback
        yield playback.over_at, self._speech_is_over
        yield ear.quiet_at, self._caller_is_quiet
        if self._turn_since is not None:
            limit = self._voice.voice_turn_limit
            yield self._turn_since + limit, lambda now: self._close(now, 1011, "turn-too-long")
            yield self._filler.due_at, lambda _: self._filler.ask()
        elif not playback.must_be_heard:
            yield keys.due_at, lambda now: self._run(keys.take(), now)
            yield ear.due_at, lambda now: self._run(ear.take(), now)
            if not self._hearing.is_busy:
                yield self._when_all_are_silent()

    def _when_all_are_silent(self) -> tuple[float | None, Action]:
        ear, playback, reply = self._hearing.ear, self._delivery.playback, self._delivery.reply
        if self._delivery.left:
            return ear.quiet_since + RESUME_AFTER, self._resume
        if playback.is_busy:
            return None, self._silence
        if reply.ending is not None:
            return playback.quiet_since, self._end
        return max(playback.quiet_since, ear.quiet_since, self._answered_at) + reply.patience, self._silence

    def _proceed(self, now: float) -> list[Command]:
        commands: list[Command] = []
        while due := next((act for at, act in self._agenda() if at is not None and at <= now), None):
            commands += due(now)
        return commands

    def _speech_is_over(self, now: float) -> list[Command]:
        self._delivery.playback.give_up(now)
        return []

    def _caller_is_quiet(self, now: float) -> list[Command]:
        self._hearing.ear.stopped(now)
        return []

    def _silence(self, now: float) -> list[Command]:
        return self._run(Silence(), now)

    def _resume(self, now: float) -> list[Command]:
        commands = self._say(self._delivery.left, now)
        self._delivery.resumed()
        return commands

    # ------------------------------------------------------------ what it does

    def _before_setup(self, frame: frames.Frame, now: float) -> list[Command]:
        if isinstance(frame, frames.Setup):
            return [Admit(frame)]
        if len(self._early) == HELD_BACK:
            return self._close(now, 1008, "no-setup")
        self._early.append(frame)
        return [Note("frame-before-setup")]

    def _run(self, heard: Heard, now: float) -> list[Command]:
        """Start a turn; a reply that was held back until now stays unsaid."""
        self._turn_since = now
        self._delivery.withdraw()
        self._filler.turn_begins(heard, now)
        return [Turn(heard)]

    def _say(self, pieces: tuple[Piece, ...], now: float) -> list[Command]:
        commands = self._delivery.say(pieces, now)
        self._filler.replied()
        self.replays.speech_sent(now)
        return commands

    def _end(self, now: float) -> list[Command]:
        """Give the call back, now that the goodbye or the hand-off was heard."""
        self.phase, self._since = Phase.ENDED, now
        ending = self._delivery.reply.ending
        hand_off = ending.hand_off if ending else None
        return [Send(frames.End(handoff_data=json.dumps(hand_off.data()) if hand_off else None))]

    def _close(self, now: float, code: int, why: str) -> list[Command]:
        self.phase, self._since = Phase.CLOSED, now
        return [Note(why), Close(code)]
