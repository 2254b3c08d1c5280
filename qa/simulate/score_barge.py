"""Interruptions, both ways, and what the agent made of those by the caller."""

import re
from collections.abc import Iterator

from engine.extraction import Record
from qa.simulate.records import FinishedCall, Interruption, Manner

_SENTENCE = re.compile(r"(?<=[.?!])(?<!Dr\.)\s+")


class Cut(Record, frozen=True):
    """One interruption of the agent: what became of the reply that was cut off."""

    reply: int
    how: Manner
    heard: str
    again: tuple[str, ...]
    """Sentences that had been heard to their end, and were said again in the next reply."""
    taken_up: tuple[str, ...]
    """Sentences not heard to their end that the next reply said again."""
    dropped: tuple[str, ...]
    """Sentences not heard to their end that the next reply left out; the caller has mostly answered them."""


class Barge(Record, frozen=True):
    """The interruptions of one call."""

    by_caller: int
    """Times the agent was cut off, by words, keys or noise."""
    by_agent: int
    """Times the agent began to speak before the caller's words were complete."""
    cuts: tuple[Cut, ...] = ()


def barge(call: FinishedCall) -> Barge:
    """Count who cut off whom."""
    return Barge(
        by_caller=len(call.interruptions),
        by_agent=sum(_began_over(call)),
        cuts=tuple(_cut(call, one) for one in call.interruptions),
    )


def _began_over(call: FinishedCall) -> Iterator[bool]:
    spoken = [(line.began, line.at) for line in call.lines if line.began is not None and line.heard]
    for reply in call.replies:
        at = reply.started
        yield at is not None and any(began < at < ended for began, ended in spoken)


def _cut(call: FinishedCall, one: Interruption) -> Cut:
    whole = call.replies[one.reply].text if one.reply < len(call.replies) else ""
    after = call.replies[one.reply + 1].text if one.reply + 1 < len(call.replies) else ""
    sentences = _SENTENCE.split(whole)
    heard = [sentence for sentence in sentences if sentence in one.heard]
    unheard = [sentence for sentence in sentences if sentence not in one.heard]
    return Cut(
        reply=one.reply,
        how=one.how,
        heard=one.heard,
        again=tuple(sentence for sentence in heard if sentence in after),
        taken_up=tuple(sentence for sentence in unheard if sentence in after),
        dropped=tuple(sentence for sentence in unheard if sentence not in after),
    )
