"""The fixed form in which the model answers: the same for every call, with nothing of any patient in it."""

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from engine.vocabulary import Answer, Intent

NOTHING = "none"
LONGEST = 200
"""Characters of one value; nobody says more in one breath."""
MOST = 40
"""Values in one frame."""


class Slot(StrEnum):
    """What a value is: `booked_…` of a visit that is booked already, the others of the visit wished for."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    DATE_OF_BIRTH = "date_of_birth"
    PHONE = "phone"
    ON_BEHALF_OF = "on_behalf_of"
    PROVIDER = "provider"
    SPECIALTY = "specialty"
    VISIT_TYPE = "visit_type"
    REASON = "reason"
    FROM = "from"
    TO = "to"
    TIME_FROM = "time_from"
    TIME_TO = "time_to"
    WEEKDAY = "weekday"
    EARLIEST = "earliest"
    BOOKED_PROVIDER = "booked_provider"
    BOOKED_FROM = "booked_from"
    BOOKED_TO = "booked_to"
    BOOKED_TIME_FROM = "booked_time_from"
    BOOKED_TIME_TO = "booked_time_to"
    CHOICE = "choice"
    WISH = "wish"
    REPAIR = "repair"
    TOPIC = "topic"
    LANGUAGE = "language"


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


# The API compiles the schema and keeps it, without the protection that messages have, so it holds the closed
# sets of the vocabulary and nothing else. A list of what was said needs no optional and no union field, of
# which the API allows few, and the model writes only as much as the caller said.
SCHEMA: Mapping[str, Any] = _object(
    intent=_one_of(*Intent, NOTHING),
    answer=_one_of(*Answer, NOTHING),
    said={"type": "array", "items": _object(slot=_one_of(*Slot), value={"type": "string"})},
    symptoms={"type": "array", "items": {"type": "string"}},
)


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value that the utterance says."""

    slot: Slot
    value: str


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the model makes of one utterance; nothing in it has been checked against anything yet."""

    intent: str
    answer: str
    said: tuple[Said, ...]
    symptoms: tuple[str, ...]

    def values(self, slot: Slot) -> tuple[str, ...]:
        """Every value given for `slot`, in order, each once."""
        return _legible(said.value for said in self.said if said.slot is slot)

    def quotes(self) -> tuple[str, ...]:
        """The symptoms, each once."""
        return _legible(self.symptoms)

    def value(self, slot: Slot) -> str:
        """The value given for `slot`; empty where there is none, or where there are two that contradict."""
        found = self.values(slot)
        return found[0] if len(found) == 1 else ""


def _legible(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are made of letters, numbers, marks of punctuation and spaces, and not of nothing."""
    composed = [unicodedata.normalize("NFC", value.strip()) for value in values]
    return tuple(dict.fromkeys(value for value in composed if value and not any(map(_is_no_letter, value))))


def _is_no_letter(character: str) -> bool:
    """Whether it is a control character, or an accent without its letter."""
    return unicodedata.category(character)[0] in "CM"


_decode = msgspec.json.Decoder(Frame).decode


def read_frame(text: str) -> Frame:
    """Read the model's answer.

    Raises msgspec.ValidationError where it is not of the form, msgspec.DecodeError where it is no JSON.
    """
    frame = _decode(text)
    words = (*(said.value for said in frame.said), *frame.symptoms)
    if frame.intent not in (*Intent, NOTHING) or frame.answer not in (*Answer, NOTHING):
        raise msgspec.ValidationError("an intent or an answer outside the closed set")
    if len(words) > MOST or any(len(word) > LONGEST for word in words):
        raise msgspec.ValidationError("more than anybody says in one breath")
    return frame
