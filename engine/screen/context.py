"""What a hit is taken for: happening now, denied, past, family history, a what-if, or not clear.

Only an unmistakable context silences a hit; a doubtful one turns it into a question. The rules are those of
NegEx and ConText, narrowed for speech: they misread callers when they are applied as for clinical notes.
"""

from collections.abc import Iterable
from enum import StrEnum

from engine.screen.lexicon import Span, Spans
from engine.screen.normalize import Words
from engine.screen.phrases import Hit, Strength

NEGATION_REACH = 6
PAST_REACH = 8
HYPOTHETICAL_REACH = 8
RELATIVE_REACH = 6
FAMILY_REACH = 10
RECENT_REACH = 8
PAPER_REACH = 4
IDIOM_REACH = 9
LIST_CLAUSE = 5
"""Words of a clause that may still be one item of a list: "no fever, chills or cough"."""
DOUBLE_REACH = 12
DOUBLING = frozenset("cant couldnt wont cannot not no dont doesnt hardly barely nunca puedo puede".split())
YEAR_LEADS = frozenset("in back around since of from by until en del year ano desde january march june".split())
YEAR_FIRST, YEAR_LAST = 1930, 2035


class Status(StrEnum):
    """How a hit stands in what was said."""

    PRESENT = "present"
    IDIOM = "idiom"
    """A figure of speech about a bill, a wait or a form."""
    NAMED = "named"
    """A condition's name, with nothing that says it is happening."""
    PAPER = "paper"
    """Talk about a bill, a form or a class."""
    MILD = "mild"
    """Said to be long-standing, usual or in no hurry."""
    PERHAPS = "perhaps"
    MAYBE_PAST = "maybe_past"
    MAYBE_NEGATED = "maybe_negated"
    RELATIVE = "relative"
    HYPOTHETICAL = "hypothetical"
    PAST = "past"
    FAMILY = "family"
    NEGATED = "negated"


