"""What the caller says, keys and cuts off, each taken with what had been heard of the agent when it came."""

from channels.conversation_relay import frames
from channels.conversation_relay.collector import Collector
from channels.conversation_relay.commands import Command, Note
from channels.conversation_relay.completeness import is_backchannel, is_noise
from channels.conversation_relay.debounce import NO_NEWS_LIMIT, TOO_MUCH, Ear
from channels.conversation_relay.delivery import Delivery
from channels.conversation_relay.playback import KEY_RACE, UNHEARD
from engine.settings import Voice


class Hearing:
    """The caller's words and keys until they are a turn, beside the delivery of what they answer."""

    def __init__(self, voice: Voice, delivery: Delivery, now: float) -> None:
        self.ear = Ear(voice, quiet_since=now)
        self.keys = Collector()
        self._delivery = delivery

    @property
    def has_input(self) -> bool:
        """Whether anything waits to be a turn."""
        return bool(self.ear.said or self.keys.digits)

    @property
    def is_busy(self) -> bool:
        """Whether the caller has something to say, or is saying it."""
        return self.has_input or self.ear.hears_speech

    def turn_ended(self) -> None:
        """What was said while the turn ran cannot be an answer to its reply."""
        self.ear.played = self.keys.played = UNHEARD

    def take(self, frame: frames.Frame, now: float) -> list[Command]:
        """Take a frame of the running session."""
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
                self._take_interrupt(frame, now)
            case frames.Info():
                self._take_info(frame, now)
        return []

    def _take_prompt(self, prompt: frames.Prompt, now: float) -> list[Command]:
        asked, text = self._delivery.asked, prompt.voice_prompt[-TOO_MUCH:]
        self._delivery.playback.caller_spoke(now)
        self.ear.stopped(now)
        if not self.ear.said:
            if is_noise(text, asked) or is_backchannel(text, asked):
                return [Note("fragment-ignored")]
            self.ear.played = self._delivery.heard
        self.ear.add(text, prompt.lang or "", asked, self._delivery.lang, now)
        if self.keys.digits and not self.keys.is_complete:
            self.keys.clear()
            return [Note("unfinished-keys-dropped")]
        return []

    def _take_key(self, dtmf: frames.Dtmf, now: float) -> None:
        delivery = self._delivery
        if not self.keys.digits:
            self.keys.played = delivery.heard
        race = delivery.playback.is_speaking
        self.keys.press(dtmf.digit, delivery.reply.keys, delivery.asked, now, race=race)

    def _take_interrupt(self, interrupt: frames.Interrupt, now: float) -> None:
        key_at = self.keys.key_at
        fragment = frames.from_speech(interrupt.utterance_until_interrupt)
        self._delivery.playback.interrupted(fragment, now, key_at=key_at)
        if not self.ear.hears_speech and (key_at is None or now - key_at >= KEY_RACE):
            # Speech is under way although no event said so; its prompt, if there is one, ends it.
            self.ear.started(now, NO_NEWS_LIMIT)
        # The key came before the news of what had been heard.
        if self.keys.digits and not self.keys.played.complete:
            self.keys.played = self._delivery.heard
        self.keys.settle(now)

    def _take_info(self, info: frames.Info, now: float) -> None:
        playback = self._delivery.playback
        match info.name, info.value:
            case "agentSpeaking", "on":
                playback.agent_started(now)
            case "agentSpeaking", "off":
                playback.agent_stopped(now)
            case "clientSpeaking", "on":
                self.ear.started(now)
            case "clientSpeaking", "off":
                self.ear.stopped(now)
            case "tokensPlayed", str(tokens):
                playback.tokens_played(frames.from_speech(tokens), now)
