"""The list made ready for matching: its words compiled once, and the hits they find in an utterance."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from engine.screen.lexicon import Lexicon, Run, Runs, Span, Spans
from engine.screen.normalize import Spelling, Words, normalize, phrase_words, word_set
from engine.screen.redlist import CRISIS, Category, RedFlagList
from engine.screen.rules import Rules

PHRASE_GAP = 2
"""Other words that may stand between two words of a phrase."""
CRISIS_GAP = 1
"""The same for the crisis, whose phrases are made of small words."""
GROUP_GAP = 1
"""Other words that may stand between two words of a group's entry."""
DENYING = word_set("isnt not doesnt dont hasnt havent didnt no")
"""First words of phrases that name what is missing, where less may stand between: "isn't having trouble
breathing" does not say "isn't breathing"."""
BARRIERS = word_set("no not never without nor but however although pero sin nunca ni tampoco aunque")


class Strength(IntEnum):
    """How much a hit says by itself."""

    HINT = 0
    """Asks, whatever the context."""
    NAME = 1
    """A condition's name: asks unless it is said to be happening."""
    SAYS = 2
    """Leaves scheduling when it is said of the present."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something of the list that stands in an utterance."""

    category: Category
    strength: Strength
    spans: tuple[Span, ...]
    matched: tuple[str, ...]
    """The list's own words."""

    @property
    def start(self) -> int:
        """Index of the first word."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Index after the last word."""
        return max(span.end for span in self.spans)


class Matcher:
    """Finds hits and context marks."""

    def __init__(self, listed: RedFlagList) -> None:
        self._list = listed
        self.spelling = Spelling(listed.spelling)
        self._words = Lexicon(self.spelling)
        self._context = Lexicon(self.spelling)
        self._hidden = Runs(self._compile(listed.hidden, "hidden", 0))
        group_runs: list[Run] = []
        for name, (low, high) in listed.numbers.items():
            self._words.add_range("@" + name, low, high)
        for name, entries in (*listed.groups.items(), *listed.story.items()):
            group_runs += self._group(self._words, name, entries)
        self._groups = Runs(group_runs)
        self._phrases = Runs(run for category in listed.categories.values() for run in self._says(category))
        self._rules = Rules(rule for category in listed.categories.values() for rule in category.rules)
        self._context_runs = Runs(
            run
            for kind, entries in listed.context.items()
            for run in self._group(self._context, kind, entries)
        )

    def normalize(self, text: str) -> Words:
        """The words of `text` in the list's spelling."""
        return normalize(text, self.spelling)

    def spans(self, words: Words, masked: Iterable[Span] = ()) -> Spans:
        """Where the list's words and groups stand, hidden and masked words left out."""
        found = self._words.singles(words)
        covered: set[int] = set()
        for span in masked:
            covered.update(range(span.start, span.end))
        hidden = [span for _, span in self._hidden.matches(words, found, BARRIERS)]
        for span in hidden:
            covered.update(range(span.start, span.end))
        if covered:
            found = _uncovered(found, covered)
        if hidden:
            found["@hidden"] = hidden
        for run, span in self._groups.matches(words, found, BARRIERS):
            found.setdefault(run.owner, []).append(span)
        for spans in found.values():
            if len(spans) > 1:
                spans.sort()
        return found

    def hits(self, words: Words, found: Spans, now: int = 0) -> list[Hit]:
        """Every phrase and every rule that holds; words before index `now` are earlier lines."""
        out: list[Hit] = []
        for run, span in self._phrases.matches(words, found, BARRIERS):
            if span.start >= now:
                strength, _, name = run.owner.partition(" ")
                out.append(Hit(self._list.categories[name], Strength[strength], (span,), (run.entry,)))
        for rule, spans in self._rules.holding(words, found, now):
            strength_of_rule = Strength.HINT if rule.asks else Strength.SAYS
            matched = tuple(dict.fromkeys(span.entry for span in spans))
            out.append(Hit(self._list.categories[rule.category], strength_of_rule, spans, matched))
        return out

    def marks(self, words: Words) -> Spans:
        """Where the words of the context stand."""
        marks = self._context.singles(words)
        for run, span in self._context_runs.matches(words, marks, frozenset()):
            if words.clauses[span.start] == words.clauses[span.end - 1]:
                marks.setdefault(run.owner, []).append(span)
        for spans in marks.values():
            spans.sort()
        return marks

    def _says(self, category: Category) -> Iterable[Run]:
        for phrases, strength in (
            (category.says, Strength.SAYS),
            (category.names, Strength.NAME),
            (category.hints, Strength.HINT),
        ):
            gap = CRISIS_GAP if category.name == CRISIS else PHRASE_GAP
            yield from self._compile(phrases, f"{strength.name} {category.name}", gap)

    def _compile(self, phrases: Iterable[str], owner: str, gap: int) -> list[Run]:
        runs = [
            self._words.compile(phrase, owner, min(gap, 1) if phrase.split(" ")[0] in DENYING else gap)
            for phrase in phrases
        ]
        return [run for run in runs if run.symbols]

    def _group(self, lexicon: Lexicon, name: str, entries: Iterable[str]) -> list[Run]:
        """Add a group's single words to `lexicon`; its longer entries are returned as runs."""
        symbol = "@" + name
        runs: list[Run] = []
        for entry in entries:
            if entry.startswith("@") and entry[1:] in self._list.numbers:
                low, high = self._list.numbers[entry[1:]]
                lexicon.add_range(symbol, low, high)
                continue
            words = phrase_words(entry, self.spelling)
            if len(words) == 1:
                lexicon.add_word(symbol, words[0], entry)
            elif words:
                runs.append(lexicon.compile(entry, symbol, GROUP_GAP if lexicon is self._words else 0))
        return runs


def _uncovered(found: Spans, covered: set[int]) -> Spans:
    out: Spans = {}
    for symbol, spans in found.items():
        kept = [span for span in spans if covered.isdisjoint(range(span.start, span.end))]
        if kept:
            out[symbol] = kept
    return out
