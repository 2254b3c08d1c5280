"""What a reply says: its facts as they are read aloud, its sentences about visits, and its claims."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from engine.extraction import Record
from engine.speech.wordings import Speech
from engine.vocabulary import Language

_SENTENCE = re.compile(r"(?<=[.?!])(?<!Dr\.)\s+")
_NAME = r"[A-ZÁÉÍÓÚÑ][\w'’-]+"
_PROVIDER = rf"Dr\. {_NAME}(?: {_NAME})*"
_PHONE = r"\d(?: \d){2}, \d(?: \d){2}, \d(?: \d){3}|\d{3}[ -]\d{3}[ -]\d{4}"
_ADDRESS = rf"\d+ (?:{_NAME} )+(?:Street|Avenue|Road|Drive|Boulevard|Lane|Way|Place|Plaza|Square)"
_NUMBER_ES = r"(?:primero|[a-záéíóú]+(?: y [a-záéíóú]+)?)"
_HOUR_ES = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_CLOCK_ES = rf"las? (?:{_HOUR_ES})(?: y (?:treinta|cuarenta|cincuenta) y [a-z]+| y [a-záéíóú]+)?"
_HALF_ES = r" (?:de la (?:mañana|tarde|noche)|del mediodía)"
_HALF_EN = r" in the (?:morning|afternoon|evening)"
_CLAIMS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        "booked": r"\b(?:you're|you are|that's|that is|it's|it is|i've|i have|been) (?:now |all )?booked\b",
        "moved": r"\bis now with\b|\b(?:i've|i have|been|is|it's) (?:now )?(?:moved|rescheduled)\b",
        "cancelled": r"\b(?:i've|i have|been|is|it's) (?:now )?cancell?ed\b",
        "texted": r"\bi'm texting you\b|\bi've (?:texted|sent) you\b",
    },
    Language.ES: {
        "booked": r"\b(?:está|queda|he) agendad[ao]\b",
        "moved": r"\bahora es con\b|\b(?:está|queda|he) cambiad[ao]\b",
        "cancelled": r"\b(?:está|queda|he) cancelad[ao]\b",
        "texted": r"\ble estoy mandando un mensaje\b|\ble mandé un mensaje\b",
    },
}


class Visit(Record, frozen=True):
    """One sentence that names days or times, and all that it names."""

    text: str
    lang: Language
    providers: tuple[str, ...]
    days: tuple[str, ...]
    times: tuple[tuple[str, str], ...]
    """Kind (`time` or `bare`) and words."""
    claim: str | None
    """What it says was done about the visit."""


def facts_of(text: str, lang: Language, speech: Speech) -> Iterator[tuple[str, str]]:
    """Every fact in a reply: its kind and its words."""
    for kind, pattern in _patterns(lang, speech).items():
        for match in pattern.finditer(text):
            yield kind, next((group for group in match.groups() if group), match[0])


def visits_of(text: str, lang: Language, speech: Speech) -> Iterator[Visit]:
    """The sentences that name a day or a time."""
    for sentence in _SENTENCE.split(text):
        facts = list(facts_of(sentence, lang, speech))
        days = tuple(fact for kind, fact in facts if kind == "day")
        times = tuple((kind, fact) for kind, fact in facts if kind in ("time", "bare"))
        if days or times:
            yield Visit(
                text=sentence,
                lang=lang,
                providers=tuple(fact for kind, fact in facts if kind == "provider"),
                days=days,
                times=times,
                claim=next(claims(sentence, lang), None),
            )


def claims(text: str, lang: Language) -> Iterator[str]:
    """What a reply says has been done: `booked`, `moved`, `cancelled`, `texted`."""
    for claim, pattern in _CLAIMS[lang].items():
        if re.search(pattern, text.lower()):
            yield claim


@cache
def _patterns(lang: Language, speech: Speech) -> Mapping[str, "re.Pattern[str]"]:
    words = speech.file(lang)["words"]
    months, weekdays = "|".join(words["months"]), "|".join(words["weekdays"])
    own = _english(months, weekdays) if lang is Language.EN else _spanish(months, weekdays)
    shared = {"provider": _PROVIDER, "phone": _PHONE, "address": _ADDRESS}
    return {kind: re.compile(pattern) for kind, pattern in (shared | own).items()}


def _english(months: str, weekdays: str) -> dict[str, str]:
    return {
        "day": rf"(?:{weekdays}), (?:{months}) \d{{1,2}}(?:st|nd|rd|th)",
        "born": rf"(?<!day, )(?:{months}) \d{{1,2}}(?:st|nd|rd|th), \d{{4}}",
        "time": rf"\bnoon\b|(?<![\d:])\d{{1,2}}(?::\d\d)?{_HALF_EN}",
        "bare": r"(?<![\d:-])\d{1,2}(?::\d\d)?(?=,? or (?:\d|noon)|, \d{1,2}(?:[: ,]))",
        "name": rf"\bThanks, ({_NAME})\.|^({_NAME}), that(?:'s| moves)|\bvisit for ({_NAME}),",
    }


def _spanish(months: str, weekdays: str) -> dict[str, str]:
    return {
        "day": rf"(?:{weekdays}) {_NUMBER_ES} de (?:{months})",
        "born": rf"\b(?!de ){_NUMBER_ES} de (?:{months}) de (?:dos )?mil[a-záéíóú ]*",
        "time": rf"{_CLOCK_ES}{_HALF_ES}",
        "bare": rf"{_CLOCK_ES}(?=,? o las? |, las? )",
        "name": rf"\bGracias, ({_NAME})\.|^({_NAME}), (?:es|su) |\b(?:para|de) ({_NAME}), con",
    }