class Context:
    """The context marks of one utterance, asked about one hit at a time."""

    def __init__(
        self, words: Words, marks: Spans, hits: Iterable[Hit], *, about: Status | None = None, now: int = 0
    ) -> None:
        self._words = words
        self._symptoms = sorted({(hit.start, hit.end) for hit in hits if len(hit.spans) == 1})
        self._about = about
        """What the agent's own question was after: family history, the past."""
        self._now = now
        self._marks = {kind.removeprefix("@"): spans for kind, spans in marks.items()}
        self._no_words = self._minus("negation", "not_negation")
        self._recent = [
            *(mark for mark in self._minus("recent", "not_recent") if not self._an_age(mark)),
            *self._of("ongoing"),
        ]
        self._past = [*self._of("past"), *self._years()]

    def status(self, hit: Hit) -> Status:
        """The status of a hit: of several parts, the weakest."""
        return max((self._of_span(span, hit) for span in hit.spans), key=_WEAKNESS.__getitem__)

    def _of_span(self, span: Span, hit: Hit) -> Status:
        own = {at for other in hit.spans for at in range(other.start, other.end)}
        if self._figurative(span):
            return Status.IDIOM
        for read in (self._negated, self._family, self._hypothetical, self._past_or_not):
            status = read(span, own)
            if status is not None:
                return status
        if hit.strength is not Strength.SAYS and self._by_paper(span):
            return Status.PAPER
        if hit.strength is Strength.NAME and not self._happening(span):
            return Status.NAMED
        if self._about is not None and not self._recent_in_sentence(span):
            return self._about
        if self._on_paper(span):
            return Status.PAPER
        return Status.MILD if self._long_standing(own) else Status.PRESENT

    def _figurative(self, span: Span) -> bool:
        """ "I nearly fainted when I saw the bill": strong words about what irritates, and nothing of today."""
        strong = any(mark.start < span.end and span.start < mark.end for mark in self._of("idiom"))
        if not strong or self._recent:
            return False
        near = (mark for mark in self._of("irritant") if self._apart(mark, span) <= IDIOM_REACH)
        return any(self._same_sentence(mark.start, span.start) for mark in near)

    # ---------------------------------------------------------------- denied

    def _negated(self, span: Span, own: set[int]) -> Status | None:
        for mark in reversed(self._no_words):
            if mark.end > span.start or not own.isdisjoint(range(mark.start, mark.end)):
                continue
            if self._doubled(mark):
                continue
            status = self._reached(mark, span)
            if status is not None:
                return status
        for mark in self._of("negation_after"):
            if 0 <= mark.start - span.end <= 3 and self._same_clause(span.start, mark.start):
                return Status.NEGATED
        return None

    def _reached(self, mark: Span, span: Span) -> Status | None:
        """What a no-word before a hit makes of it."""
        between = range(mark.end, span.start)
        if not self._same_sentence(mark.start, span.start):
            return None
        if mark.start == self._now and self._answers(mark):
            return None
        if any(self._holds("terminate", at) for at in between):
            return None
        if not self._same_clause(mark.start, span.start):
            return self._listed(mark, span)
        if len(between) > NEGATION_REACH:
            return None
        if all(self._holds("passes", at) or self._in_symptom(at) for at in between):
            return Status.NEGATED
        blocked = any(self._holds("blockers", at) for at in between)
        return None if blocked else Status.MAYBE_NEGATED

    def _doubled(self, mark: Span) -> bool:
        """ "can't get to the door without gasping" says that there is gasping."""
        if self._words.text[mark.start] not in ("without", "sin"):
            return False
        before = range(max(0, mark.start - DOUBLE_REACH), mark.start)
        return any(self._words.text[at] in DOUBLING and self._same_sentence(at, mark.start) for at in before)

    def _listed(self, mark: Span, span: Span) -> Status | None:
        """ "no fever, chills or cough": short items without a verb of their own go on being denied."""
        clauses = self._words.clauses
        for clause in range(clauses[mark.start], clauses[span.start] + 1):
            inside = [at for at in range(mark.end, len(self._words)) if clauses[at] == clause]
            if len(inside) > LIST_CLAUSE or any(self._holds("blockers", at) for at in inside):
                return None
        joined = any(
            self._words.text[at] in ("or", "nor", "o", "ni") for at in range(mark.end, len(self._words))
        )
        return Status.NEGATED if joined else Status.MAYBE_NEGATED

    def _answers(self, mark: Span) -> bool:
        """ "no my chest hurts", "no, me duele": the first no answers the agent, it denies nothing."""
        if mark.end - mark.start > 1 or mark.end >= len(self._words) or not self._holds("answer_no", mark.start):
            return False
        if not self._same_clause(mark.start, mark.end):
            return True
        return self._holds("answer_follow", mark.end)

    # ---------------------------------------------------------------- someone else's, or a what-if

    def _family(self, span: Span, own: set[int]) -> Status | None:
        for mark in self._of("family"):
            if self._apart(mark, span) <= FAMILY_REACH and self._same_sentence(mark.start, span.start):
                return Status.RELATIVE if self._recent_in_sentence(span) else Status.FAMILY
        for mark in self._of("relative"):
            gap = range(mark.end, span.start)
            if not 0 <= span.start - mark.end <= RELATIVE_REACH or not self._same_sentence(mark.start, span.start):
                continue
            if own.isdisjoint(gap) and any(self._holds("relative_past", at) for at in gap):
                recent, past = self._recent_in_sentence(span), self._past_in_sentence(span)
                if recent and not past:
                    return None
                return Status.FAMILY if past and not recent else Status.RELATIVE
        return None

    def _hypothetical(self, span: Span, own: set[int]) -> Status | None:
        for mark in self._of("hypothetical_before"):
            if 0 <= span.start - mark.end <= 2:
                return Status.HYPOTHETICAL
        exempt = self._of("not_hypothetical")
        for kind, status in (("hypothetical", Status.HYPOTHETICAL), ("perhaps", Status.PERHAPS)):
            for mark in self._of(kind):
                if not own.isdisjoint(range(mark.start, mark.end)) or _inside(mark, exempt):
                    continue
                gap = span.start - mark.end
                if kind == "perhaps" and 0 <= mark.start - span.end <= 1 and self._same_clause(mark.start, span.start):
                    return Status.PERHAPS
                if not 0 <= gap <= HYPOTHETICAL_REACH or not self._same_sentence(mark.start, span.start):
                    continue
                return Status.PERHAPS if self._speaking_between(mark, span) else status
        return None

    # ---------------------------------------------------------------- past

    def _past_or_not(self, span: Span, own: set[int]) -> Status | None:
        for mark in self._of("past_before"):
            if 0 <= span.start - mark.end <= 3 and self._same_sentence(mark.start, span.start):
                return Status.MAYBE_PAST if self._recent_in_sentence(span) else Status.PAST
        near = [
            mark
            for mark in self._past
            if self._apart(mark, span) <= PAST_REACH and self._same_sentence(mark.start, span.start)
        ]
        for mark in near:
            if not self._nearest_to(mark, span):
                continue
            if self._long_ago(mark) and not self._since(mark):
                return Status.MAYBE_PAST if self._recent else Status.PAST
            if self._ongoing_since(mark) or self._recent_nearer(mark, span):
                continue
            return Status.MAYBE_PAST if self._recent_in_sentence(span, own) else Status.PAST
        for mark in self._of("maybe_past_before"):
            if not 0 <= span.start - mark.end <= 3 or self._speaking_between(mark, span):
                continue
            if not self._recent_in_sentence(span, own):
                return Status.MAYBE_PAST
        if self._recent_in_sentence(span, own):
            return None
        if any(self._apart(mark, span) <= PAST_REACH for mark in self._of("maybe_past")):
            return Status.MAYBE_PAST
        elsewhere = [mark for mark in self._past if mark not in near and not self._ongoing_since(mark)]
        return Status.MAYBE_PAST if elsewhere and not self._recent else None

    def _ongoing_since(self, mark: Span) -> bool:
        """ "since 2019", "desde hace dos meses", "started three months ago": what began then and goes on."""
        started = any(0 <= mark.start - o.end <= 2 for o in self._of("ongoing"))
        return started or self._since(mark)

    def _since(self, mark: Span) -> bool:
        before = self._words.text[max(0, mark.start - 2) : mark.start]
        return any(word in ("since", "desde", "for", "born", "nacio") for word in before)

    def _long_ago(self, mark: Span) -> bool:
        """Years ago: what only "started" then is asked about."""
        years = {"year", "years", "ano", "anos", "decades"}
        return not years.isdisjoint(self._words.text[mark.start : mark.end])

    def _recent_nearer(self, mark: Span, span: Span) -> bool:
        return any(
            self._apart(recent, span) < self._apart(mark, span)
            or (self._apart(recent, span) <= 4 and self._same_clause(recent.start, span.start))
            for recent in self._recent
            if self._same_sentence(recent.start, span.start)
        )

    def _nearest_to(self, mark: Span, span: Span) -> bool:
        """A time belongs to the symptom that stands nearest to it."""
        distance = self._apart(mark, span)
        return all(
            self._apart(mark, Span(start, end, "")) >= distance
            for start, end in self._symptoms
            if not (start < span.end and span.start < end)
        )

    def _an_age(self, mark: Span) -> bool:
        """ "she's ten now" tells an age."""
        text = self._words.text
        return text[mark.start] in ("now", "ahora", "today") and mark.start > 0 and text[mark.start - 1].isdigit()

    def _years(self) -> list[Span]:
        found: list[Span] = []
        for at, word in enumerate(self._words.text):
            lead = self._words.text[at - 1] if at else ""
            if word.isdigit() and len(word) == 4 and YEAR_FIRST <= int(word) <= YEAR_LAST and lead in YEAR_LEADS:
                found.append(Span(at, at + 1, "year"))
            elif lead in ("oh", "in") and word.isdigit() and len(word) <= 2 and at > 1:
                if self._words.text[at - 2] == "in" or (lead == "in" and int(word) > 60):
                    found.append(Span(at - 1, at + 1, "year"))
        return found

    # ---------------------------------------------------------------- small questions

    def _happening(self, span: Span) -> bool:
        near = self._of("happening")
        return self._recent_in_sentence(span) or any(
            self._apart(mark, span) <= 6 and self._same_sentence(mark.start, span.start) for mark in near
        )

    def _speaking_between(self, mark: Span, span: Span) -> bool:
        return any(mark.end <= said.start and said.end <= span.start for said in self._of("now_speaking"))

    def _on_paper(self, span: Span) -> bool:
        if self._recent_in_sentence(span):
            return False
        return any(self._same_sentence(mark.start, span.start) for mark in self._of("paper"))

    def _by_paper(self, span: Span) -> bool:
        near = (mark for mark in self._of("paper") if self._apart(mark, span) <= PAPER_REACH)
        return any(self._same_sentence(mark.start, span.start) for mark in near)

    def _long_standing(self, own: set[int]) -> bool:
        """Whether the talk is of something usual, with no word in it of today or of a change for the worse."""
        calm = any(own.isdisjoint(range(mark.start, mark.end)) for mark in self._of("mild"))
        return calm and not self._recent

    def _recent_in_sentence(self, span: Span, own: set[int] | None = None) -> bool:
        inside = own or set()
        return any(
            mark.start not in inside
            and self._same_sentence(mark.start, span.start)
            and (self._apart(mark, span) <= RECENT_REACH or self._same_clause(mark.start, span.start))
            for mark in self._recent
        )

    def _past_in_sentence(self, span: Span) -> bool:
        return any(self._same_sentence(mark.start, span.start) for mark in self._past)

    def _of(self, kind: str) -> list[Span]:
        return self._marks.get(kind, [])

    def _words_of(self, kind: str) -> set[str]:
        return {self._words.text[mark.start] for mark in self._of(kind)}

    def _minus(self, kind: str, without: str) -> list[Span]:
        taken = self._of(without)
        return [span for span in self._of(kind) if not _inside(span, taken)]

    def _holds(self, kind: str, at: int) -> bool:
        return any(span.start <= at < span.end for span in self._of(kind))

    def _in_symptom(self, at: int) -> bool:
        return any(start <= at < end for start, end in self._symptoms) and not self._holds("blockers", at)

    def _same_sentence(self, one: int, other: int) -> bool:
        return self._words.sentences[one] == self._words.sentences[other]

    def _same_clause(self, one: int, other: int) -> bool:
        return self._words.clauses[one] == self._words.clauses[other]

    @staticmethod
    def _apart(one: Span, other: Span) -> int:
        return max(0, other.start - one.end, one.start - other.end)


_WEAKNESS = {status: place for place, status in enumerate(Status)}


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    return any(outer.start <= span.start and span.end <= outer.end for outer in spans)
