"""The number words of English and Spanish, as data."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.vocabulary import Language


class NumberWords(NamedTuple):
    """How one language builds its numbers."""

    zero: frozenset[str]
    small: Mapping[str, int]
    """1 to 29, as far as the language has one word for them."""
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    """Words that are hundreds by themselves."""
    hundred: str
    """The word that multiplies what stands before it."""
    thousand: str
    ranks: Mapping[str, int]
    to_unit: frozenset[str]
    """What may stand between tens and units."""
    to_rest: frozenset[str]
    """What may stand after a hundred or a thousand."""
    bare_unit: bool
    """Whether units may follow tens with nothing between."""
    times: Mapping[str, int]
    """ "double", "triple" before a digit."""
    alike: Mapping[str, str]
    """Words that sound like a digit."""
    function: frozenset[str]
    """Those of them that mean something of their own beside a number."""


_EN = NumberWords(
    zero=frozenset({"zero", "oh", "o", "nought"}),
    small={
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "niner": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
        "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    },
    tens={
        "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
        "eighty": 80, "ninety": 90,
    },
    hundreds={},
    hundred="hundred",
    thousand="thousand",
    ranks={
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
        "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
        "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
        "twentieth": 20, "thirtieth": 30,
    },
    to_unit=frozenset({"-"}),
    to_rest=frozenset({"and"}),
    bare_unit=True,
    times={"double": 2, "triple": 3, "treble": 3},
    alike={"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "sex": "6"},
    function=frozenset({"to", "too", "for"}),
)  # fmt: skip

_ES = NumberWords(
    zero=frozenset({"cero"}),
    small={
        "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
        "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
        "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veintiuno": 21,
        "veintiun": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24,
        "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
    },
    tens={
        "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
        "ochenta": 80, "noventa": 90,
    },
    hundreds={
        "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
        "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
    },
    hundred="",
    thousand="mil",
    ranks={
        "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3,
        "tercera": 3, "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6,
        "septimo": 7, "septima": 7, "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "decimo": 10,
        "decima": 10,
    },
    to_unit=frozenset({"y"}),
    to_rest=frozenset(),
    bare_unit=False,
    times={"doble": 2, "triple": 3},
    alike={},
    function=frozenset(),
)  # fmt: skip

NUMBER_WORDS = {Language.EN: _EN, Language.ES: _ES}
