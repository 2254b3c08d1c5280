"""Conversation repair: a closed set of named patterns, tried before an utterance is taken as an answer."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from engine.clinic import Clinic
from engine.extraction import Extraction, Record
from engine.memory import Call
from engine.steps import Fire, Line, line
from engine.vocabulary import Asked, Intent, Reason, Repair, State, Topic, Trigger
from engine.wishes import names

OFF_TOPIC_TO_PERSON = 3


class Pattern(StrEnum):
    """The patterns, as the log names them."""

    CORRECTION = "correction"
    CHANGE_OF_MIND = "change_of_mind"
    CLARIFICATION = "clarification"
    DIGRESSION = "digression"
    SEVERAL_ANSWERS = "several_answers"
    REPEAT = "repeat"
    REPHRASE = "rephrase"
    START_OVER = "start_over"
    SKIP = "skip"
    HOLD_ON = "hold_on"
    SILENCE = "silence"
    NOT_UNDERSTOOD = "not_understood"
    PERSON = "person"
    TOOL_FAILED = "tool_failed"
    SECOND_ERRAND = "second_errand"
    GOODBYE = "goodbye"
    LANGUAGE = "language"
    OFF_TOPIC = "off_topic"


class Mend(Record, frozen=True):
    """What a pattern does: fire, or say something and put the open question again, or just wait."""

    pattern: Pattern
    fire: Fire | None = None
    say: tuple[Line, ...] = ()
    again: bool = False
    """Speak the last reply once more instead of asking anew."""
    wait: bool = False
    """Ask nothing; the caller wants time."""


def mend(call: Call, frame: Extraction, clinic: Clinic) -> Mend | None:
    """The pattern that this utterance calls for, or None when it is to be taken as an answer."""
    if frame.repair is Repair.WHAT:
        return Mend(pattern=Pattern.REPHRASE)
    if frame.intent in _BY_INTENT:
        return _BY_INTENT[frame.intent](call, frame, clinic)
    if frame.repair is Repair.HOLD_ON:
        return Mend(pattern=Pattern.HOLD_ON, say=(line("take_your_time"),), wait=True)
    if frame.repair is Repair.SLOWER:
        return Mend(pattern=Pattern.REPEAT, again=True)
    return None


def _person(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    fire = Fire(trigger=Trigger.ASK_FOR_PERSON, reason=Reason.CALLER_ASKED)
    return Mend(pattern=Pattern.PERSON, fire=fire)


def _repeat(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    return Mend(pattern=Pattern.REPEAT, again=True)


def _start_over(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    fire = Fire(trigger=Trigger.START_OVER, say=(line("starting_over"),))
    return Mend(pattern=Pattern.START_OVER, fire=fire)


def _goodbye(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    undone = call.state in (State.SLOT_FILLING, State.CONFIRM) and call.errand is not None
    say = (line("nothing_changed"), line("goodbye")) if undone else (line("goodbye"),)
    return Mend(pattern=Pattern.GOODBYE, fire=Fire(trigger=Trigger.GOODBYE, say=say))


def _other(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    if frame.topic is Topic.AUTOMATED:
        return Mend(pattern=Pattern.DIGRESSION, say=(line("clinic_automated"),))
    if call.counters.off_topic + 1 >= OFF_TOPIC_TO_PERSON:
        fire = Fire(trigger=Trigger.GIVE_UP, say=(line("out_of_scope"),), reason=Reason.OUT_OF_SCOPE)
        return Mend(pattern=Pattern.OFF_TOPIC, fire=fire)
    return Mend(pattern=Pattern.OFF_TOPIC, say=(line("off_topic"),))


def _question(call: Call, frame: Extraction, clinic: Clinic) -> Mend:
    return Mend(pattern=Pattern.DIGRESSION, say=answer(frame, clinic))


_BY_INTENT: Mapping[Intent | None, Callable[[Call, Extraction, Clinic], Mend]] = {
    Intent.TALK_TO_HUMAN: _person,
    Intent.REPEAT: _repeat,
    Intent.START_OVER: _start_over,
    Intent.GOODBYE: _goodbye,
    Intent.CLINIC_QUESTION: _question,
    Intent.OTHER: _other,
}


def answer(frame: Extraction, clinic: Clinic) -> tuple[Line, ...]:
    """The answer to a clinic question, out of the clinic's own data."""
    named = [p for p in clinic.providers if p.name in names(frame.slots.provider)]
    if not named and frame.slots.specialty:
        named = [p for p in clinic.providers if p.specialty == frame.slots.specialty]
    if frame.topic in (Topic.PROVIDERS, None) and named:
        return tuple(line("clinic_provider", provider=p.name, specialty=p.specialty) for p in named)
    key = f"clinic_{frame.topic.value}" if frame.topic is not None else "clinic_unknown"
    return (Line(key=key, facts=_clinic_facts(clinic)),)


def _clinic_facts(clinic: Clinic) -> dict[str, Any]:
    return {
        "hours": clinic.hours,
        "address": clinic.address,
        "phone": clinic.phone,
        "providers": [p.name for p in clinic.providers],
    }


def noticed(call: Call, frame: Extraction) -> Pattern | None:
    """The pattern in an utterance that is taken as an answer, for the log."""
    slots = frame.slots
    filled = sum(
        value is not None for value in (slots.patient_name, slots.date_of_birth, slots.phone, slots.when,
                                        slots.provider, slots.visit_type, slots.appointment)
    )  # fmt: skip
    if call.pending is not None:
        return Pattern.CHANGE_OF_MIND
    if call.asked is Asked.CONFIRMATION and filled:
        return Pattern.CORRECTION
    if call.asked is Asked.ANYTHING_ELSE and call.errand is not None:
        return Pattern.SECOND_ERRAND
    if frame.repair is Repair.SKIP:
        return Pattern.SKIP
    return Pattern.SEVERAL_ANSWERS if filled > 1 else None
