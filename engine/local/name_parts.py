"""Whether a lone name is rather a given or a family name: the lists first, then how it begins and ends."""

from collections import Counter
from functools import cache
from math import log

from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN


def is_given(word: str) -> bool:
    """Whether the folded `word` is more likely a given name than a family name."""
    if (word in GIVEN) != (word in FAMILY):
        return word in GIVEN
    return given_odds(word) > 0


def given_odds(word: str) -> float:
    """Log odds of the folded `word` being a given and not a family name, by its letters alone."""
    weights = _weights()
    return sum(weights.get(feature, 0.0) for feature in _features(word))


def _features(word: str) -> list[str]:
    marked = f"^{word}$"
    return [marked[-3:], marked[-4:], marked[-5:], marked[:3], marked[:4], str(min(len(word), 10))]


@cache
def _weights() -> dict[str, float]:
    """Log odds of each beginning, ending and length, counted on the two lists."""
    given = Counter(feature for word in GIVEN for feature in _features(word))
    family = Counter(feature for word in FAMILY for feature in _features(word))
    every = given.keys() | family.keys()
    return {
        f: log((given[f] + 0.5) / (len(GIVEN) + 1)) - log((family[f] + 0.5) / (len(FAMILY) + 1))
        for f in every
    }
