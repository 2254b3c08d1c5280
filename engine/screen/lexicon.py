"""Finds the list's words in an utterance: words, beginnings of words, word groups, and runs of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.screen.normalize import Spelling, Words, phrase_words

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
ANY = "?"
"""Stands for any one word inside a phrase."""


class Span(NamedTuple):
    """Words `start:end` of an utterance, and the entry of the list they matched."""

    start: int
    end: int
    entry: str


Spans = dict[str, list[Span]]
"""Symbol (a word, a beginning with `*`, or a group with `@`) to where it stands."""


@dataclass(frozen=True, slots=True)
class Run:
    """A phrase: symbols in order, with at most `gap` other words between two of them."""

    symbols: tuple[str, ...]
    gap: int
    entry: str
    owner: str
    """The group or the hit that the phrase stands for."""
    key: str = field(default="", compare=False)


@dataclass(slots=True)
class Lexicon:
    """Every symbol the list uses, compiled once."""

    spelling: Spelling
    barriers: frozenset[str] = frozenset()
    """Words that may not stand in the gap of a phrase."""
    _single: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _starts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _ranges: list[tuple[str, float, float]] = field(default_factory=list)
    _known: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def add_word(self, symbol: str, word: str, entry: str) -> None:
        """Let `word`, or every word that begins so where it ends in `*`, stand for `symbol`."""
        table, key = (self._starts, word[:-1]) if word.endswith("*") else (self._single, word)
        rows = table.setdefault(key, [])
        if (symbol, entry) not in rows:
            rows.append((symbol, entry))

    def add_range(self, symbol: str, low: float, high: float) -> None:
        """Let every number from `low` to `high` stand for `symbol`."""
        self._ranges.append((symbol, low, high))

    def compile(self, phrase: str, owner: str, gap: int) -> Run:
        """The run of a phrase; its plain words become symbols of their own."""
        symbols: list[str] = []
        for part in re.split(r"(@\w+|\?)", phrase) if "@" in phrase or ANY in phrase else (phrase,):
            if part.startswith("@") or part == ANY:
                symbols.append(part)
                continue
            for word in phrase_words(part, self.spelling):
                self.add_word(word, word, word)
                symbols.append(word)
        return Run(tuple(symbols), gap, phrase, owner)

    def singles(self, words: Words) -> Spans:
        """Where each symbol stands that needs only one word."""
        found: Spans = {}
        for at, word in enumerate(words.text):
            known = self._known.get(word)
            for symbol, entry in self._learn(word) if known is None else known:
                found.setdefault(symbol, []).append(Span(at, at + 1, entry))
        return found

    def _learn(self, word: str) -> tuple[tuple[str, str], ...]:
        rows = list(self._single.get(word, ()))
        for length in range(1, len(word) + 1):
            rows.extend(self._starts.get(word[:length], ()))
        if _NUMBER.fullmatch(word):
            value = float(word[:12])
            rows.extend((symbol, symbol[1:]) for symbol, low, high in self._ranges if low <= value <= high)
        symbols = tuple(dict.fromkeys(rows))
        # Only words of the list are remembered: what callers say would grow without bound.
        if symbols and len(self._known) < 20_000:
            self._known[word] = symbols
        return symbols


class Runs:
    """Phrases filed under their rarest symbol, so that an utterance touches few of them."""

    def __init__(self, runs: Iterable[Run]) -> None:
        listed = list(runs)
        count: dict[str, int] = {}
        for run in listed:
            for symbol in set(run.symbols):
                count[symbol] = count.get(symbol, 0) + 1
        self._filed: dict[str, list[Run]] = {}
        for run in listed:
            rarest = min((s for s in run.symbols if s != ANY), key=lambda s: (count[s], -len(s)))
            self._filed.setdefault(rarest, []).append(run)

    def matches(self, words: Words, found: Spans, barriers: frozenset[str]) -> list[tuple[Run, Span]]:
        """Every run that stands in the utterance, with where."""
        out: list[tuple[Run, Span]] = []
        for symbol in self._filed.keys() & found.keys():
            for run in self._filed[symbol]:
                if all(s in found or s == ANY for s in run.symbols):
                    out.extend((run, span) for span in _places(run, words, found, barriers))
        return out


def _places(run: Run, words: Words, found: Spans, barriers: frozenset[str]) -> list[Span]:
    places: list[Span] = []
    for first in found[run.symbols[0]]:
        end = first.end
        for symbol in run.symbols[1:]:
            end = _next_end(symbol, end, run.gap, words, found, barriers)
            if end < 0:
                break
        if end > 0:
            places.append(Span(first.start, end, run.entry))
    return places


def _next_end(symbol: str, end: int, gap: int, words: Words, found: Spans, barriers: frozenset[str]) -> int:
    """Where `symbol` ends that follows `end` within `gap` words of its sentence; -1 where none does."""
    if end >= len(words.text):
        return -1
    if symbol == ANY:
        return end + 1
    for span in found[symbol]:
        if span.start < end:
            continue
        if span.start > end + gap or words.sentences[span.start] != words.sentences[end - 1]:
            return -1
        if any(words.text[i] in barriers for i in range(end, span.start)):
            return -1
        if words.text[end - 1] == "no" and words.clauses[span.start] != words.clauses[end - 1]:
            # "No, respira bien" answers first and then says the opposite of "no respira".
            return -1
        return span.end
    return -1


def entries(text: str) -> tuple[str, ...]:
    """Cut one of the list's paragraphs at its commas."""
    return tuple(entry for part in text.split(",") if (entry := " ".join(part.split())))


def groups(paragraphs: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Word groups by name, with the groups they name in turn written out."""
    done: dict[str, tuple[str, ...]] = {}

    def expand(name: str, inside: tuple[str, ...]) -> tuple[str, ...]:
        if name in done:
            return done[name]
        out: list[str] = []
        for entry in entries(paragraphs[name]):
            inner = entry[1:]
            if entry.startswith("@") and inner in paragraphs and inner not in inside:
                out.extend(expand(inner, (*inside, inner)))
            else:
                out.append(entry)
        done[name] = tuple(dict.fromkeys(out))
        return done[name]

    for name in paragraphs:
        expand(name, (name,))
    return done
