"""Words as they were said, each with its comparable form: what names and spellings are read from."""

import re
from typing import NamedTuple

from engine.local.words import fold

# A hyphen joins two whole words ("Smith-Jones"); between single letters it only separates ("R-A-H-U-L").
_WORD = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]{2,}(?:['’][^\W\d_]+)*)*|\d+(?:[.:/-]\d+)*|[^\w\s]", re.UNICODE
)


class Word(NamedTuple):
    """One word, number or punctuation mark."""

    said: str
    plain: str
    """Folded."""

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters, and no number or mark."""
        return self.said[0].isalpha()

    @property
    def is_capital(self) -> bool:
        return self.said[0].isupper()


def cut(text: str) -> list[Word]:
    """Cut `text` into words, numbers and single marks, keeping case and accents beside the folded form."""
    return [Word(found, found.lower() if found.isascii() else fold(found)) for found in _WORD.findall(text)]
