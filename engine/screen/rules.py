"""Rules over word groups: every group named must stand within a number of words, in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.screen.lexicon import Span, Spans
from engine.screen.normalize import Words

_RULE = re.compile(
    r"(?P<groups>[a-z_]+(?: \+ [a-z_]+)*)(?: within (?P<within>\d+))?(?P<options>(?:, [a-z_ ]+)*)"
)
SENTENCE_BOUND = 9
"""A rule that spans fewer words than this has to hold inside one sentence."""
SPANS_TRIED = 6
"""Places of one group looked at in one utterance; more say the same again."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the list's `rules`."""

    text: str
    category: str
    groups: tuple[str, ...]
    within: int
    across: bool = False
    """Whether all groups but one may come from the caller's earlier lines."""
    asks: bool = False
    unless: tuple[str, ...] = ()
    """Groups that explain the hit when they stand near it."""
    unless_anywhere: tuple[str, ...] = ()
    """Groups that explain it wherever they stand in the utterance."""

    def matches(self, words: Words, found: Spans, now: int) -> list[tuple[Span, ...]]:
        """Every way the rule holds; words before index `now` are earlier lines."""
        for group in self.groups:
            if group not in found:
                return []
        places = [found[group] for group in self.groups]
        if not self.across:
            places = [[span for span in spans if span.start >= now] for spans in places]
            if not all(places):
                return []
        anchor = min(range(len(places)), key=lambda i: len(places[i]))
        out: list[tuple[Span, ...]] = []
        for first in places[anchor][-SPANS_TRIED:]:
            chosen = self._around(first, anchor, places, words, now)
            if chosen and not self._excused(chosen, words, found, now):
                out.append(chosen)
        return out

    def _around(
        self, first: Span, anchor: int, places: list[list[Span]], words: Words, now: int
    ) -> tuple[Span, ...]:
        chosen = [first]
        for index, spans in enumerate(places):
            if index == anchor:
                continue
            free = [s for s in spans if all(s.end <= c.start or s.start >= c.end for c in chosen)]
            near = [s for s in free if self._near(first, s, words, now)]
            if not near:
                return ()
            chosen.append(min(near, key=lambda s: _gap(first, s) + (100 if s.start < now else 0)))
        if all(span.start < now for span in chosen):
            return ()
        own = [span for span in chosen if span.start >= now]
        if max(s.end for s in own) - min(s.start for s in own) > self.within + 2 * len(own):
            return ()
        return tuple(sorted(chosen))

    def _near(self, one: Span, other: Span, words: Words, now: int) -> bool:
        if (one.start < now) != (other.start < now) or other.start < now:
            return True
        if self.within < SENTENCE_BOUND and words.sentences[one.start] != words.sentences[other.start]:
            return False
        return _gap(one, other) < self.within

    def _excused(self, chosen: tuple[Span, ...], words: Words, found: Spans, now: int) -> bool:
        if any(span.start >= now for group in self.unless_anywhere for span in found.get(group, ())):
            return True
        return any(
            words.sentences[span.start] == words.sentences[excuse.start] and _gap(span, excuse) < self.within
            for group in self.unless
            for excuse in found.get(group, ())
            for span in chosen
        )


class Rules:
    """Rules filed under one of their groups, so that an utterance touches few of them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        listed = list(rules)
        count: dict[str, int] = {}
        for rule in listed:
            for group in rule.groups:
                count[group] = count.get(group, 0) + 1
        self._filed: dict[str, list[Rule]] = {}
        for rule in listed:
            self._filed.setdefault(min(rule.groups, key=count.__getitem__), []).append(rule)

    def holding(self, words: Words, found: Spans, now: int) -> Iterator[tuple[Rule, tuple[Span, ...]]]:
        """Every rule that holds, with the words it holds for."""
        for group in self._filed.keys() & found.keys():
            for rule in self._filed[group]:
                for spans in rule.matches(words, found, now):
                    yield rule, spans


def parse_rule(text: str, category: str) -> Rule:
    """Read one line; raises ValueError with what is wrong with it."""
    read = _RULE.fullmatch(" ".join(text.split()))
    if read is None:
        raise ValueError(
            f"rule {text!r}: expected 'group + group within 8, asks, across turns, unless group'"
        )
    unless: list[str] = []
    anywhere: list[str] = []
    flags: set[str] = set()
    for option in read["options"].split(", ")[1:]:
        if option.startswith("unless ") and option.endswith(" anywhere"):
            anywhere.append("@" + option.removeprefix("unless ").removesuffix(" anywhere"))
        elif option.startswith("unless "):
            unless.append("@" + option.removeprefix("unless "))
        elif option in ("asks", "across turns"):
            flags.add(option)
        else:
            raise ValueError(f"rule {text!r}: expected asks, across turns or unless, got {option!r}")
    return Rule(
        text=text,
        category=category,
        groups=tuple("@" + group for group in read["groups"].split(" + ")),
        within=int(read["within"] or 8),
        across="across turns" in flags,
        asks="asks" in flags,
        unless=tuple(unless),
        unless_anywhere=tuple(anywhere),
    )


def unknown_groups(rules: Iterable[Rule], known: Iterable[str]) -> list[str]:
    """What rules name that the list does not define."""
    names = set(known)
    return [
        f"rule {rule.text!r}: no word group {group[1:]!r}"
        for rule in rules
        for group in (*rule.groups, *rule.unless, *rule.unless_anywhere)
        if group[1:] not in names
    ]


def _gap(one: Span, other: Span) -> int:
    if one.start <= other.start:
        return max(0, other.start - one.end)
    return max(0, one.start - other.end)
