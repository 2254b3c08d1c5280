"""The agent's reply on its way to the caller: what was sent, what was heard, what is still to be said."""

import msgspec

from channels.conversation_relay import frames
from channels.conversation_relay.commands import Command, Send
from channels.conversation_relay.playback import UNHEARD, Playback
from engine.heard import Piece, Played, Reply
from engine.vocabulary import Asked, Language

RESUMES = 2
"""How often the rest of one reply is said again."""


class Delivery:
    """The latest reply, and how far it has come."""

    def __init__(self, now: float) -> None:
        self.reply = Reply()
        self.lang = Language.EN
        self.playback = Playback(now)
        self._unsaid: tuple[Piece, ...] = ()
        self._was_said = True  # the latest reply, or a part of it
        self._resumes = 0

    @property
    def asked(self) -> Asked | None:
        """What the caller was asked."""
        return self.reply.asked

    @property
    def heard(self) -> Played:
        """How much of the latest reply was heard."""
        return self.playback.played() if self._was_said else UNHEARD

    @property
    def left(self) -> tuple[Piece, ...]:
        """What is still to be said: a reply held back while the caller spoke, or one that a noise cut off."""
        if self._unsaid or not self._was_said:
            return self._unsaid
        return self.playback.rest() if self._resumes < RESUMES else ()

    def begin(self, greeting: str | None, now: float) -> None:
        """Follow the call's speech from `now`; `greeting` is what Twilio is speaking already."""
        self.playback = Playback(now)
        if greeting is not None:
            self.playback.say((Piece(text=greeting),), now)

    def keep_question(self, reply: Reply) -> None:
        """Take a reply that says nothing: the question before it, and the goodbye if there was one, stand."""
        question = reply if reply.asked else self.reply
        self.reply = msgspec.structs.replace(question, ending=reply.ending or self.reply.ending)

    def take(self, reply: Reply) -> None:
        """Take a reply that is to be said."""
        self.reply, self._unsaid = reply, reply.pieces
        self._was_said, self._resumes = False, 0

    def withdraw(self) -> None:
        """Leave unsaid what was held back until now."""
        self._unsaid = ()

    def say(self, pieces: tuple[Piece, ...], now: float) -> list[Command]:
        """Send the reply, or the rest of it."""
        self.playback.say(pieces, now, again=self._was_said)
        self._unsaid, self._was_said = (), True
        return [Send(frame) for frame in frames.speech(pieces)]

    def resumed(self) -> None:
        """The rest was said again."""
        self._resumes += 1

    def bridge(self, piece: Piece, now: float) -> None:
        """Count a filler as speech of its own, or its letters would count as heard of the reply."""
        self.playback.say((piece,), now)
        self._was_said = False

    def switch_to(self, lang: Language) -> list[Command]:
        """Speak and understand another language from now on."""
        if lang is self.lang:
            return []
        self.lang, locale = lang, frames.LOCALES[lang]
        return [Send(frames.SwitchLanguage(tts_language=locale, transcription_language=locale))]
