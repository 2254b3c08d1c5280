"""Which words speak of the visit that is booked and which of the one that is wished for instead."""

from datetime import datetime, time

from engine.extraction import AppointmentHint, Record, RosterEntry, When
from engine.local.marks import alternatives, any_of
from engine.local.pronoun import hours_plain
from engine.local.roster import read_provider
from engine.local.when import read_when, read_whens
from engine.vocabulary import Language

_LEADS_IN = alternatives(r"""
    the|this|next|same|an?|some|any|another|other|different|early|late|later|around|about|sometime
    maybe|like|say|on|in|that|coming|following|el|la|los|las|este|esta|otr[oa]|proxim[oa]|un|una
    algun[oa]?
""")
_NAMED = alternatives(r"""
    (?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|today|tonight|tomorrow
    first thing|(?:jan|febr?|mar|apr|aug|sept?|oct|nov|dec)\w*|may|june?|july?|morning|afternoon
    evening|noon|midday|weeks?|months?|days?|times?|dates?|earlier|later|sooner|after|before
    \d{1,2}(?::\d\d|st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half
    quarter|second|third|fourth|fifth|\w+th|(?:thirt|fourt|fift|sixt|sevent|eight|ninet|twent)\w+
    lunes|martes|miercoles|jueves|viernes|sabado|domingo|hoy|manana|pasado|tarde|noche|semana|mes|dia
    hora|fecha|proxim[oa]|siguiente|mas|despues|antes|primer\w*|enero|febrero|marzo|abril|mayo|junio
    julio|agosto|septiembre|octubre|noviembre|diciembre
""")
_ASKS = any_of(r"""
    (?:can|could|may|might|would|shall) (?:i|we|you|he|she|they|it)\b|any (?:chance|way)|is there
    do you have|have you got|how about|what about|instead|id (?:like|rather|prefer|love)
    i (?:would )?(?:want|prefer|need)
    and (?:then )?(?:get|book|make|rebook|have|come|do|see|schedule|find|set)|i was hoping|hoping
    preferably|maybe|perhaps|lets|give me|puedo|podria\w*|se puede|puede(?:n)?|quisiera|quiero
    prefiero|me gustaria|mejor|tiene(?:n)?|hay|y (?:hacer|sacar|agendar|venir|ir)
""")
_TIME = any_of(rf"(?:(?:{_LEADS_IN}) )*(?:{_NAMED})")
_INSTEAD_OF = any_of(r"instead of|rather than|en vez de|en lugar de")
_FROM = any_of(r"from|de|del")
_TO = any_of(r"to|until|till|til|into|para|hasta|al?(?! las?)")
_FOR = any_of(r"""
    (?:move|reschedul\w+|chang\w+|push|switch|shift|rebook|bump|swap|mov\w+|cambi\w+|reagend\w+
        |reprogram\w+|pas\w+|recorr\w+)(?: (?:it|that|this|one|things|us|me|him|her|la|lo))* (?:for|on
        |in|para|en)
""")

_RELATIVE = (
    (
        any_of(r"""
            (?:the|a) week (?:after(?:wards?)?(?: that)?|later)(?! next)|the following week
            la semana (?:siguiente|despues)
        """),
        "next week",
        "la proxima semana",
    ),
    (
        any_of(r"""
            (?:the|a) day (?:after(?:wards?)?(?: that)?|later)(?! tomorrow)|the (?:following|next) day
            (?:el|al) dia siguiente
        """),
        "tomorrow",
        "mañana",
    ),
    (
        any_of(r"""
            the (\w+day) (?:after(?:wards?)?(?: that)?|following)(?! next)|the following (\w+day)
            (?:el|al) (\w+) (?:siguiente|despues)
        """),
        r"\1\2\3",
        r"\1\2\3",
    ),
)
"""Words that count from the booked day, and what they are when that day is today."""
_SPANISH_AT = frozenset({"a", "al"})
"""Too small to divide anything unless a day to leave was named."""
_TRADES = any_of(r"swap|trade|exchange|switch|change|cambi\w+")
_IN_RETURN = any_of(r"for|with|por")
_SAME_TIME = any_of(r"same (?:exact )?(?:time|hour)|misma hora")
_SAME_DAY = any_of(r"same day|mismo dia")

