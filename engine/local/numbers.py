"""Number words of English and Spanish: cardinals, ordinals, digits, "double", "oh"."""

from collections.abc import Sequence

from engine.vocabulary import Language


def cardinal(tokens: Sequence[str], lang: Language) -> int | None:
    """Read folded tokens as one whole number below a million; None where they are not exactly that."""
    return None


def ordinal(token: str, lang: Language) -> int | None:
    """Read one folded token ("third", "3rd", "tercero", "3º") as a rank."""
    return None


def read_digits(text: str, lang: Language) -> str:
    """Read every digit said, in order ("double five" is 55), leaving other words out."""
    return ""
