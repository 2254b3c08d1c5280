"""Specialties by their official, everyday and Spanish names, found on the clinic's roster."""

import re
from functools import cache

from engine.extraction import RosterEntry
from engine.local.plain import plain
from engine.vocabulary import Language

_PERSON = (
    r"(?:doctors?|doc|specialists?|guys?|man|men|woman|lady|person|people|clinic|department|physicians?"
    r"|surgeons?"
    r"|experts?|side|practice)"
)
_MEDICO = r"(?:doctor|doctora|medico|medica|especialista|clinica|consulta)"

# Name on a roster (folded beginnings): field words, and the part of the body or the patients it is known by.
_FIELDS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("family", "general pract", "primary care"),
        r"family (?:medicine|practice|practitioner)|general (?:practice|practitioner|doctor|medicine)|g p|gp"
        r"|pcp|primary care|regular doctor|medic[oa] (?:general|familiar|de (?:la )?familia|de cabecera)"
        r"|medicina (?:general|familiar)|doctora? (?:general|familiar|de (?:la )?familia|de cabecera)",
        r"family|general|primary|regular",
        r"la familia",
    ),
    (
        ("internal",),
        r"internal medicine|internist|internista|medicina interna",
        r"adult",
        r"adultos",
    ),
    (
        ("cardio",),
        r"cardiolog(?:y|ists?|[oa]s?|ia)|cardiac|cardio",
        r"heart|cardiac|blood pressure",
        r"corazon",
    ),
    (
        ("dermato",),
        r"dermatolog(?:y|ists?|[oa]s?|ia)|derm",
        r"skin|acne|mole|rash",
        r"piel",
    ),
    (
        ("orthop", "bone"),
        r"orthop(?:a?e)?dic(?:s|ian|ist)?|orthopedists?|ortho|ortopedi(?:a|stas?|co)|traumatolog(?:o|a|ia)",
        r"bones?|joints?|knees?|hips?|shoulders?|backs?|spine|sports medicine",
        r"huesos|las? rodillas?|articulaciones",
    ),
    (
        ("pediat", "paediat"),
        r"pa?ediatric(?:s|ians?)?|pediatras?|pediatria|peds",
        r"kids?|kid 's|child|child 's|childrens?|children 's|baby|babies|infant",
        r"ninos|bebes?",
    ),
    (
        ("obstet", "gyne", "gynae", "ob/gyn", "obgyn", "women"),
        r"ob gyne?|obgyne?|o b g y n|o b|gynos?|gyn|gyna?ecolog(?:y|ists?)|gyna?ecological"
        r"|obstetric(?:s|ians?)|midwife|(?:female|lady|feminine) (?:stuff|things?|problems?|issues?|health"
        r"|parts?|exam)"
        r"|ginecolog(?:o|a|ia)s?|obstetr(?:a|icia)",
        r"women|women 's|woman 's|ladies|pregnancy|maternity|prenatal",
        r"(?:la )?mujer(?:es)?|embarazo|senoras",
    ),
    (
        ("neuro",),
        r"neurolog(?:y|ists?|[oa]s?|ia)|neuro",
        r"brain|nerves?|headache|migraine",
        r"cerebro|nervios",
    ),
    (
        ("psychia", "behavioral"),
        r"psychiatr(?:y|ists?)|psiquiatr(?:a|ia)",
        r"mental health",
        r"salud mental",
    ),
    (
        ("psychol",),
        r"psycholog(?:y|ists?)|psicolog(?:o|a|ia)|therapists?|counsel(?:or|ing)",
        r"therapy",
        r"terapia",
    ),
    (
        ("ophthal", "optom", "eye"),
        r"ophthalmolog(?:y|ists?)|optometr(?:y|ists?)|oftalmolog(?:o|a|ia)",
        r"eyes?",
        r"ojos|vista",
    ),
    (
        ("otolar", "ent", "ear"),
        r"e n t|ent|otolaryngolog(?:y|ists?)|otorrino\w*",
        r"ears?|ear nose(?: and)? throat|sinus",
        r"oidos?|garganta",
    ),
    (
        ("gastro",),
        r"gastroenterolog(?:y|ists?|[oa]|ia)|g i|gastro",
        r"stomach|gut|digestive|bowel",
        r"estomago",
    ),
    (
        ("urolog",),
        r"urolog(?:y|ists?|[oa]|ia)",
        r"bladder|prostate|urinary",
        r"prostata|vejiga",
    ),
    (
        ("endocr",),
        r"endocrinolog(?:y|ists?|[oa]|ia)",
        r"diabetes|thyroid|hormones?",
        r"diabetes|tiroides",
    ),
    (
        ("pulmo",),
        r"pulmonolog(?:y|ists?)|neumolog(?:o|a|ia)|pulmonary",
        r"lungs?|breathing",
        r"pulmones",
    ),
    (
        ("podia",),
        r"podiatr(?:y|ists?)|podolog(?:o|a|ia)",
        r"foot|feet|toe",
        r"pies",
    ),
    (
        ("aller",),
        r"allerg(?:y and immunology|ists?)|alergolog(?:o|a)|alergista",
        r"allerg(?:y|ies)",
        r"alergias",
    ),
    (
        ("dent",),
        r"dent(?:ist|istry|al|ista)",
        r"tooth|teeth",
        r"dientes|muelas",
    ),
    (
        ("nephro",),
        r"nephrolog(?:y|ists?)|nefrolog(?:o|a|ia)",
        r"kidneys?",
        r"rinones",
    ),
    (
        ("oncol",),
        r"oncolog(?:y|ists?|[oa]|ia)",
        r"cancer",
        r"cancer",
    ),
    (
        ("rheuma",),
        r"rheumatolog(?:y|ists?)|reumatolog(?:o|a|ia)",
        r"arthritis",
        r"artritis",
    ),
)


@cache
def _rules(specialty: str) -> tuple[re.Pattern[str], ...]:
    """The rules for a folded specialty of the roster; its own words where the field is not known."""
    rules = tuple(_rule(*words) for roots, *words in _FIELDS if specialty.startswith(roots))
    return rules or (re.compile(rf"\b{re.escape(specialty)}\b"),)


def _rule(words: str, parts: str, partes: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{words})\b(?! (?:history|member|plan|name|emergency))"
        rf"|\b(?:{parts})(?: and (?:\w+))? {_PERSON}\b"
        rf"|\b(?:{_PERSON}|some(?:one|body)|any(?:one|body)) (?:for|of|that does|who does|who treats)"
        rf" (?:my |the |a )?(?:{parts})\b"
        rf"|\b(?:{parts}) (?:stuff|care|health)\b"
        rf"|\b{_MEDICO} (?:\w+ )?(?:de|del|para) (?:el |la |los |las )?(?:{partes})\b"
    )


_REFUSED = re.compile(r"\b(?:not|no) (?:a |an |the |un |una |el |la )?(?:\w+ )?$")


def read_specialty(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | None:
    """Name the specialty meant, as the roster writes it; None for one that the clinic does not have."""
    said = plain(text)
    for specialty in dict.fromkeys(entry.specialty for entry in roster):
        for rule in _rules(plain(specialty)):
            if any(not _REFUSED.search(said[: match.start()]) for match in rule.finditer(said)):
                return specialty
    return None
