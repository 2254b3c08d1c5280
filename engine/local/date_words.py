"""Names of months and weekdays in English and Spanish, as data."""

from collections.abc import Mapping

from engine.vocabulary import Language


def _numbered(names: str, first: int) -> dict[str, int]:
    """Number groups of names: a group is separated by spaces, its spellings by `|`."""
    return {name: number for number, group in enumerate(names.split(), first) for name in group.split("|")}


MONTHS: Mapping[Language, Mapping[str, int]] = {
    Language.EN: _numbered(
        "january|jan february|feb|febuary march|mar april|apr may june|jun july|jul august|aug "
        "september|sep|sept october|oct november|nov december|dec",
        1,
    ),
    Language.ES: _numbered(
        "enero|ene febrero|feb marzo abril|abr mayo|may junio|jun julio|jul agosto|ago "
        "septiembre|setiembre|sep|sept octubre|oct noviembre|nov diciembre|dic",
        1,
    ),
}
"""January is 1."""

WEEKDAYS: Mapping[Language, Mapping[str, int]] = {
    Language.EN: _numbered(
        "monday|mondays|mon tuesday|tuesdays|tues|tue wednesday|wednesdays|weds|wed|wensday "
        "thursday|thursdays|thurs|thur|thu friday|fridays|fri saturday|saturdays|sat sunday|sundays|sun",
        0,
    ),
    Language.ES: _numbered(
        "lunes|lun martes|mar miercoles|mie jueves|jue viernes|vie sabado|sabados|sab domingo|domingos|dom", 0
    ),
}
"""Monday is 0."""
