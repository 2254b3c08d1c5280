"""The "one" of "the Friday one" is no hour, and "the nine" is one: made plain for readers of times."""

import re

_ONE = re.compile(
    r"(?<=\w )ones?\b"
    r"(?! ?(?:oclock|o clock|pm|am|p m|a m|thirty|fifteen|forty|twenty|ten|oh|\d|in the afternoon))"
)
_AT = re.compile(r"\b(?:at|around|about|is|by|say|the|for|make it|half past|past|to|till) $")
_THE_HOUR = re.compile(
    r"\bthe (?=(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?: one| please| works| is|$| \|))"
    r"|\b(?:la|el) de (?=las? \w)"
)


def hours_plain(said: str) -> str:
    """Blank, in place, the pronoun "one", and turn "the nine" into "at nine"; `said` is spoken text."""
    said = _THE_HOUR.sub(_as_at, said)
    return _ONE.sub(lambda m: m.group() if _AT.search(said[: m.start()]) else " " * len(m.group()), said)


def _as_at(match: re.Match[str]) -> str:
    length = len(match.group())
    return "at".rjust(length - 1).ljust(length) if match.group() == "the " else " " * length
