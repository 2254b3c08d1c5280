"""What a telephone recogniser makes of a caller's words, at a chosen word-error rate, drawn by a seed.

A model, not a recording. Words are lost, added and mistaken for words that sound alike; weak words are lost
more often than strong ones, names and numbers are mistaken more often than lost. The start of a line is
clipped now and then, and it may come as two final prompts where a speaker breathes. The true words are kept.
"""

import re
from functools import cache, lru_cache
from random import Random

from rapidfuzz import fuzz, process

from engine.extraction import Record
from qa.simulate.noise_words import ADDED, CONFUSIONS, SYLLABLES, WEAK

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
MARKS = re.compile(r"[^\w'’-]+")
BREATHS = re.compile(r"(?<=[.?!,;])\s+")

LOST_WEAK, LOST_STRONG = 0.6, 0.25
"""Of the words that go wrong, how many are lost; the others are mistaken."""
ADDED_PART = 0.12
"""Of all errors, how many are words that nobody said."""
WEAK_WEIGHT, NAME_WEIGHT = 1.4, 1.6
"""How much oftener than other words short unstressed words and names go wrong."""
CLIPPED = 0.3
"""Of the first words that go wrong, how many lose their beginning."""
SPLIT = 2.0
"""Times the rate: how often a line of several phrases comes as two final prompts."""
ALIKE = 55.0
"""How much alike, of 100, the spellings of two words are that may be taken for each other."""
UNMARKED = 3.0
"""Times the rate: how often a line comes without its commas and full stops."""


class Overheard(Record, frozen=True):
    """One line as it was heard."""

    prompts: tuple[str, ...]
    """The final prompts, in order; at least one word remains in all of them together."""
    alignment: tuple[tuple[str, str], ...] = ()
    """Pairs of true and heard words; either side is empty for an added or lost one. None on a clean line."""


def overhear(text: str, *, lang: str, rate: float, rng: Random) -> Overheard:
    """Hear `text` at a word-error rate of `rate` (0 to 1); at 0 it is heard as it was said.

    `lang` is `en` or `es`. The rate is an expectation over many lines, not a quota of each.
    """
    words = WORD.findall(text)
    if rate <= 0 or not words:
        return Overheard(prompts=(text,))
    pieces = _pieces(text, rate, rng)
    pairs: list[tuple[str, str]] = []
    prompts: list[str] = []
    for piece in pieces:
        heard = _piece(piece, lang=lang, rate=rate, rng=rng, pairs=pairs, mean=_mean(words, lang))
        if heard:
            prompts.append(heard)
    if not prompts:
        # a line of which nothing is left is silence to the recogniser; here it keeps its last word
        pairs[-1] = (words[-1], words[-1])
        prompts.append(words[-1])
    return Overheard(prompts=tuple(prompts), alignment=tuple(pairs))


def _pieces(text: str, rate: float, rng: Random) -> list[str]:
    """The line, or its two halves at a breath."""
    phrases = BREATHS.split(text)
    if len(phrases) < 2 or rng.random() >= rate * SPLIT:
        return [text]
    at = rng.randrange(1, len(phrases))
    return [" ".join(phrases[:at]), " ".join(phrases[at:])]


def _piece(
    text: str, *, lang: str, rate: float, rng: Random, pairs: list[tuple[str, str]], mean: float
) -> str:
    out: list[str] = []
    end = 0
    for number, match in enumerate(WORD.finditer(text)):
        word = match[0]
        between = text[end : match.start()]
        end = match.end()
        heard = _word(word, number, lang=lang, rate=rate / mean, rng=rng)
        pairs.append((word, heard))
        out.append((between if heard else " ") + heard)
        if rng.random() < rate * ADDED_PART:
            extra = rng.choice(ADDED[lang])
            pairs.append(("", extra))
            out.append(f" {extra}")
    heard_text = "".join(out) + text[end:]
    if rng.random() < rate * UNMARKED:
        heard_text = MARKS.sub(" ", heard_text).lower()
    heard_text = re.sub(r"\s+([,.?!;])", r"\1", re.sub(r"\s+", " ", heard_text)).strip(" ,.;?!")
    closing = text.rstrip()[-1:]
    return heard_text + closing if heard_text and closing in "?!" else heard_text


def _word(word: str, number: int, *, lang: str, rate: float, rng: Random) -> str:
    """One word as it is heard; empty when it is lost."""
    is_weak = word.lower() in WEAK[lang]
    wrong = rate * (1 - ADDED_PART) * _weight(word, lang)
    drawn = rng.random()
    if drawn >= wrong:
        return word
    if number == 0 and not is_weak and drawn < wrong * CLIPPED:
        return _clipped(word)
    if rng.random() < (LOST_WEAK if is_weak else LOST_STRONG):
        return ""
    return _mistaken(word, lang, rng)


def _mistaken(word: str, lang: str, rng: Random) -> str:
    """Another word, or other words, that sound like it."""
    known = CONFUSIONS[lang].get(word.lower())
    if known:
        chosen = rng.choice(known)
        return chosen.capitalize() if word[0].isupper() and not chosen[0].isupper() else chosen
    if word.isdigit():
        at = rng.randrange(len(word))
        return word[:at] + rng.choice([d for d in "0123456789" if d != word[at]]) + word[at + 1 :]
    if not word[0].isupper():
        near = _near(word.lower(), lang)
        return rng.choice(near) if near else ""
    places = [(match.start(), old, new) for old, new in SYLLABLES for match in re.finditer(old, word.lower())]
    if not places:
        return ""
    at, old, new = rng.choice(places)
    return (word[:at] + new + word[at + len(old) :]).capitalize()


@lru_cache(maxsize=4096)
def _near(word: str, lang: str) -> tuple[str, ...]:
    """The words of a recogniser's everyday vocabulary that are spelled most like this one."""
    found = process.extract(word, _vocabulary(lang) - {word}, scorer=fuzz.ratio, limit=2, score_cutoff=ALIKE)
    return tuple(sorted(name for name, _, _ in found))


@cache
def _vocabulary(lang: str) -> frozenset[str]:
    heard = (heard for others in CONFUSIONS[lang].values() for heard in others if " " not in heard)
    return frozenset([*CONFUSIONS[lang], *WEAK[lang], *heard])


def _clipped(word: str) -> str:
    """What is left of a word whose first sound came before the line was open."""
    rest = re.sub(r"^[^aeiouáéíóú]*[aeiouáéíóú]?", "", word.lower())
    return rest if len(rest) > 2 else ""


def _weight(word: str, lang: str) -> float:
    if word.lower() in WEAK[lang]:
        return WEAK_WEIGHT
    return NAME_WEIGHT if word[0].isupper() else 1.0


def _mean(words: list[str], lang: str) -> float:
    """What the weights of a line come to, so that they shift errors and add none."""
    return sum(_weight(word, lang) for word in words) / len(words)
