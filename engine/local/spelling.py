"""Spelled words: letters, code words ("B as in boy", NATO), "double L", hyphens and apostrophes by name."""

from typing import NamedTuple

from engine.local.said import Word

_NATO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f",
    "golf": "g", "hotel": "h", "india": "i", "indigo": "i", "juliet": "j", "juliett": "j", "juliette": "j",
    "kilo": "k", "lima": "l", "mike": "m", "november": "n", "oscar": "o", "papa": "p", "quebec": "q",
    "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w",
    "x-ray": "x", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip

# What the recogniser writes for the name of a letter. Read as one only beside other letters.
_SOUNDS = {
    "ay": "a", "hey": "a", "eh": "a", "be": "b", "bee": "b", "see": "c", "sea": "c", "cee": "c", "dee": "d",
    "the": "d", "ee": "e", "he": "e", "ef": "f", "eff": "f", "gee": "g", "aitch": "h", "haitch": "h",
    "eye": "i", "aye": "i", "jay": "j", "kay": "k", "okay": "k", "el": "l", "ell": "l", "em": "m", "am": "m",
    "en": "n", "and": "n", "an": "n", "in": "n", "oh": "o", "owe": "o", "pea": "p", "pee": "p", "cue": "q",
    "queue": "q", "are": "r", "ar": "r", "ess": "s", "es": "s", "tea": "t", "tee": "t", "you": "u",
    "vee": "v", "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z", "said": "z",
    "hache": "h", "ache": "h", "jota": "j", "ce": "c", "de": "d", "efe": "f", "ge": "g", "je": "g", "ka": "k",
    "ele": "l", "eme": "m", "ene": "n", "enie": "ñ", "pe": "p", "cu": "q", "erre": "r", "ere": "r",
    "ese": "s", "te": "t", "uve": "v", "ve": "v", "equis": "x", "ye": "y", "zeta": "z", "ceta": "z",
}  # fmt: skip

_LONG_SOUNDS = {
    ("double", "u"): "w", ("double", "you"): "w", ("doble", "u"): "w", ("doble", "ve"): "w",
    ("doble", "uve"): "w", ("uve", "doble"): "w", ("ve", "doble"): "w", ("i", "griega"): "y",
    ("y", "griega"): "y", ("i", "latina"): "i", ("be", "larga"): "b", ("be", "grande"): "b",
    ("ve", "corta"): "v", ("ve", "chica"): "v", ("be", "chica"): "v",
}  # fmt: skip
_REMARK_WORDS = (
    "no|without|sin|silent|starts|with a|with an|with no|with one|with the|with two|con una|not a|not an"
)
_REMARKS = frozenset(tuple(words.split()) for words in _REMARK_WORDS.split("|"))
"""What a caller says before a letter that is only spoken of."""

_TIMES = {"double": 2, "doble": 2, "dos": 2, "two": 2, "triple": 3}
_MARKS = {"hyphen": "-", "dash": "-", "guion": "-", "apostrophe": "'", "apostrofo": "'", "apostrof": "'"}
_BREAKS = frozenset(["space", "espacio"])
_SILENT = frozenset(["capital", "uppercase", "lowercase", "mayuscula", "minuscula", "letter", "letra"])
_ASIDE = _BREAKS | _SILENT | _MARKS.keys() | {"that's", "it's", "spelled", "surname", "name", "is"}
_PAUSES = frozenset(["um", "uh", "uhm", "erm"])
"""Said between two letters; "er" and "eh" are letters themselves."""
_CODE = (("as", "in"), ("like", "in"), ("is", "for"), ("for",), ("like",), ("as",), ("de",), ("como",))
_COMMON_WORDS = "a e i o y hey be see sea the he eye am and an in oh are you why said okay tea es de te"
_COMMON_WORDS += " ve ce el en ex ese ge ye ka ar ache"
_COMMON = frozenset(_COMMON_WORDS.split())
"""Letters and their sounds that are everyday words too: they prove no spelling."""

_CHUNKS = frozenset(
    ["ce", "ge", "pe", "ve", "ye", "ka", "es", "el", "te", "de", "cu", "ex", "je", "ere", "ese", "ele"]
)
"""Spanish sounds of letters that are pieces of an English name as often."""

_JOINING = frozenset(["an", "and", "in", "the", "am", "are", "you", "he", "de", "es", "en", "el", "te"])
"""Sounds of letters that start no spelling, as they join words."""

_ALIKE = ("bdegptvzc3", "mn", "fsx", "ahjk8", "iy", "quw")
"""Letters that sound alike on a telephone line."""


class Spelled(NamedTuple):
    """One stretch of spelling: what it spells, and the words it covers."""

    words: tuple[str, ...]
    """In lower case; several where the caller said "space" or left a gap between two names."""
    start: int
    end: int


class _Unit(NamedTuple):
    letters: str
    end: int
    sure: bool
    """Whether it is spelling by itself, and not only beside other letters."""


def read_spelled(words: list[Word]) -> list[Spelled]:
    """Find every stretch of `words` that spells something out, three letters or more."""
    found: list[Spelled] = []
    at = 0
    whole = _whole(words)
    if whole is not None:
        return [whole]
    while at < len(words):
        stretch = _stretch(words, at) if _may_start(words, at) else None
        if stretch is None:
            at += 1
        else:
            found.append(stretch)
            at = stretch.end
    return found


