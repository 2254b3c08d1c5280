"""Days and times as Spanish callers say them, on Wednesday 18 November 2026 at 10:15."""

import pytest

from engine.local.when import read_when
from engine.vocabulary import Language
from tests.test_local_when import NOW, brief


@pytest.mark.parametrize(
    "case",
    [
        "mañana por la tarde|11-19 12:00-17:00",
        "mañana en la mañana|11-19 08:00-12:00",
        "mañana por la mañana a las nueve|11-19 09:00",
        "pasado mañana estaría bien|11-20",
        "el lunes a las tres|11-23 15:00",
        "este viernes|11-20",
        "el próximo viernes por favor|11-27",
        "el viernes de la semana que viene|11-27",
        "la semana que entra|11-23..11-27",
        "la próxima semana por la tarde|11-23..11-27 12:00-17:00",
        "en ocho días|11-25",
        "de hoy en quince días|12-02",
        "hoy en ocho|11-25",
        "del lunes en ocho|11-30",
        "dentro de dos semanas|12-02",
        "en un mes|12-18",
        "a fines de mes|11-24..11-30",
        "a mediados de diciembre|12-11..12-20",
        "la primera semana de diciembre|12-01..12-07",
        "el primer lunes de diciembre|12-07",
        "el quince|12-15",
        "el lunes 23|11-23",
        "el veinticuatro a las diez y media|11-24 10:30",
        "el 3/12|12-03",
        "el primero de diciembre|12-01",
        "en Nochevieja|12-31",
        "el lunes después de Acción de Gracias|11-30",
    ],
)
def test_days(case: str) -> None:
    """Spanish days, weeks and dates; eight days are a week, and the day stands before the month."""
    said, _, expected = case.rpartition("|")
    assert brief(read_when(said, NOW, Language.ES)) == expected


@pytest.mark.parametrize(
    "case",
    [
        "las tres y cuarto|15:15",
        "las cuatro menos diez|15:50",
        "un cuarto para las nueve|08:45",
        "a las nueve y media de la mañana|09:30",
        "a la una|13:00",
        "a las ocho de la noche|20:00",
        "las siete cero cinco am|07:05",
        "como a las diez|10:00",
        "al mediodía|12:00",
        "tempranito el martes|11-24 08:00-10:00",
        "a primera hora del lunes|11-23 08:00-09:00",
        "esta tarde|11-18 12:00-17:00",
        "después de las tres|15:00-",
        "después de comer|13:00-",
        "antes de las once|-11:00",
        "desde las nueve hasta las once|09:00-11:00",
        "de 9 a 11|09:00-11:00",
        "después del 20|11-21..",
        "a más tardar el viernes|..11-20",
        "del 1 al 4 de diciembre|12-01..12-04",
        "lo más pronto posible por la mañana|08:00-12:00 E",
    ],
)
def test_times(case: str) -> None:
    """Spanish clock times, parts of the day, ends and ranges."""
    said, _, expected = case.rpartition("|")
    assert brief(read_when(said, NOW, Language.ES)) == expected


@pytest.mark.parametrize(
    "case",
    [
        "el lunes, no, perdón, el martes|11-24",
        "el lunes, mejor el martes|11-24",
        "el lunes no puedo, el martes sí|11-24",
        "ni el lunes ni el martes|",
        "la próxima semana menos el miércoles|11-23..11-27 mon,tue,thu,fri",
        "por la mañana no|12:00-",
        "el martes o el jueves|tue,thu",
        "hoy si se puede, si no mañana|11-18..11-19",
        "tengo fiebre desde el lunes|",
        "me duele desde hace dos semanas|",
        "mi hijo tiene tres años|",
        "buenos días|",
        "eso es todo por hoy|",
    ],
)
def test_choices(case: str) -> None:
    """Repairs, refusals and alternatives in Spanish, and what is no wish."""
    said, _, expected = case.rpartition("|")
    assert brief(read_when(said, NOW, Language.ES)) == expected
