"""Which words speak of the visit that is booked and which of the one that is wished for instead."""

import re
from datetime import datetime, time

from engine.extraction import AppointmentHint, Record, RosterEntry, When
from engine.local.roster import read_provider
from engine.local.when import read_when
from engine.vocabulary import Language

_TIME = (
    r"(?:the |this |next |a |an |some ?|any ?|another |other |different |early |late |later |around |about |sometime |maybe |like |say |on |in |that |coming |following "
    r"|el |la |los |las |este |esta |otr[oa] |proxim[oa] |un |una |algun[oa]? )*"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|(?:jan|febr?|mar|apr|aug|sept?|oct|nov|dec)\w*|may|june?|july?|today|tonight|tomorrow|morning|afternoon|evening|noon|midday"
    r"|weeks?|months?|days?|times?|dates?|earlier|later|sooner|first thing|after|before|\d{1,2}(?::\d\d|st|nd|rd|th)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirt\w+|fourt\w+|fift\w+|sixt\w+|sevent\w+|eight\w+|ninet\w+|twent\w+|half|quarter|second|third|fourth|fifth|\w+th)"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo|hoy|manana|pasado|tarde|noche|semana|mes|dia|hora|fecha|proxim[oa]|siguiente|mas|despues|antes|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|primer\w*|siguiente)\b"
)
_VERB = r"(?:move|reschedul\w+|chang\w+|push|switch|shift|rebook|bump|put|swap|mov\w+|cambi\w+|reagend\w+|reprogram\w+|pas\w+|recorr\w+)"
_ASK = (
    r"(?:can|could|may|might|would|shall) (?:i|we|you|he|she|they|it)\b|any (?:chance|way)|is there|do you have|have you got|how about|what about|instead"
    r"|and (?:then )?(?:get|book|make|rebook|have|come|do|see|schedule|find|set)|id (?:like|rather|prefer|love)|i (?:would )?(?:want|prefer|need)|i was hoping|hoping|preferably|maybe|perhaps|lets|give me"
    r"|puedo|podria\w*|se puede|puede(?:n)?|quisiera|quiero|prefiero|me gustaria|mejor|tiene(?:n)?|hay|y (?:hacer|sacar|agendar|venir|ir)"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<new>.*?)\b(?:instead of|rather than|en vez de|en lugar de)\b(?P<old>.*)",
        rf"(?P<old>.*\bfrom {_TIME}.*?) (?:to|until|till|for|into) (?P<new>.+)",
        rf"(?P<old>.*\bde(?:l)? {_TIME}.*?) (?:al?|para|hasta) (?!las)(?P<new>.+)",
        rf"(?P<old>.*?)\b(?:to|until|till|til|into|para|hasta) (?P<new>{_TIME}.*)",
        rf"(?P<old>.*?\b{_VERB}(?: (?:it|that|this|one|things|us|me|him|her|la|lo))*) (?:for|on|in|al?|para|en) (?P<new>{_TIME}.*)",
        rf"(?P<old>.*{_TIME}.*?)\b(?:{_ASK})(?P<new>.*{_TIME}.*)",
        rf"(?P<old>.*{_TIME}.*?\|)(?P<new>[^|]*{_TIME}[^|]*\binstead\b.*)",
    )
)
"""In order; the first that fits divides the words."""

_RELATIVE = (
    (re.compile(r"\b(?:the|a) week (?:after(?:wards?)?(?: that)?|later)\b|\bthe following week\b|\bla semana (?:siguiente|despues)\b"), "next week", "la proxima semana"),
    (re.compile(r"\b(?:the|a) day (?:after(?:wards?)?(?: that)?|later)\b(?! tomorrow)|\bthe (?:following|next) day\b|\b(?:el|al) dia siguiente\b"), "tomorrow", "mañana"),
    (re.compile(r"\bthe (\w+day) (?:after(?:wards?)?(?: that)?|following)\b(?! next)|\bthe following (\w+day)\b|\b(?:el|al) (\w+) (?:siguiente|despues)\b"), r"\1\2\3", r"\1\2\3"),
)  # fmt: skip
"""Words that count from the booked day, and what they are when that day is today."""
_SAME_TIME = re.compile(r"\bsame (?:exact )?(?:time|hour)\b|\bmisma hora\b")
_SAME_DAY = re.compile(r"\bsame day\b|\bmismo dia\b")

_INSTEAD = re.compile(r"\binstead\b|\ben vez\b|\ben lugar\b")


class Move(Record):
    """A visit as booked, and as wished for."""

    booked: AppointmentHint | None = None
    when: When | None = None
    provider: str | tuple[str, ...] | None = None


def read_move(said: str, now: datetime, roster: tuple[RosterEntry, ...], lang: Language) -> Move:
    """Read both visits from spoken text; where nothing divides it, all of it is about the booked one."""
    old, new = split_move(said)
    booked = read_booked(old, now, roster, lang)
    wished = _relative(new, booked, now, lang) or read_when(new, now, lang)
    provider = read_provider(new, roster, lang) if new else None
    return Move(booked=booked, when=_carried(new, wished, booked), provider=provider)


def read_booked(
    said: str, now: datetime, roster: tuple[RosterEntry, ...], lang: Language
) -> AppointmentHint | None:
    """Read what words about a booked visit say of it."""
    hint = AppointmentHint(provider=read_provider(said, roster, lang), when=read_when(said, now, lang))
    return None if hint == AppointmentHint() else hint


def split_move(said: str) -> tuple[str, str]:
    """Divide spoken text into what is about the booked visit and what is about the new one."""
    for pattern in _PATTERNS:
        divided = pattern.fullmatch(said)
        if divided is not None:
            return divided["old"].strip(), divided["new"].strip()
    return ("", said) if _INSTEAD.search(said) else (said, "")


def _relative(new: str, booked: AppointmentHint | None, now: datetime, lang: Language) -> When | None:
    """Count "the week after" from the booked day, where one was said."""
    if booked is None or booked.when is None or booked.when.start is None:
        return None
    for pattern, english, spanish in _RELATIVE:
        counted, times = pattern.subn(spanish if lang is Language.ES else english, new)
        if times:
            return read_when(counted, datetime.combine(booked.when.start, time(now.hour)), lang)
    return None


def _carried(new: str, wished: When | None, booked: AppointmentHint | None) -> When | None:
    """Take over the booked time or day where "the same" was said."""
    old = booked.when if booked is not None else None
    if old is None:
        return wished
    wish = wished or When()
    if _SAME_TIME.search(new):
        wish = When(start=wish.start, end=wish.end, weekdays=wish.weekdays, time_from=old.time_from, time_to=old.time_to)
    if _SAME_DAY.search(new):
        wish = When(start=old.start, end=old.end, time_from=wish.time_from, time_to=wish.time_to)
    return None if wish == When() else wish
