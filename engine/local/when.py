"""Reads a wish for a day and a time, in the clinic's own time zone, from what a caller said."""

from collections.abc import Sequence
from datetime import datetime, time

from engine.extraction import Record, When
from engine.local.bare_rules import BARE_RULES
from engine.local.bound_rules import BESIDE_RULES, DAYS_RULES, HOURS_RULES
from engine.local.cascade import rewrite
from engine.local.choice_rules import ALTERNATIVE_RULES, REFUSAL_RULES, REPAIR_RULES
from engine.local.clock import settled
from engine.local.clock_rules import CLOCK_RULES
from engine.local.date_rules import DATE_RULES
from engine.local.lexicon import read_nodes
from engine.local.node import Kind, Moment, Node
from engine.local.placed_rules import PLACED_RULES
from engine.local.rank_rules import RANK_RULES
from engine.local.span_rules import SPAN_RULES
from engine.local.week_rules import WEEK_RULES
from engine.local.wish import Wish, expressions, repaired, summed
from engine.vocabulary import Language

_STAGES = (
    *REPAIR_RULES,
    *DATE_RULES,
    *SPAN_RULES,
    *CLOCK_RULES,
    *WEEK_RULES,
    *RANK_RULES,
    *PLACED_RULES,
    *BESIDE_RULES,
    *BARE_RULES,
    *HOURS_RULES,
    *DAYS_RULES,
    *REFUSAL_RULES,
    *ALTERNATIVE_RULES,
)
"""The order matters: a rule sees what the rules before it made."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LAST_MINUTE = 24 * 60 - 1
_TIMELESS = frozenset(
    {
        Kind.X,
        Kind.GLUE,
        Kind.ME,
        Kind.COMMA,
        Kind.STOP,
        Kind.AND,
        Kind.OR,
        Kind.ON,
        Kind.AT,
        Kind.OF,
        Kind.THE,
    }
    | {Kind.A, Kind.TO, Kind.FOR, Kind.IN, Kind.NOT, Kind.NO, Kind.WAIT, Kind.SO, Kind.MOVE, Kind.THAT}
)


class FoundWhen(Record, frozen=True):
    """One expression of a day or a time, and where it stands in the text."""

    when: When
    start: int
    end: int
    refused: bool = False
    """Said as what will not do: "I can't make Friday"."""


def read_when(text: str, now: datetime, lang: Language) -> When | None:
    """Read the wish an utterance leaves standing; None where it names no day and no time.

    `now` and the result are clinic-local; `now` is naive. A day that is past is no wish unless nothing else
    was said.
    """
    nodes = _read(text, now, lang)
    total = summed(repaired(expressions(nodes)))
    if total.days and total.days.end and total.days.end < now.date() and any(n.kind is Kind.X for n in nodes):
        total = total._replace(days=None)
    return _when(total)


def read_whens(text: str, now: datetime, lang: Language) -> tuple[FoundWhen, ...]:
    """Read every separate expression with its characters in `text`, in the order said.

    What a caller takes back is not among them; what is refused is, and marked.
    """
    found = []
    for wish in repaired(expressions(_read(text, now, lang))):
        when = _when(wish)
        if when is not None:
            found.append(FoundWhen(when=when, start=wish.start, end=wish.end, refused=wish.refused))
    return tuple(found)


def _read(text: str, now: datetime, lang: Language) -> Sequence[Node]:
    nodes = read_nodes(text, lang)
    if all(node.kind in _TIMELESS for node in nodes):
        return nodes
    moment = Moment(now.date(), now.hour * 60 + now.minute, lang is Language.ES)
    return rewrite(nodes, _STAGES, moment)


def _when(wish: Wish) -> When | None:
    """Turn a wish into the record that leaves this package."""
    hours = settled(wish.hours) if wish.hours else None
    days = wish.days
    when = When(
        start=days.start if days else None,
        end=days.end if days else None,
        time_from=_time(hours.start) if hours else None,
        time_to=_time(hours.end) if hours else None,
        earliest=wish.earliest,
        weekdays=tuple(_WEEKDAYS[day] for day in days.weekdays) if days else (),
    )
    return when if when != When() else None


def _time(minutes: int | None) -> time | None:
    return None if minutes is None else time(*divmod(min(minutes, _LAST_MINUTE), 60))
