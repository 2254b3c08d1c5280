"""Finds phrases of known meaning in an utterance, in the order said, an idiom before the words in it."""

import re
from enum import StrEnum
from textwrap import dedent
from typing import Generic, NamedTuple, TypeVar

from engine.local.words import fold

Meaning = TypeVar("Meaning", bound=StrEnum)

_SHORT = (
    (r"\b(that|it|there|he|she|what|where|who|how|here) is\b", r"\1s"),
    (r"\b(that|it|i|you|we|he|she|they) will\b", r"\1ll"),
    (r"\b(i|you|we|he|she|they) would\b", r"\1d"),
    (r"\b(i|you|we|they)ve\b", r"\1 have"),
    (r"\b(you|we|they) are\b", r"\1re"),
    (r"\bi am\b", "im"),
    (r"\blet us\b", "lets"),
    (r"\bcan ?not\b", "cant"),
    (r"\bwill not\b", "wont"),
    (r"\baint\b", "isnt"),
    (r"\b(do|does|did|is|are|was|would|could|should|has|have) not\b", r"\1nt"),
)
_CONTRACTIONS = tuple((re.compile(long), short) for long, short in _SHORT)
_TITLE = re.compile(r"\b(dra?|mrs?|ms|sra?|srta|st|mt)\.")
_BREAK = re.compile(r"\s*(?:[.,;:!?¿¡…]+|\s-+\s|--+|—)\s*")
_HALF_OF_DAY = re.compile(r"\b([ap])\.? ?m\b\.?")
_IS = re.compile(
    r"\b(\w*(?:day|tomorrow|week|month|noon|morning|evening|clock|\d|ty|teen)"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)'s\b"
)
"""Times with an s behind them: "ten thirty's good", "Thursday's visit"."""
_CLOCK = re.compile(r"(?<=\d)[:.,](?=\d)")


def spoken(text: str) -> str:
    """Keep every word, folded and contracted: "That is fine, yes!" is "thats fine | yes |", `|` a pause."""
    folded = _IS.sub(r"\1 is", _HALF_OF_DAY.sub(r"\1m", fold(text)))
    folded = _CLOCK.sub("\0", folded).replace("'", "")
    for long, short in _CONTRACTIONS:
        folded = long.sub(short, folded)
    paused = _BREAK.sub(" | ", _TITLE.sub(r"\1 ", folded)).replace("-", " ").replace("\0", ":")
    return " ".join(paused.split())


class Mark(NamedTuple, Generic[Meaning]):
    """One phrase found, with its place in the spoken text."""

    meaning: Meaning
    start: int
    end: int


class Marks(Generic[Meaning]):
    """A table of phrases to find in spoken text; of two that begin together the earlier in the table wins."""

    def __init__(self, table: tuple[tuple[Meaning, str], ...]) -> None:
        self._meanings = tuple(meaning for meaning, _ in table)
        groups = "|".join(f"({alternatives(phrases)})" for _, phrases in table)
        self._pattern = re.compile(rf"(?<![\w:])(?:{groups})(?![\w:])")

    def find(self, said: str) -> list[Mark[Meaning]]:
        """Find every phrase in `spoken` text, first to last, none inside another."""
        return [
            Mark(self._meanings[(match.lastindex or 1) - 1], match.start(), match.end())
            for match in self._pattern.finditer(said)
        ]


def any_of(phrases: str) -> re.Pattern[str]:
    """Compile a table's cell by itself, to search spoken text for any of its phrases."""
    return re.compile(rf"(?<![\w:])(?:{alternatives(phrases)})(?![\w:])")


def alternatives(phrases: str) -> str:
    """Join a table's cell into one expression; a line indented further goes on with the one before."""
    joined = ""
    for line in dedent(phrases).strip().splitlines():
        joined += line.strip() if line.startswith(" ") or not joined else f"|{line.strip()}"
    return joined
