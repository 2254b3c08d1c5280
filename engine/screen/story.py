"""Tells an account of somebody from an errand, for the wordings that no list foresees."""

from engine.screen.lexicon import Spans
from engine.screen.normalize import Words

LEAST_WORDS = 7
LEAST_WORDS_AS_REASON = 4
"""The same for what answers a question after the reason."""
LEAST_WORDS_WITH_SMALL_TALK = 10
"""The same with one word that errands and accounts share: a day, a please. Two such words make an errand."""
LEAST_WORDS_WITH_ERRAND = 12
"""The same with one word of an errand, where the account is of somebody else."""
MOST_LETTERS = 2
"""Single letters and numbers beyond which the words spell or count something."""


def is_account(said: Words, found: Spans, now: int, *, as_reason: bool) -> bool:
    """Whether the words tell of somebody, name no errand and ask nothing."""
    least = LEAST_WORDS_AS_REASON if as_reason else LEAST_WORDS
    errands = sum(span.start >= now for span in found.get("@errand", ()))
    shared = sum(span.start >= now for span in found.get("@small_talk", ()))
    if errands and not as_reason and _any(found, "@others", now):
        least, errands = LEAST_WORDS_WITH_ERRAND, errands + shared - 1
    elif shared and not as_reason:
        least = LEAST_WORDS_WITH_SMALL_TALK
    if len(said) < least or shared > 1 or errands:
        return False
    if any(_opens(said, span.start - now) for span in found.get("@questions", ()) if span.start >= now):
        return False
    spelled = sum((len(word) == 1 and word not in "aioy") or word.isdigit() for word in said.text)
    return spelled <= MOST_LETTERS and (as_reason or _any(found, "@people", now))


def _any(found: Spans, group: str, now: int) -> bool:
    return any(span.start >= now for span in found.get(group, ()))


def _opens(said: Words, at: int) -> bool:
    return at == 0 or said.clauses[at] != said.clauses[at - 1]
