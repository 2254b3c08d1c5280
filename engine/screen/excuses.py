"""Hits that are no symptom: a name, a thing that breaks, the kind of a form, something that is fine."""

from engine.screen.lexicon import Spans
from engine.screen.normalize import Words, word_set
from engine.screen.phrases import Hit, Strength
from engine.screen.redlist import CRISIS

DENYING = word_set("cant couldnt wont not isnt doesnt dont didnt hardly barely never no ni tampoco")
DOUBLED = word_set("double triple doble")
DIGITS = word_set(
    """
    oh zero one two three four five six seven eight nine cero uno dos tres cuatro cinco seis siete ocho nueve
    """
)
DENIAL_REACH = 3
"""Words before a hit in which a denial turns a good word round: "can't breathe well"."""


def is_excused(hit: Hit, words: Words, found: Spans) -> bool:
    """Whether the words beside a hit explain it away; the crisis is never excused."""
    if hit.category.name == CRISIS:
        return False
    if _is_spelled(hit, words) or _is_written_as_name(hit, words):
        return True
    if _is_of_a_thing(hit, words, found) or _is_fine(hit, words, found):
        return True
    return hit.strength is not Strength.SAYS and _is_of_paper(hit, words, found)


def _is_spelled(hit: Hit, words: Words) -> bool:
    """ "double L", "double oh five": a letter or a digit said twice."""
    if hit.end - hit.start > 1 or words.text[hit.start] not in DOUBLED or hit.end >= len(words):
        return False
    following = words.text[hit.end]
    return len(following) == 1 or following in DIGITS


def _is_written_as_name(hit: Hit, words: Words) -> bool:
    """ "the Stroke of Color", "Gary Lump": inside a sentence a recogniser writes capitals for names only."""
    if len(hit.spans) > 1 or not all(words.capitals[hit.start : hit.end]):
        return False
    first = hit.start == 0 or words.sentences[hit.start - 1] != words.sentences[hit.start]
    return not first and sum(words.capitals) * 2 < len(words)


def _is_of_a_thing(hit: Hit, words: Words, found: Spans) -> bool:
    """ "my truck's bleeding oil", "the GPS is dying"."""
    if hit.end - hit.start > 1:
        return False
    return any(
        0 <= hit.start - thing.end <= 1 and words.clauses[thing.start] == words.clauses[hit.start]
        for thing in found.get("@thing", ())
    )


def _is_fine(hit: Hit, words: Words, found: Spans) -> bool:
    """ "he's breathing fine"; not "he can't breathe well"."""
    if hit.strength is not Strength.HINT and len(hit.spans) == 1:
        return False
    if not DENYING.isdisjoint(words.text[max(0, hit.start - DENIAL_REACH) : hit.end]):
        return False
    return any(
        0 <= well.start - span.end <= 1 and words.clauses[well.start] == words.clauses[span.start]
        for well in found.get("@fine", ())
        for span in hit.spans
    )


def _is_of_paper(hit: Hit, words: Words, found: Spans) -> bool:
    """A word that only says what kind of paper, visit or device is meant: "stroke group", "knee brace"."""
    return any(
        0 <= paper.start - hit.end <= 1 and words.clauses[paper.start] == words.clauses[hit.end - 1]
        for paper in found.get("@paper", ())
    )
