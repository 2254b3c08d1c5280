"""Whether a hit is of the past: "I had a stroke in 2015", but not "in 2015 and now my arm is numb"."""

import re

from engine.screen.lexicon import Span
from engine.screen.marks import Marks, apart
from engine.screen.normalize import word_set
from engine.screen.status import Status

REACH = 8
"""Words between a symptom and the time that it is said to be of."""
REACH_BEFORE = 3
"""Words between "history of" and what it is a history of."""
CLOSE = 4
"""Words within which a word of today outweighs any past one of the same clause."""
YEAR_LEADS = word_set("in back around since of from by until was year en del ano desde era fue")
"""What stands before a year, and not before a house number."""
YEAR_FIRST, YEAR_LAST = 1930, 2035
_SHORT_YEAR = re.compile(r"0\d|[6-9]\d")
""" "in '09", "in 98"."""
SINCE = word_set("since desde for born nacio")
YEARS = word_set("year years ano anos decades")


class Timing:
    """The words of time in one utterance."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._text = marks.words.text
        self._lately = [mark for mark in marks.but("recent", "not_recent") if not self._is_age(mark)]
        self._recent = [*self._lately, *marks.of("ongoing")]
        self._past = [*marks.of("past"), *self._years()]

    @property
    def tells_of_today(self) -> bool:
        """Whether anything is said to be recent or going on."""
        return bool(self._recent)

    def recent_at(self, span: Span, own: set[int] | None = None) -> bool:
        """Whether a word of today stands near a hit or in its clause, outside its `own` words."""
        inside_hit = own or set()
        return any(
            mark.start not in inside_hit
            and self._marks.same_sentence(mark, span)
            and (apart(mark, span) <= REACH or self._marks.same_clause(mark, span))
            for mark in self._recent
        )

    def past_at(self, span: Span) -> bool:
        """Whether the sentence of a hit tells of the past at all."""
        return any(self._marks.same_sentence(mark, span) for mark in self._past)

    def status(self, span: Span, own: set[int]) -> Status | None:
        """PAST where it is unmistakable, MAYBE_PAST where not; `own` are the words of the hit itself."""
        marks = self._marks
        for mark in marks.of("past_before"):
            if 0 <= span.start - mark.end <= REACH_BEFORE and marks.same_sentence(mark, span):
                return Status.MAYBE_PAST if self.recent_at(span) else Status.PAST
        near = [m for m in self._past if apart(m, span) <= REACH and marks.same_sentence(m, span)]
        for mark in near:
            status = self._dated(mark, span, own)
            if status is not None:
                return status
        if self.recent_at(span, own):
            return None
        if any(self._follows_up(mark, span) for mark in marks.of("maybe_past_before")):
            return Status.MAYBE_PAST
        if any(apart(mark, span) <= REACH for mark in marks.of("maybe_past")):
            return Status.MAYBE_PAST
        elsewhere = any(mark not in near and not self._goes_on(mark) for mark in self._past)
        return Status.MAYBE_PAST if elsewhere and not self._recent else None

    def _dated(self, mark: Span, span: Span, own: set[int]) -> Status | None:
        """What a word of the past near a hit makes of it; a time belongs to the symptom nearest to it."""
        if not self._marks.nearest(mark, span):
            return None
        if self._years_ago(mark) and not self._outweighed(mark, span, self._lately):
            # "it started a year ago" may be going on: that is asked about.
            return Status.MAYBE_PAST if self._recent else Status.PAST
        if self._goes_on(mark) or self._outweighed(mark, span, self._recent):
            return None
        return Status.MAYBE_PAST if self.recent_at(span, own) else Status.PAST

    def _follows_up(self, mark: Span, span: Span) -> bool:
        """ "follow up for my chest pain", but not "since my surgery I have chest pain"."""
        if not 0 <= span.start - mark.end <= REACH_BEFORE:
            return False
        speaking = self._marks.of("now_speaking")
        return not any(mark.end <= said.start and said.end <= span.start for said in speaking)

    def _goes_on(self, mark: Span) -> bool:
        """ "since 2019", "desde hace dos meses", "started three months ago": what began then and goes on."""
        started = any(0 <= mark.start - begun.end <= 2 for begun in self._marks.of("ongoing"))
        return started or self._since(mark)

    def _since(self, mark: Span) -> bool:
        return not SINCE.isdisjoint(self._text[max(0, mark.start - 2) : mark.start])

    def _years_ago(self, mark: Span) -> bool:
        return not YEARS.isdisjoint(self._text[mark.start : mark.end]) and not self._since(mark)

    def _outweighed(self, mark: Span, span: Span, recent: list[Span]) -> bool:
        return any(
            apart(today, span) < apart(mark, span)
            or (apart(today, span) <= CLOSE and self._marks.same_clause(today, span))
            for today in recent
            if self._marks.same_sentence(today, span)
        )

    def _is_age(self, mark: Span) -> bool:
        """ "she's ten now" tells an age."""
        before = self._text[mark.start - 1] if mark.start else ""
        return self._text[mark.start] in ("now", "ahora", "today") and before.isdigit()

    def _years(self) -> list[Span]:
        """Numbers that are years: "in 2019", "in oh nine", "in 98"."""
        found: list[Span] = []
        for at, word in enumerate(self._text):
            if not word.isdigit() or not at:
                continue
            lead, earlier = self._text[at - 1], self._text[at - 2] if at > 1 else ""
            if len(word) == 4 and YEAR_FIRST <= int(word) <= YEAR_LAST and lead in YEAR_LEADS:
                found.append(Span(at, at + 1, "year"))
            elif len(word) <= 2 and (
                (lead == "oh" and earlier == "in") or (lead == "in" and _SHORT_YEAR.fullmatch(word))
            ):
                found.append(Span(at - 1, at + 1, "year"))
        return found
