"""The number a call or text comes from, as Twilio gives it."""

import re

E164 = re.compile(r"\+[1-9]\d{6,14}")
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""Numbers that spell ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE; Twilio puts them for none."""


def caller_number(caller: str | None) -> str:
    """The number when it is one that somebody could be called at (E.164); empty otherwise."""
    if caller and E164.fullmatch(caller) and caller not in WITHHELD:
        return caller
    return ""
