"""What a hit is taken for: happening now, denied, past, family history, a what-if, or not clear.

Only an unmistakable context silences a hit; a doubtful one turns it into a question. The rules are those of
NegEx and ConText, narrowed for speech: they misread callers when they are applied as to clinical notes.
"""

from collections.abc import Iterable

from engine.screen.denial import Denial
from engine.screen.lexicon import Span, Spans
from engine.screen.marks import Marks, apart, inside
from engine.screen.normalize import Words, word_set
from engine.screen.outcome import Urgency
from engine.screen.phrases import Hit, Strength
from engine.screen.status import WEAKNESS, Status
from engine.screen.timing import Timing

HYPOTHETICAL_REACH = 8
RELATIVE_REACH = 6
FAMILY_REACH = 10
HAPPENING_REACH = 6
PAPER_REACH = 4
"""Words between a hint and the paper it is about; twice as many for a condition's name."""
IDIOM_REACH = 9
NOUN_BEFORE = word_set("the a an this that your long longer to my hour minute")


class Context:
    """The context of one utterance, asked about one hit at a time."""

    def __init__(
        self, words: Words, found: Spans, hits: Iterable[Hit], *, about: Status | None = None, now: int = 0
    ) -> None:
        symptoms = sorted({(hit.start, hit.end) for hit in hits if len(hit.spans) == 1})
        self._marks = Marks(words, found, symptoms, now)
        self._denial = Denial(self._marks)
        self._timing = Timing(self._marks)
        self._about = about
        """What the agent's own question was after: family history, the past."""

    def status(self, hit: Hit) -> Status:
        """The status of a hit: of several parts, the weakest."""
        return max((self._of_span(span, hit) for span in hit.spans), key=WEAKNESS.__getitem__)

    def _of_span(self, span: Span, hit: Hit) -> Status:
        own = {at for part in hit.spans for at in range(part.start, part.end)}
        if self._figurative(span):
            return Status.IDIOM
        for read in (self._denial.status, self._family, self._hypothetical, self._timing.status):
            status = read(span, own)
            if status is not None:
                return status
        return self._standing(span, hit, own)

    def _standing(self, span: Span, hit: Hit, own: set[int]) -> Status:
        """The status of what nobody denied, dated or supposed."""
        recent = self._timing.recent_at(span)
        reach = 2 * PAPER_REACH if hit.strength is Strength.NAME else PAPER_REACH
        if hit.strength is not Strength.SAYS and self._marks.near("paper", span, reach):
            return Status.PAPER
        if hit.strength is Strength.NAME and not (
            recent or self._marks.near("happening", span, HAPPENING_REACH)
        ):
            return Status.NAMED
        if self._about is not None and not recent:
            return self._about
        if not recent and any(self._marks.same_sentence(mark, span) for mark in self._marks.of("paper")):
            return Status.PAPER
        return Status.MILD if self._long_standing(hit, own) else Status.PRESENT

    def _figurative(self, span: Span) -> bool:
        """ "I nearly fainted when I saw the bill": strong words about what irritates, none of today."""
        strong = any(mark.start < span.end and span.start < mark.end for mark in self._marks.of("idiom"))
        if not strong or self._timing.tells_of_today:
            return False
        return any(
            apart(mark, span) <= IDIOM_REACH
            and self._marks.same_sentence(mark, span)
            and not self._calls_for_attention(mark)
            for mark in self._marks.of("irritant")
        )

    def _calls_for_attention(self, mark: Span) -> bool:
        """ "Wait, I think I'm having a stroke": a wait that irritates is "the wait"."""
        text = self._marks.words.text
        before = text[mark.start - 1] if mark.start else ""
        return text[mark.start : mark.end] == ("wait",) and before not in NOUN_BEFORE

    def _long_standing(self, hit: Hit, own: set[int]) -> bool:
        """Whether the talk is of something usual, with no word in it of today or of a change for the worse.

        How long it has lasted does not calm an emergency that was named in the list's own words.
        """
        named = (
            hit.strength is Strength.SAYS and len(hit.spans) == 1 and hit.category.level is Urgency.EMERGENCY
        )
        calm = [*self._marks.of("mild"), *(() if named else self._marks.of("long_time"))]
        return not self._timing.tells_of_today and any(
            own.isdisjoint(range(mark.start, mark.end)) for mark in calm
        )

    def _family(self, span: Span, own: set[int]) -> Status | None:
        marks, recent = self._marks, self._timing.recent_at(span)
        for mark in marks.of("family"):
            if apart(mark, span) <= FAMILY_REACH and marks.same_sentence(mark, span):
                return Status.RELATIVE if recent else Status.FAMILY
        for mark in marks.of("relative"):
            gap = range(mark.end, span.start)
            if not 0 <= span.start - mark.end <= RELATIVE_REACH or not marks.same_sentence(mark, span):
                continue
            if marks.symptom_between(mark.end, span.start) or not own.isdisjoint(gap):
                continue
            if any(marks.holds("relative_past", at) for at in gap):
                past = self._timing.past_at(span)
                if recent:
                    return Status.RELATIVE if past else None
                return Status.FAMILY if past else Status.RELATIVE
        return None

    def _hypothetical(self, span: Span, own: set[int]) -> Status | None:
        marks = self._marks
        if any(0 <= span.start - mark.end <= 2 for mark in marks.of("hypothetical_before")):
            return Status.HYPOTHETICAL
        for mark in marks.of("hypothetical"):
            if self._supposes(mark, span, own):
                sure = marks.same_clause(mark, span) and not self._speaking_between(mark, span)
                return Status.HYPOTHETICAL if sure else Status.PERHAPS
        for mark in marks.of("perhaps"):
            behind = 0 <= mark.start - span.end <= 1 and own.isdisjoint(range(mark.start, mark.end))
            if marks.same_clause(mark, span) and (behind or self._supposes(mark, span, own)):
                return Status.PERHAPS
        return None

    def _supposes(self, mark: Span, span: Span, own: set[int]) -> bool:
        """Whether a "what if" bears on a hit behind it."""
        if not own.isdisjoint(range(mark.start, mark.end)):
            return False
        if inside(mark, self._marks.of("not_hypothetical")):
            return False
        near = 0 <= span.start - mark.end <= HYPOTHETICAL_REACH
        return near and self._marks.same_sentence(mark, span)

    def _speaking_between(self, mark: Span, span: Span) -> bool:
        """ "what if I'm having …" may be happening."""
        speaking = self._marks.of("now_speaking")
        return any(mark.end <= said.start and said.end <= span.start for said in speaking)
