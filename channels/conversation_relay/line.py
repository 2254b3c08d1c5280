"""The whole life of one ConversationRelay session: what comes in, what is due when, what goes out.

It does no I/O and has no clock. It is told what arrived and what time it is, and answers with commands;
`deadline` says when it wants to be asked again. One turn runs at a time; what the caller says meanwhile waits
and is merged. Replies leave whole, their last frame in the same batch as their first, so that no turn is left
open, but for a filler's, which the reply closes.
"""

import json
from collections.abc import Callable, Iterator

import msgspec

from channels.conversation_relay import frames
from channels.conversation_relay.collector import Collector
from channels.conversation_relay.commands import Admit, Close, Command, Note, Send, Turn
from channels.conversation_relay.completeness import is_backchannel, is_noise
from channels.conversation_relay.debounce import NO_NEWS_LIMIT, TOO_MUCH, Ear
from channels.conversation_relay.filler import Filler
from channels.conversation_relay.phase import Phase
from channels.conversation_relay.playback import KEY_RACE, UNHEARD, Playback
from channels.conversation_relay.replays import NO_REPLAYS
from engine.heard import Connected, Heard, Piece, Played, Reconnected, Reply, Silence
from engine.settings import Voice
from engine.vocabulary import Asked, Language

SETUP_LIMIT = 10.0
"""Seconds in which a session must say which call it is."""
CLOSE_LIMIT = 5.0
"""Seconds after `end` in which Twilio closes the socket."""
RESUME_AFTER = 0.8
"""Seconds of quiet after a noise that cut the agent off, before the rest is said after all."""
RESUMES = 2
"""How often the rest of one reply is said again."""
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
        self._reply = Reply()
        self._lang = Language.EN
        self._unsaid: tuple[Piece, ...] = ()
        self._was_said = True  # the latest reply, or a part of it
        self._resumes = 0
        self._ear = Ear(voice, quiet_since=now)
        self._keys = Collector()
        self._playback = Playback(now)
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
        return [*self._take(frame, now), *self._proceed(now)]

    def admitted(
        self, now: float, *, caller: str, attested: bool, greeting: str | None, simulation: str = ""
    ) -> list[Command]:
        """Begin to talk; `greeting` is what Twilio is speaking already, None on a call that comes back."""
        self.phase, self._since = Phase.TALKING, now
        self._playback = Playback(now)
        self._ear.quiet_since = self._answered_at = now
        if greeting is None:
            heard: Heard = Reconnected()
        else:
            heard = Connected(caller=caller, attested=attested, simulation=simulation)
            self._playback.say((Piece(text=greeting),), now)
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
        commands = self._switch_to(reply.lang)
        if not reply.pieces:
            # Nothing to say: the question before it, and the goodbye if there was one, still stand.
            question = reply if reply.asked else self._reply
            ending = reply.ending or self._reply.ending
            self._reply = msgspec.structs.replace(question, ending=ending)
            return [*commands, *self._filler.close(), *self._proceed(now)]
        self._reply, self._unsaid = reply, reply.pieces
        self._was_said, self._resumes = False, 0
        # What was said while the turn ran cannot be an answer to its reply.
        self._ear.played = self._keys.played = UNHEARD
        must_be_heard = not all(piece.interruptible for piece in reply.pieces)
        if must_be_heard or not (self._has_input or self._ear.hears_speech):
            commands += self._say(reply.pieces, now)
        return [*commands, *self._filler.close(), *self._proceed(now)]

    def bridge(self, piece: Piece, now: float) -> list[Command]:
        """Say a filler while the turn runs, unless the caller is speaking."""
        if self.is_over or self._turn_since is None or self._has_input or self._ear.hears_speech:
            return []
        # Speech of its own to the playback, or its letters would count as heard of the reply.
        self._playback.say((piece,), now)
        self._was_said = False
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
        yield self._playback.over_at, self._speech_is_over
        yield self._ear.quiet_at, self._caller_is_quiet
        if self._turn_since is not None:
            limit = self._voice.voice_turn_limit
            yield self._turn_since + limit, lambda now: self._close(now, 1011, "turn-too-long")
            yield self._filler.due_at, lambda _: self._filler.ask()
        elif not self._playback.must_be_heard:
            yield self._keys.due_at, lambda now: self._run(self._keys.take(), now)
            yield self._ear.due_at, lambda now: self._run(self._ear.take(), now)
            if not self._has_input and not self._ear.hears_speech:
                yield self._when_all_are_silent()

    def _when_all_are_silent(self) -> tuple[float | None, Action]:
        if self._left():
            return self._ear.quiet_since + RESUME_AFTER, self._resume
        if self._playback.is_busy:
            return None, self._silence
        if self._reply.ending is not None:
            return self._playback.quiet_since, self._end
        quiet_since = max(self._playback.quiet_since, self._ear.quiet_since, self._answered_at)
        return quiet_since + self._reply.patience, self._silence

    def _proceed(self, now: float) -> list[Command]:
        commands: list[Command] = []
        while due := next((act for at, act in self._agenda() if at is not None and at <= now), None):
            commands += due(now)
        return commands

    @property
    def _has_input(self) -> bool:
        return bool(self._ear.said or self._keys.digits)

    def _speech_is_over(self, now: float) -> list[Command]:
        self._playback.give_up(now)
        return []

    def _caller_is_quiet(self, now: float) -> list[Command]:
        self._ear.stopped(now)
        return []

    def _silence(self, now: float) -> list[Command]:
        return self._run(Silence(), now)

    def _resume(self, now: float) -> list[Command]:
        commands = self._say(self._left(), now)
        self._resumes += 1
        return commands

    # ------------------------------------------------------------ frames

    def _before_setup(self, frame: frames.Frame, now: float) -> list[Command]:
        if isinstance(frame, frames.Setup):
            return [Admit(frame)]
        if len(self._early) == HELD_BACK:
            return self._close(now, 1008, "no-setup")
        self._early.append(frame)
        return [Note("frame-before-setup")]

    def _take(self, frame: frames.Frame, now: float) -> list[Command]:
        match frame:
            case frames.Setup():
                return [Note("second-setup")]
            case frames.Fault():
                return [Note("twilio-refused-a-frame")]
            case frames.Prompt(last=True):
                return self._take_prompt(frame, now)
            case frames.Dtmf():
                self._take_key(frame, now)
            case frames.Interrupt():
                return self._take_interrupt(frame, now)
            case frames.Info():
                self._take_info(frame, now)
        return []

    def _take_prompt(self, prompt: frames.Prompt, now: float) -> list[Command]:
        asked, text = self._asked, prompt.voice_prompt[-TOO_MUCH:]
        self._playback.caller_spoke(now)
        self._ear.stopped(now)
        if not self._ear.said:
            if is_noise(text, asked) or is_backchannel(text, asked):
                return [Note("fragment-ignored")]
            self._ear.played = self._heard_of_reply()
        self._ear.add(text, prompt.lang or "", asked, self._lang, now)
        if self._keys.digits and not self._keys.is_complete:
            self._keys.clear()
            return [Note("unfinished-keys-dropped")]
        return []

    def _take_key(self, dtmf: frames.Dtmf, now: float) -> None:
        if not self._keys.digits:
            self._keys.played = self._heard_of_reply()
        self._keys.press(dtmf.digit, self._reply.keys, self._asked, now, race=self._playback.is_speaking)

    def _take_interrupt(self, interrupt: frames.Interrupt, now: float) -> list[Command]:
        key_at = self._keys.key_at
        fragment = frames.from_speech(interrupt.utterance_until_interrupt)
        self._playback.interrupted(fragment, now, key_at=key_at)
        if not self._ear.hears_speech and (key_at is None or now - key_at >= KEY_RACE):
            # Speech is under way although no event said so; its prompt, if there is one, ends it.
            self._ear.started(now, NO_NEWS_LIMIT)
        # The key came before the news of what had been heard.
        if self._keys.digits and not self._keys.played.complete:
            self._keys.played = self._heard_of_reply()
        self._keys.settle(now)
        return self._filler.close()

    def _take_info(self, info: frames.Info, now: float) -> None:
        match info.name, info.value:
            case "agentSpeaking", "on":
                self._playback.agent_started(now)
            case "agentSpeaking", "off":
                self._playback.agent_stopped(now)
            case "clientSpeaking", "on":
                self._ear.started(now)
            case "clientSpeaking", "off":
                self._ear.stopped(now)
            case "tokensPlayed", str(tokens):
                self._playback.tokens_played(frames.from_speech(tokens), now)

    @property
    def _asked(self) -> Asked | None:
        return self._reply.asked

    def _heard_of_reply(self) -> Played:
        return self._playback.played() if self._was_said else UNHEARD

    # ------------------------------------------------------------ what it does

    def _run(self, heard: Heard, now: float) -> list[Command]:
        """Start a turn; a reply that was held back until now stays unsaid."""
        self._turn_since, self._unsaid = now, ()
        self._filler.turn_begins(heard, now)
        return [Turn(heard)]

    def _say(self, pieces: tuple[Piece, ...], now: float) -> list[Command]:
        self._playback.say(pieces, now, again=self._was_said)
        self._unsaid, self._was_said = (), True
        self._filler.replied()
        self.replays.speech_sent(now)
        return [Send(frame) for frame in frames.speech(pieces)]

    def _left(self) -> tuple[Piece, ...]:
        """What is still to be said: a reply held back while the caller spoke, or one that a noise cut off."""
        if self._unsaid or not self._was_said:
            return self._unsaid
        return self._playback.rest() if self._resumes < RESUMES else ()

    def _switch_to(self, lang: Language) -> list[Command]:
        if lang is self._lang:
            return []
        self._lang, locale = lang, frames.LOCALES[lang]
        return [Send(frames.SwitchLanguage(tts_language=locale, transcription_language=locale))]

    def _end(self, now: float) -> list[Command]:
        """Give the call back, now that the goodbye or the hand-off was heard."""
        self.phase, self._since = Phase.ENDED, now
        hand_off = self._reply.ending.hand_off if self._reply.ending else None
        return [Send(frames.End(handoff_data=json.dumps(hand_off.data()) if hand_off else None))]

    def _close(self, now: float, code: int, why: str) -> list[Command]:
        self.phase, self._since = Phase.CLOSED, now
        return [Note(why), Close(code)]
