"""Text as the recogniser gives it, made comparable: folded to plain lower case and cut into words."""

import re
import unicodedata
from typing import NamedTuple

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_TOKEN = re.compile(
    rf"\d+(?:st|nd|rd|th|[ºª]|er[oa]?|r[oa])\b|\d+(?:[.:/-]\d+)*|{_LETTERS}(?:'{_LETTERS})*|[^\w\s]",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("’‘`´", "''''")


class Token(NamedTuple):
    """One word, number or punctuation mark, folded, with its characters in the text it was cut from."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents, curly quotes straightened; the length may change."""
    text = text.translate(_QUOTES)
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def tokens(text: str) -> list[str]:
    """Words, numbers (with `:`, `/`, `-` or `.` inside; "3rd") and single punctuation marks, folded."""
    return [token.word for token in cut(text)]


def cut(text: str) -> list[Token]:
    """Cut as `tokens` does, keeping where each token stands in `text`."""
    found = _TOKEN.finditer(text.translate(_QUOTES))
    folded = (Token(fold(match.group()), match.start(), match.end()) for match in found)
    return [token for token in folded if token.word]  # of a lone accent nothing is left
