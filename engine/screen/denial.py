"""Whether a hit is denied: "no chest pain", but not "no my chest hurts", nor "can't move without gasping"."""

from engine.screen.lexicon import Span
from engine.screen.marks import Marks
from engine.screen.normalize import word_set
from engine.screen.status import Status

REACH = 6
"""Words between a no-word and what it denies."""
REACH_BACK = 3
"""Words between a symptom and the "was ruled out" behind it."""
SHORT_DENIAL = 6
"""Words that a first "no" is taken to deny; what is longer may be an answer and an alarm, without a comma."""
LIST_ITEM = 5
"""Words of a clause that may still be one item of a list: "no fever, chills or cough"."""
STATING = word_set("is are was were keeps started hurts")
DOUBLE_REACH = 12
DOUBLING = word_set("cant couldnt wont cannot not no dont doesnt hardly barely nunca puedo puede")
"""Before "without" these say that the thing is there: "can't get to the door without gasping"."""


class Denial:
    """The no-words of one utterance."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._text = marks.words.text
        self._no_words = marks.but("negation", "not_negation")

    def status(self, span: Span, own: set[int]) -> Status | None:
        """NEGATED where unmistakable, MAYBE_NEGATED where not; `own` are the words of the hit itself."""
        for mark in reversed(self._no_words):
            if mark.end > span.start or not own.isdisjoint(range(mark.start, mark.end)):
                continue
            status = None if self._doubled(mark) else self._reached(mark, span)
            if status is not None:
                return status
        for mark in self._marks.of("negation_after"):
            if 0 <= mark.start - span.end <= REACH_BACK and self._marks.same_clause(span, mark):
                return Status.NEGATED
        return None

    def _reached(self, mark: Span, span: Span) -> Status | None:
        marks, between = self._marks, range(mark.end, span.start)
        first = mark.start == marks.now
        if not marks.same_sentence(mark, span) or (first and self._answers(mark)):
            return None
        if any(marks.holds("terminate", at) for at in between):
            return None
        if not marks.same_clause(mark, span):
            return self._listed(mark, span)
        if len(between) > REACH:
            return None
        long_answer = first and self._states(mark)
        if not long_answer and all(self._passes(at) for at in between):
            return Status.NEGATED
        if self._text[mark.start] == "not" and len(between) == 1:
            # "his elbow, not his head"
            return Status.MAYBE_NEGATED
        blocked = any(marks.holds("blockers", at) for at in between)
        return None if blocked else Status.MAYBE_NEGATED

    def _passes(self, at: int) -> bool:
        """Whether a denial goes on over the word at `at`."""
        other = self._marks.is_symptom(at) and not self._marks.holds("blockers", at)
        return other or self._marks.holds("passes", at)

    def _answers(self, mark: Span) -> bool:
        """ "no my chest hurts", "no, me duele": the first no answers the agent, it denies nothing."""
        alone = mark.end - mark.start == 1 and mark.end < len(self._text)
        if not alone or not self._marks.holds("answer_no", mark.start):
            return False
        clauses = self._marks.words.clauses
        return clauses[mark.start] != clauses[mark.end] or self._marks.holds("answer_follow", mark.end)

    def _states(self, mark: Span) -> bool:
        """Whether a first "no" is followed by a statement, as an answer is: by many words, or by a verb."""
        clauses, at = self._marks.words.clauses, mark.end
        while at < len(self._text) and clauses[at] == clauses[mark.start]:
            if self._text[at] in STATING:
                return True
            if self._marks.holds("terminate", at) or any(other.start == at for other in self._no_words):
                break
            at += 1
        return at - mark.end > SHORT_DENIAL

    def _doubled(self, mark: Span) -> bool:
        if self._text[mark.start] not in ("without", "sin"):
            return False
        sentences = self._marks.words.sentences
        before = range(max(0, mark.start - DOUBLE_REACH), mark.start)
        return any(self._text[at] in DOUBLING and sentences[at] == sentences[mark.start] for at in before)

    def _listed(self, mark: Span, span: Span) -> Status | None:
        """Short items without a verb of their own go on being denied over commas."""
        clauses, behind = self._marks.words.clauses, range(mark.end, len(self._text))
        for clause in range(clauses[mark.start], clauses[span.start] + 1):
            item = [at for at in behind if clauses[at] == clause]
            if len(item) > LIST_ITEM or any(self._marks.holds("blockers", at) for at in item):
                return None
        joined = any(self._text[at] in ("or", "nor", "o", "ni") for at in behind)
        return Status.NEGATED if joined else Status.MAYBE_NEGATED
