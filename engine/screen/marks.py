"""Where the words of the context stand in an utterance, and how they lie to one another."""

from collections.abc import Iterable

from engine.screen.lexicon import Span, Spans
from engine.screen.normalize import Words


class Marks:
    """The context words of one utterance by kind, with the symptoms they may bear on."""

    def __init__(self, words: Words, found: Spans, symptoms: Iterable[tuple[int, int]], now: int) -> None:
        self.words = words
        self.now = now
        """Index of the first word of the utterance itself; earlier lines stand before it."""
        self._found = found
        self._symptoms = tuple(symptoms)

    def of(self, kind: str) -> list[Span]:
        """Every place of one kind of context word."""
        return self._found.get("@" + kind, [])

    def but(self, kind: str, without: str) -> list[Span]:
        """Places of one kind that do not lie inside a place of another."""
        taken = self.of(without)
        return [span for span in self.of(kind) if not inside(span, taken)]

    def holds(self, kind: str, at: int) -> bool:
        """Whether the word at `at` belongs to a place of `kind`."""
        return any(span.start <= at < span.end for span in self.of(kind))

    def is_symptom(self, at: int) -> bool:
        """Whether the word at `at` belongs to something the list knows."""
        return any(start <= at < end for start, end in self._symptoms)

    def symptom_between(self, start: int, end: int) -> bool:
        """Whether some hit lies wholly between two places."""
        return any(first >= start and last <= end for first, last in self._symptoms)

    def nearest(self, mark: Span, span: Span) -> bool:
        """Whether no other symptom stands nearer to `mark` than `span` does, or as near and before it."""
        distance, behind = apart(mark, span), span.start >= mark.end
        for start, end in self._symptoms:
            if start < span.end and span.start < end:
                continue
            other = apart(mark, Span(start, end, ""))
            if other < distance or (other == distance and behind and end <= mark.start):
                return False
        return True

    def same_sentence(self, one: Span, other: Span) -> bool:
        """Whether two places begin in one sentence."""
        return self.words.sentences[one.start] == self.words.sentences[other.start]

    def same_clause(self, one: Span, other: Span) -> bool:
        """Whether two places begin with no punctuation between."""
        return self.words.clauses[one.start] == self.words.clauses[other.start]

    def near(self, kind: str, span: Span, reach: int) -> bool:
        """Whether a word of `kind` stands within `reach` words of `span`, in its sentence."""
        return any(apart(mark, span) <= reach and self.same_sentence(mark, span) for mark in self.of(kind))


def apart(one: Span, other: Span) -> int:
    """Words between two places."""
    return max(0, other.start - one.end, one.start - other.end)


def inside(span: Span, spans: Iterable[Span]) -> bool:
    """Whether `span` lies inside one of `spans`."""
    return any(outer.start <= span.start and span.end <= outer.end for outer in spans)