def glue(words: list[Word]) -> str:
    """Join all that was heard of an answer known to be a spelling, noise included, into one string."""
    heard: list[str] = []
    at = 0
    while at < len(words):
        unit = _unit(words, at)
        if unit is not None and words[at].plain not in _CHUNKS:
            heard.append(unit.letters)
            at = unit.end
        else:
            if words[at].is_word and words[at].plain not in _ASIDE:
                heard.append(words[at].plain)
            at += 1
    return "".join(c for c in "".join(heard) if c.isalpha())


def _may_start(words: list[Word], at: int) -> bool:
    """Whether a spelling may start there: with a letter that is neither a joining word nor a remark."""
    return words[at].plain not in _JOINING and _unit(words, at) is not None and not _is_remark(words, at)


def _is_remark(words: list[Word], at: int) -> bool:
    """Whether the letter there is only spoken of: "with a Y", "no H in it"."""
    before = tuple(word.plain for word in words[max(0, at - 2) : at])
    return before[-1:] in _REMARKS or before in _REMARKS


def _whole(words: list[Word]) -> Spelled | None:
    """Read an utterance that is nothing but letters, however they are named."""
    parts = [""]
    at = proofs = 0
    while at < len(words):
        word = words[at]
        unit = _unit(words, at)
        if unit is not None:
            parts[-1] += unit.letters
            proofs += word.plain not in _COMMON
            at = unit.end
            continue
        if word.is_word and word.plain not in _ASIDE:
            return None
        parts = (
            [*parts, ""] if word.plain in _BREAKS else [*parts[:-1], parts[-1] + _MARKS.get(word.plain, "")]
        )
        at += 1
    spelled = tuple(part for part in parts if part)
    if not proofs or sum(map(len, spelled)) < 3 or any(word.said == "-" for word in words):
        return None
    return Spelled(spelled, 0, len(words))


def _stretch(words: list[Word], start: int) -> Spelled | None:
    """Read on from `start` for as long as it stays spelling."""
    parts = [""]
    sure = hyphens = 0
    at = end = start
    while at < len(words):
        word = words[at]
        if not word.is_word:
            if word.said not in "-.,'" or not sure:
                break
            at += 1
            continue
        if word.plain in _BREAKS or word.plain in _MARKS:
            parts = [*parts, ""] if word.plain in _BREAKS else [*parts[:-1], parts[-1] + _MARKS[word.plain]]
            at += 1
            continue
        if word.plain in _SILENT or (sure and word.plain in _PAUSES):
            at += 1
            continue
        unit = _unit(words, at)
        if unit is None or not (unit.sure or _beside_letters(words, start, at, unit.end)):
            break
        hyphenated = words[at - 1].said == "-" and at > start
        if hyphens >= 2 and not hyphenated and parts[-1]:
            parts.append("")
        hyphens += hyphenated
        parts[-1] += unit.letters
        sure += len(unit.letters) if unit.sure else 0
        at = end = unit.end
    spelled = tuple(part.strip("-'") for part in parts if part.strip("-'"))
    count = sum(map(len, spelled))
    if count < 3 or sure < 3 or sure * 2 <= count:
        return None
    return Spelled(spelled, start, end)


def _beside_letters(words: list[Word], start: int, at: int, after: int) -> bool:
    """Whether an unsure unit stands among letters: one on each side, or at the end of the answer."""
    while after < len(words) and not words[after].is_word:
        after += 1
    following = _unit(words, after) if after < len(words) else None
    if following is not None and following.sure:
        return True
    return after >= len(words) and at - start >= 2


def _unit(words: list[Word], at: int) -> _Unit | None:
    """Read one letter, however it is named, at `at`."""
    word = words[at].plain
    if not words[at].is_word:
        return None
    following = words[at + 1].plain if at + 1 < len(words) else ""
    if (word, following) in _LONG_SOUNDS:
        return _Unit(_LONG_SOUNDS[word, following], at + 2, sure=True)
    if word in _TIMES and following:
        letter = _letter(following.removesuffix("'s").removesuffix("s") if len(following) > 1 else following)
        return _Unit(letter * _TIMES[word], at + 2, sure=True) if letter else None
    letter = _letter(word)
    if letter:
        return _coded(words, at, letter) or _Unit(letter, at + 1, sure=len(word) == 1 or word not in _COMMON)
    word = word.removesuffix("'s")
    if word in _NATO:
        return _Unit(_NATO[word], at + 1, sure=True)
    if 2 <= len(word) <= 3 and words[at].said.isupper():
        return _Unit(word, at + 1, sure=False)
    return None


def _letter(word: str) -> str:
    """The letter that `word` is, or is the sound of."""
    return word if len(word) == 1 and word.isalpha() else _SOUNDS.get(word, "")


def _coded(words: list[Word], at: int, letter: str) -> _Unit | None:
    """Read "B as in boy". The code word wins where its first letter sounds like the letter heard."""
    tail = tuple(word.plain for word in words[at + 1 : at + 5] if word.is_word)
    for code in _CODE:
        if tail[: len(code)] == code and len(tail) > len(code) and len(tail[len(code)]) > 2:
            if len(code) == 1 and len(words[at].plain) > 1 and not tail[1].startswith(letter):
                return None
            end = at + 1
            for _ in range(len(code) + 1):
                while not words[end].is_word:
                    end += 1
                end += 1
            first = tail[len(code)][0]
            alike = first == letter or any(first in group and letter in group for group in _ALIKE)
            return _Unit(first if alike else letter, end, sure=True)
    return None
