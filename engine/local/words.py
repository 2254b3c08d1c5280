"""Text as the recogniser gives it, made comparable: folded to plain lower case and cut into words."""

import re
import unicodedata

_TOKEN = re.compile(r"\d+(?:[.:/-]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]", re.UNICODE)


def fold(text: str) -> str:
    """Lower case without accents, curly quotes straightened; the length may change."""
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def tokens(text: str) -> list[str]:
    """Words, numbers (with `:`, `/`, `-` or `.` inside) and single punctuation marks, folded."""
    return _TOKEN.findall(fold(text))
