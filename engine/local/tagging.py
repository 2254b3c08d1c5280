"""Rules over tagged words: a lexicon gives words and phrases their tags, a rule is a row of tags and gaps.

A rule is written as `want ... visit|carer`: tags with `|` between alternatives, `...` for up to seven
other words of the same clause, `..` for up to three, `.` for any one word, `!tag` for "not followed by", `^`
and `$` for the ends of the utterance.
"""

import re
from collections.abc import Iterable, Mapping

_LONGEST = 6
_GAPS = {"...": "[^,]{0,7}?", "..": "[^,]{0,3}?", ".": "[^,]", "^": "^", "$": "$"}
_PLAIN = "."
_FIRST_CHARACTER = 0x4E00
"""Sets of tags are written as single characters from here on; none of them means anything to `re`."""


class Lexicon:
    """Words and phrases with their tags; writes an utterance as one character a phrase."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        """Take each tag's phrases as plain words with `|` between; a phrase has its words' tags, too."""
        tagged: dict[tuple[str, ...], set[str]] = {}
        for tag, phrases in tags.items():
            for words in phrases.split("|"):
                tagged.setdefault(tuple(words.split()), set()).add(tag)
        for phrase, found in tagged.items():
            parts = [phrase[a:b] for a in range(len(phrase)) for b in range(a + 1, len(phrase) + 1)]
            found.update(*(tagged[part] for part in parts if part in tagged))
        sets = sorted({frozenset(each) for each in tagged.values()}, key=sorted)
        self._characters = {each: chr(_FIRST_CHARACTER + i) for i, each in enumerate(sets)}
        self._phrases = {phrase: self._characters[frozenset(each)] for phrase, each in tagged.items()}
        self._tags = frozenset(tags)

    def write(self, said: str) -> str:
        """Write plain words as tag characters: the longest phrase wins, an unknown word is `.`."""
        words = said.split()
        written: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                character = self._phrases.get(tuple(words[at : at + size]))
                if character is not None:
                    written.append(character)
                    at += size
                    break
            else:
                written.append("," if words[at] == "," else _PLAIN)
                at += 1
        return "".join(written)

    def compile(self, rules: Iterable[str]) -> re.Pattern[str]:
        """Compile rules into one expression over what `write` gives. Raises KeyError for an unknown tag."""
        return re.compile("|".join("".join(map(self._part, rule.split())) for rule in rules))

    def _part(self, part: str) -> str:
        if part in _GAPS:
            return _GAPS[part]
        if part.startswith("!"):
            return f"(?!{self._part(part[1:])})"
        wanted = set(part.rstrip("*?").split("|"))
        if not wanted <= self._tags:
            raise KeyError(part)
        characters = [c for each, c in self._characters.items() if each & wanted]
        return f"[{_ranges(characters)}]" + part[len(part.rstrip("*?")) :]


def _ranges(characters: list[str]) -> str:
    """Write ascending characters with runs as ranges; `re` compiles these several times faster."""
    written: list[str] = []
    for character in characters:
        if written and ord(character) == ord(written[-1][-1]) + 1:
            written[-1] = f"{written[-1][0]}-{character}"
        else:
            written.append(character)
    return "".join(written)
