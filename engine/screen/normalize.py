"""A caller's words made comparable: folded, cut, numbers as digits, slips of the recogniser set right.

The list's own phrases pass through the same steps, so list and speech meet in one spelling.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from engine.screen.quantities import LONGEST, NUMBER_WORDS, quantity

EXAMINED = 2_000
"""Characters read from either end of an utterance; what lies between is not examined."""


def word_set(line: str) -> frozenset[str]:
    """The words of a line, as the tables of this package are written."""
    return frozenset(line.split())


_TOKEN = re.compile(r"\d+(?:[.:]\d+)?|[A-Za-z]+(?:'[A-Za-z]+)*|\.{2,}|[.!?;:,…—/\n]")
_DATE = re.compile(r"(?:\b(\d{1,2})/)?(\d{1,2})/(\d{4})\b|\b(\d{1,2})/(\d{1,2})/(\d{2})\b")
"""A written date is no blood pressure: 74/17/1988 is a birthday that was misheard."""
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_SIMPLE = re.compile(r"[a-z* ]+")
_ALWAYS_CAPITAL = word_set("i im ive id ill")
_SENTENCE_ENDS = frozenset(".!?;\n")


@dataclass(frozen=True, slots=True)
class Words:
    """An utterance as words, each with the clause and the sentence it stands in."""

    text: tuple[str, ...] = ()
    clauses: tuple[int, ...] = ()
    """Counts up at every punctuation mark."""
    sentences: tuple[int, ...] = ()
    """Counts up at every mark that ends a sentence."""
    capitals: tuple[bool, ...] = ()

    def __len__(self) -> int:
        return len(self.text)


class Spelling:
    """Replaces spellings and recogniser slips, several words at a time, longest first."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for heard, meant in replacements.items():
            source = tuple(_plain_words(heard))
            if source:
                self._by_first.setdefault(source[0], []).append((source, tuple(_plain_words(meant))))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def at(self, words: list[str], start: int) -> tuple[int, tuple[str, ...]] | None:
        """The end of the spelling that starts at `start`, and what stands for it."""
        for source, target in self._by_first.get(words[start], ()):
            if tuple(words[start : start + len(source)]) == source:
                return start + len(source), target
        return None


def normalize(text: str, spelling: Spelling) -> Words:
    """Fold and cut `text`; never raises, in time bounded by `EXAMINED`."""
    words: list[str] = []
    clauses: list[int] = []
    sentences: list[int] = []
    capitals: list[bool] = []
    clause = sentence = 0
    for token in _TOKEN.findall(_DATE.sub(_apart, _fold(text))):
        if token[0].isalnum():
            words.append(_plain(token))
            clauses.append(clause)
            sentences.append(sentence)
            capitals.append(token[0].isupper() and words[-1] not in _ALWAYS_CAPITAL)
        elif token.startswith("/"):
            if words and words[-1].isdigit():
                words.append("over")
                clauses.append(clause)
                sentences.append(sentence)
                capitals.append(False)
        else:
            clause += 1
            sentence += token in _SENTENCE_ENDS
    return _respell(words, clauses, sentences, capitals, spelling)


def _apart(date: re.Match[str]) -> str:
    return " ".join(part for part in date.groups() if part)


def phrase_words(phrase: str, spelling: Spelling) -> tuple[str, ...]:
    """The words of one of the list's own phrases; a trailing `*` stays with its word."""
    if _SIMPLE.fullmatch(phrase):
        return _simple_words(phrase.split(), spelling)
    starred = phrase.replace("*", "ZZZ")
    return tuple(w[:-3] + "*" if w.endswith("zzz") else w for w in normalize(starred, spelling).text)


def _simple_words(words: list[str], spelling: Spelling) -> tuple[str, ...]:
    """The same for plain lower-case words, without the cutting: a list has ten thousand of these."""
    if not NUMBER_WORDS.isdisjoint(words):
        words = _numbers(words, [0] * len(words))[0]
    out: list[str] = []
    at = 0
    while at < len(words):
        found = spelling.at(words, at)
        out.extend(found[1] if found else words[at : at + 1])
        at = found[0] if found else at + 1
    return tuple(out)


def _plain(token: str) -> str:
    base, apostrophe, ending = token.lower().rpartition("'")
    if apostrophe and ending == "s":
        return base.replace("'", "")
    return (base + ending).replace("'", "")


def _plain_words(text: str) -> list[str]:
    return [_plain(token) for token in _TOKEN.findall(_fold(text)) if token[0].isalnum()]


def _fold(text: str) -> str:
    if len(text) > 2 * EXAMINED:
        text = f"{text[:EXAMINED]} . {text[-EXAMINED:]}"
    text = text.translate(_APOSTROPHES)
    return text if text.isascii() else "".join(_bare(c) for c in unicodedata.normalize("NFKD", text))


def _bare(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return {"ß": "ss", "ı": "i", "ø": "o", "æ": "ae", "¿": ",", "¡": ","}.get(character.lower(), character)


def _respell(
    words: list[str], clauses: list[int], sentences: list[int], capitals: list[bool], spelling: Spelling
) -> Words:
    text: list[str] = []
    source: list[int] = []
    numbered, origin = _numbers(words, clauses)
    at = 0
    while at < len(numbered):
        found = spelling.at(numbered, at)
        end, target = found if found else (at + 1, (numbered[at],))
        text.extend(target)
        source.extend([origin[at]] * len(target))
        at = end
    return Words(
        tuple(text),
        tuple(clauses[i] for i in source),
        tuple(sentences[i] for i in source),
        tuple(capitals[i] for i in source),
    )


def _numbers(words: list[str], clauses: list[int]) -> tuple[list[str], list[int]]:
    """The words with number words as digits, and for each the index it came from."""
    out: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(words):
        end = at + 1
        if words[at] in NUMBER_WORDS or words[at].isdigit():
            stop = at + 1
            while stop < len(words) and stop < at + LONGEST and clauses[stop] == clauses[at]:
                stop += 1
            read = quantity(words[at:stop], 0)
            if read:
                end = at + read.end
                out.append(read.text)
                origin.append(at)
                at = end
                continue
        out.append(words[at])
        origin.append(at)
        at = end
    return out, origin


def joined(parts: list[Words]) -> Words:
    """Several lines as one, each in sentences of its own."""
    clause = sentence = 0
    clauses: list[int] = []
    sentences: list[int] = []
    for part in parts:
        clauses += [clause + number for number in part.clauses]
        sentences += [sentence + number for number in part.sentences]
        clause = (clauses[-1] if clauses else 0) + 1
        sentence = (sentences[-1] if sentences else 0) + 1
    return Words(
        tuple(word for part in parts for word in part.text),
        tuple(clauses),
        tuple(sentences),
        tuple(capital for part in parts for capital in part.capitals),
    )