_INSTEAD = any_of(r"instead|en vez|en lugar")


class Move(Record, frozen=True):
    """A visit as booked, and as wished for."""

    booked: AppointmentHint | None = None
    when: When | None = None
    provider: str | tuple[str, ...] | None = None


def read_move(said: str, now: datetime, roster: tuple[RosterEntry, ...], lang: Language) -> Move:
    """Read both visits from spoken text; where nothing divides it, all of it is about the booked one."""
    old, new = (part.replace("|", ",") for part in split_move(said))
    booked = read_booked(old, now, roster, lang)
    wished = _relative(new, booked, now, lang) or read_when(new, now, lang)
    provider = read_provider(new, roster, lang) if new else None
    return Move(booked=booked, when=_carried(new, wished, booked), provider=provider)


def read_booked(
    said: str, now: datetime, roster: tuple[RosterEntry, ...], lang: Language
) -> AppointmentHint | None:
    """Read what words about a booked visit say of it."""
    hint = AppointmentHint(provider=read_provider(said, roster, lang), when=_named(said, now, lang))
    return None if hint == AppointmentHint() else hint


def _named(said: str, now: datetime, lang: Language) -> When | None:
    """Read the day and the time named; "I can't come Thursday" names the Thursday that is booked."""
    named = When()
    for found in read_whens(hours_plain(said).replace("|", ","), now, lang):
        days = found.when if named.start is None and named.end is None and not named.weekdays else named
        hours = found.when if named.time_from is None and named.time_to is None else named
        named = When(
            start=days.start,
            end=days.end,
            weekdays=days.weekdays,
            time_from=hours.time_from,
            time_to=hours.time_to,
        )
    return None if named == When() else named


def split_move(said: str) -> tuple[str, str]:
    """Divide spoken text into what is about the booked visit and what is about the new one."""
    swap = _INSTEAD_OF.search(said)
    if swap is not None:
        return said[swap.end() :].strip(), said[: swap.start()].strip()
    border = _border(said)
    if border is not None:
        return said[: border[0]].strip(), said[border[1] :].strip()
    return ("", said) if _INSTEAD.search(said) else (said, "")


def _border(said: str) -> tuple[int, int] | None:
    """Find the words between the booked visit and the new one: "from … to", "move it for", "can I …"."""
    times = [match.span() for match in _TIME.finditer(said)]
    if not times:
        return None
    starts = {start for start, _ in times}
    leaves = next((m.end() for m in _FROM.finditer(said) if m.end() + 1 in starts), None)
    if leaves is not None and (arrives := _TO.search(said, leaves + 1)):
        return arrives.span()
    for pattern in (_TO, _FOR):
        meets = next((m for m in pattern.finditer(said) if m.end() + 1 in starts), None)
        if meets is not None and meets.group() not in _SPANISH_AT:
            return (meets.end() if pattern is _FOR else meets.start(), meets.end())
    if _TRADES.search(said):
        traded = [
            m.span() for m in _IN_RETURN.finditer(said) if m.end() + 1 in starts and m.start() > times[0][1]
        ]
        if traded:
            return traded[-1]
    asks = [m.span() for m in _ASKS.finditer(said) if times[0][1] <= m.start() and m.end() <= times[-1][0]]
    return asks[-1] if asks else None


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
        wish = When(
            start=wish.start,
            end=wish.end,
            weekdays=wish.weekdays,
            time_from=old.time_from,
            time_to=old.time_to,
        )
    if _SAME_DAY.search(new):
        wish = When(start=old.start, end=old.end, time_from=wish.time_from, time_to=wish.time_to)
    return None if wish == When() else wish
