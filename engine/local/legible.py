"""Takes out of an utterance what no caller can say: control characters, marks without a letter."""

import unicodedata

import msgspec

from engine.extraction import Request

_SILENT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Mc"})
"""Control, format and unassigned characters, and marks left over when every accent has found its letter."""
_BLANKS = frozenset("\t\n\r\v\f")


def legible(request: Request) -> Request:
    """Compose accents and drop characters that stand for no sound; white space becomes plain spaces."""
    if request.text.isascii() and request.text.isprintable():
        return request
    composed = unicodedata.normalize("NFC", request.text)
    text = "".join(" " if c in _BLANKS else c for c in composed if c in _BLANKS or _is_heard(c))
    return msgspec.structs.replace(request, text=text)


def _is_heard(character: str) -> bool:
    return unicodedata.category(character) not in _SILENT
