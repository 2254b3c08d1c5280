"""Which language an utterance is spoken in, where its everyday words leave no doubt."""

from engine.local.words import tokens
from engine.vocabulary import Language

SPANISH = frozenset(
    tokens("""
    hola buenos buenas dias tardes quiero quisiera necesito tengo puedo puede podria favor gracias cita citas
    hablar alguien persona respira ayudeme duele
    hacer cambiar cancelar mover llamo soy estoy hablo mi mis su para con por que cuando donde como esta este
    una uno unos el la los las del y pero si manana hoy semana lunes martes miercoles jueves viernes doctora
    nombre apellido fecha nacimiento hijo hija mama esposo esposa me le lo es de en a al ya muy bien
    """)
)
TELLING = frozenset(
    tokens("""
    hola buenos buenas quiero quisiera necesito tengo puedo podria gracias cita citas hacer cambiar cancelar
    llamo hablo cuando donde manana semana lunes martes miercoles jueves viernes nombre apellido nacimiento
    hablar alguien respira ayudeme duele
    """)
)
"""Spanish words that no English sentence and no name has."""
ENGLISH = frozenset(
    tokens("""
    hi hello hey i i'd i'm you my me the a an to for with and or please thanks thank need want like have can
    could would is are it this that what when where how make book cancel move change appointment visit doctor
    name birthday today tomorrow morning afternoon yes okay
    """)
)
ENOUGH = 2
"""Telling words that make an utterance Spanish, or English words that make it English."""
MOSTLY = 0.6


def spoken_language(text: str) -> Language | None:
    """The language of `text`; None where it is short, mixed, or mostly names and numbers."""
    words = [word for word in tokens(text) if word[:1].isalpha()]
    if not words:
        return None
    spanish = sum(word in SPANISH for word in words)
    english = sum(word in ENGLISH for word in words)
    if sum(word in TELLING for word in words) >= ENOUGH and spanish > 2 * english and _mostly(spanish, words):
        return Language.ES
    if english > ENOUGH and english > 2 * spanish and _mostly(english, words):
        return Language.EN
    return None


def _mostly(known: int, words: list[str]) -> bool:
    return known / len(words) >= MOSTLY
