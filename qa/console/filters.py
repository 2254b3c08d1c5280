"""What a visitor looks for: the filters of the list of calls, read from and written to an address.

No patient's data gets into an address: words and callers are only kept in it as far as the index, which is
redacted, has them.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from engine.extraction import Record
from engine.vocabulary import Intent, Language, Reason, State
from qa.console.facts import BANDS, OPEN, Facet
from qa.console.indexer import first_id
from qa.phone import shown

LANGUAGES: Mapping[str, str] = {Language.EN: "English", Language.ES: "Spanish"}
OUTCOMES: Mapping[str, str] = {
    "schedule": "booked",
    "reschedule": "moved",
    "cancel": "cancelled",
    "look_up": "looked up",
    "handed_over": "handed over",
    "nothing": "nothing done",
    OPEN: "still open",
}
ERRANDS: Mapping[str, str] = {
    Intent.SCHEDULE: "book",
    Intent.RESCHEDULE: "move",
    Intent.CANCEL: "cancel",
    Intent.LOOK_UP: "look up",
}


class Choice(NamedTuple):
    """One filter with a closed set of values; without `known`, those that the index has."""

    kind: str
    label: str
    known: Mapping[str, str] | None = None


CHOICES: tuple[Choice, ...] = (
    Choice("outcome", "Outcome", OUTCOMES),
    Choice("state", "State reached", {state: shown.words(state) for state in State}),
    Choice("refused", "Refused by guard"),
    Choice("tool", "Tool used"),
    Choice("intent", "Intent", {intent: ERRANDS.get(intent, shown.words(intent)) for intent in Intent}),
    Choice("reason", "Handed over because", {reason: shown.words(reason) for reason in Reason}),
    Choice("urgent", "Urgent category"),
    Choice("slowest", "Slowest turn", {str(lower): words for lower, words in BANDS}),
    Choice("lang", "Language", LANGUAGES),
    Choice("build", "Version"),
    Choice("checks", "Automatic checks", {"pass": "passed", "fail": "failed"}),
    Choice("check", "Check that failed"),
    Choice("verdict", "Verdict", {"pass": "pass", "fail": "fail", "unclear": "unclear"}),
    Choice("agreement", "Verdict and checks", {"agrees": "agree", "disagrees": "disagree"}),
    Choice("review", "Review", {"waiting": "waiting", "done": "done"}),
    Choice("tag", "Tag"),
    Choice("refusal", "Refused transition"),
    Choice("caller", "Caller ends in"),
)
"""In the order of the form. A kind that the index has no value of is not shown."""
KINDS = tuple(choice.kind for choice in CHOICES)
MOST_WORDS = 8
_LONGEST = 80


class Filters(Record, frozen=True):
    """Everything that narrows the list."""

    chosen: tuple[Facet, ...] = ()
    """At most one of each kind, in the order of `CHOICES`."""
    words: tuple[str, ...] = ()
    """As the index writes them; all of them must be in a call."""
    since: date | None = None
    until: date | None = None
    """The last day that counts; both in the visitor's zone."""

    @property
    def facets(self) -> tuple[Facet, ...]:
        """Every facet that a call must have."""
        return (*self.chosen, *(("word", word) for word in self.words))

    @property
    def names(self) -> tuple[str, ...]:
        """What is filtered by, for the audit log; no values."""
        kinds = dict.fromkeys(kind for kind, _ in self.facets)
        days = [name for name in ("since", "until") if getattr(self, name)]
        return (*kinds, *days)

    def value(self, kind: str) -> str:
        """What was chosen of a kind, or nothing."""
        return next((value for name, value in self.chosen if name == kind), "")

    def span(self, zone: ZoneInfo) -> tuple[int, int | None]:
        """The ids of the calls of these days: from the first, up to but without the second."""
        first = first_id(_midnight(self.since, zone).isoformat()) if self.since else 0
        after = self.until + timedelta(days=1) if self.until else None
        return first, first_id(_midnight(after, zone).isoformat()) if after else None


def read(query: Mapping[str, str]) -> Filters:
    """Read what an address or a form asks for; what makes no sense is left out."""
    chosen = ((kind, query.get(kind, "").strip()[:_LONGEST]) for kind in KINDS)
    words = dict.fromkeys(word for word in query.get("words", "").split() if word.isprintable())
    return Filters(
        chosen=tuple((kind, value) for kind, value in chosen if value and value.isprintable()),
        words=tuple(words)[:MOST_WORDS],
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def query(filters: Filters, **more: str) -> str:
    """Write the filters as the query of an address."""
    return urlencode([(name, value) for name, value in (*_pairs(filters), *more.items()) if value])


def without(filters: Filters, kind: str, value: str = "") -> str:
    """The query with one filter taken away."""
    left = [(name, v) for name, v in _pairs(filters) if name != kind]
    if kind == "words":
        left.append(("words", " ".join(word for word in filters.words if word != value)))
    return urlencode([(name, v) for name, v in left if v])


def _pairs(filters: Filters) -> Iterator[tuple[str, str]]:
    yield from filters.chosen
    yield "words", " ".join(filters.words)
    yield "since", filters.since.isoformat() if filters.since else ""
    yield "until", filters.until.isoformat() if filters.until else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(at: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(at, time(), tzinfo=zone)
