"""How what was decided becomes a reply: pieces of speech, what they ask, and how long to wait."""

import re

from engine.heard import Ending, HandOff, Piece, Played, Reply
from engine.keys import key_plan
from engine.memory import Call
from engine.screen.outcome import Screening, Urgency
from engine.speech.wordings import Speech
from engine.steps import Ask, Line
from engine.vocabulary import Asked, Language, Reason, State

PATIENCE = {
    Asked.PATIENT_NAME: 8.0,
    Asked.DATE_OF_BIRTH: 8.0,
    Asked.PHONE: 10.0,
    Asked.CHOICE: 8.0,
}
"""Seconds of silence until the agent asks whether the caller is there; longer where people look things up."""
THANKS = "thanks"
USUAL_PATIENCE = 6.0
EMERGENCY_PATIENCE = 4.0
HOLD_PATIENCE = (30.0, 60.0)
_LETTERS = re.compile(r"[\W_]+")


class Mouth:
    """Collects what one turn says."""

    def __init__(self, call: Call, speech: Speech) -> None:
        self._call = call
        self._speech = speech
        self.pieces: list[Piece] = []
        self._thanks: Piece | None = None

    def say(self, *lines: Line, again: int = 0) -> None:
        """Add lines, each a piece of its own."""
        for said in lines:
            text = self._speech.say(self._call.lang, said.key, said.facts, again)
            self.pieces.append(Piece(text=text, lang=self._call.lang, interruptible=said.interruptible))
            if said.key == THANKS:
                self._thanks = self.pieces[-1]

    def say_text(self, text: str) -> None:
        """Add a sentence that the screen's list brings along."""
        self.pieces.append(Piece(text=text, lang=self._call.lang))

    def ask(self, step: Ask, again: int) -> None:
        """Add a question and remember all that an answer to it needs."""
        call = self._call
        self.say(*step.say, again=call.person.attempts - 1 if call.person.attempts else 0)
        if step.read_back is not None and self._thanks is not None:
            self.pieces.remove(self._thanks)  # the read-back begins with the same name
        # a read-back is heard to its end, or it is no read-back
        whole = step.read_back is None and step.line.interruptible
        self.say(Line(key=step.line.key, facts=step.line.facts, interruptible=whole), again=again)
        call.asked, call.options = step.asked, step.options
        call.option_words = tuple(
            self._speech.option(call.lang, step.line.key, fact, step.line.facts) for fact in step.option_facts
        )
        call.question = self.pieces[-1].text
        if call.errand is not None:
            call.errand.offered, call.errand.choices = step.offers, step.bookings
            call.errand.shown += tuple(o for o in step.offers if o not in call.errand.shown)
            call.errand.wish = None
            call.errand.read_back, call.errand.pressed = step.read_back, step.presses

    def reply(self) -> Reply:
        """The reply of this turn; also what "repeat that" and a reconnect will say."""
        call = self._call
        call.last = tuple(self.pieces) or call.last
        return Reply(
            pieces=tuple(self.pieces),
            lang=call.lang,
            asked=call.asked,
            keys=key_plan(call.asked, len(call.options)),
            patience=call.patience,
            ending=call.ending,
            options=call.options,
        )


def patience(call: Call) -> float:
    """Seconds to wait for an answer to what was just asked."""
    if call.state is State.ESCALATE:
        return EMERGENCY_PATIENCE
    usual = PATIENCE.get(call.asked, USUAL_PATIENCE) if call.asked else USUAL_PATIENCE
    return usual + (2.0 if call.counters.silences else 0.0)


def ending(call: Call) -> Ending:
    """How the agent's part ends: with a person, or with the line hung up."""
    if call.state is State.ENDED and call.reason is not Reason.NO_INPUT:
        return Ending()
    nurse = call.urgency is not None and call.urgency.level is Urgency.URGENT
    return Ending(
        hand_off=HandOff(
            reason=call.reason or Reason.CALLER_ASKED,
            state=call.left or call.state,
            call_sid=call.call_sid,
            department="nurse" if nurse else "desk",
        )
    )


def trim_to_heard(call: Call, played: Played) -> None:
    """An option that was cut off was not offered: it can't be picked, and it may be offered again."""
    call.played = played
    if played.complete or not call.options:
        return
    heard = plain(played.text)
    kept = [i for i, words in enumerate(call.option_words) if plain(words) in heard]
    call.options = tuple(call.options[i] for i in kept)
    call.option_words = tuple(call.option_words[i] for i in kept)
    if call.errand is not None:
        unheard = set(range(len(call.errand.offered))) - set(kept)
        lost = tuple(call.errand.offered[i] for i in sorted(unheard))
        call.errand.shown = tuple(o for o in call.errand.shown if o not in lost)
        call.errand.offered = tuple(o for i, o in enumerate(call.errand.offered) if i in kept)
        call.errand.choices = tuple(b for i, b in enumerate(call.errand.choices) if i in kept)


def plain(text: str) -> str:
    """Words in small letters with nothing between them but spaces, for finding what was heard."""
    return _LETTERS.sub(" ", text).strip().lower()


def symptom_question(screening: Screening, lang: Language) -> str:
    """The screen's question in the call's language."""
    return screening.question_es if lang is Language.ES else screening.question_en
