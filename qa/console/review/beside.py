"""Two calls side by side: their turns aligned by what the machine did in them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from engine.extraction import Record
from qa.console.turns import Turn


class Row(Record, frozen=True):
    """One turn of each call; either may be missing."""

    left: Turn | None
    right: Turn | None
    apart: tuple[str, ...] = ()
    """In what they differ: `way`, `guards`, `tools`, `question`, `words`; nothing where a side is missing."""

    @property
    def kind(self) -> str:
        """`same`, `other` (both are there), `left` or `right` (only there)."""
        if self.left is None:
            return "right"
        if self.right is None:
            return "left"
        return "other" if set(self.apart) - {"words"} else "same"


def rows(left: Sequence[Turn], right: Sequence[Turn]) -> tuple[Row, ...]:
    """Align two calls."""
    return tuple(_rows(left, right))


def first_apart(aligned: Sequence[Row]) -> int | None:
    """Which row is the first that is not the same."""
    return next((at for at, row in enumerate(aligned) if row.kind != "same"), None)


def _rows(left: Sequence[Turn], right: Sequence[Turn]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, [_key(turn) for turn in left], [_key(turn) for turn in right], False)
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        width = max(a_end - a, b_end - b)
        for at in range(width):
            one = left[a + at] if a + at < a_end else None
            other = right[b + at] if b + at < b_end else None
            apart = _apart(one, other) if one is not None and other is not None else ()
            yield Row(left=one, right=other, apart=apart)


def _apart(left: Turn, right: Turn) -> tuple[str, ...]:
    aspects = {
        "way": (_way(left), _way(right)),
        "guards": (_guards(left), _guards(right)),
        "tools": (_tools(left), _tools(right)),
        "question": (left.asked, right.asked),
        "words": ((left.heard, left.said), (right.heard, right.said)),
    }
    return tuple(name for name, (one, other) in aspects.items() if one != other)


def _key(turn: Turn) -> tuple[object, ...]:
    """What turns are aligned by: the way they went, and the question they ended with."""
    return _way(turn), turn.asked


def _way(turn: Turn) -> tuple[tuple[str, str, str, bool], ...]:
    return tuple((it.trigger, it.source, it.destination, it.taken) for it in turn.moves)


def _guards(turn: Turn) -> tuple[tuple[str, bool], ...]:
    return tuple((guard.name, guard.answer) for it in turn.moves for guard in it.guards)


def _tools(turn: Turn) -> tuple[tuple[str, bool, int], ...]:
    return tuple((tool.name, tool.ok, tool.rows_changed) for tool in turn.tools)
