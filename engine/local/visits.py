"""The kind of visit a caller wants and the reason they give for it."""

import re

from engine.local.complaints import AILING, ROUTINE
from engine.local.people import read_on_behalf_of
from engine.local.plain import plain
from engine.vocabulary import Asked, Language, VisitType

_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            VisitType.WELL_CHILD,
            r"\bwell (?:child|baby|kid|visit for my)\b|\b(?:newborn|baby|infant|school|camp|kindergarten)"
            r" (?:check ?up|check"
            r"|checkup|physical|exam)\b|\b\w+ (?:month|year|week)s? (?:old )?(?:check ?up|wellness|well"
            r"|physical)\b"
            r"|\bnino sano\b|\b(?:chequeo|control|revision) (?:\w+ )?(?:del?|para) (?:el |la |mi"
            r" )?(?:nin[oa]|bebe|hij[oa])\b",
        ),
        (
            VisitType.FOLLOW_UP,
            r"\bfollow(?:ing)? ?ups?\b|\bfollowup\b|\bre ?check\b|\bpost ?op\w*\b|\bcheck back\b"
            r"|\bseguimiento\b"
            r"|\b(?:cita|visita|consulta) de (?:control|revision)\b|\bde control\b|\breturn visit\b",
        ),
        (
            VisitType.PHYSICAL,
            r"\bphysicals?\b(?! (?:therap|pain))|\bcheck ?ups?\b|\bcheck up\b|\bwellness\b|\bwell (?:woman"
            r"|man|visit|adult)\b"
            r"|\b(?:annual|yearly)\b(?! (?:follow|blood|report))|\bexamen (?:fisico|general|anual)\b"
            r"|\bfisico\b"
            r"|\bchequeo\b|\brevision (?:anual|general|medica)\b",
        ),
        (
            VisitType.VACCINE,
            r"\bvaccin\w+|\bimmuni[sz]\w+|\bjabs?\b|\bboosters?\b|\bvacun\w+|\brefuerzo\b"
            r"|(?<!it a )(?<!this a )(?<!that a )(?<!a long )\bshots?\b(?! (?:at|in the|of))",
        ),
        (
            VisitType.NEW_PATIENT,
            r"(?<!taking )(?<!accepting )(?<!accept )(?<!take )(?<!see )\bnew patient\b|\bfirst (?:visit"
            r"|time|appointment)\b"
            r"(?! available)|\bnever been (?:there|here|to|seen)\b|\bestablish(?:ing)? (?:care|as)\b|\bnew"
            r" to the (?:clinic"
            r"|practice|office)\b|\bpaciente nuev[oa]\b|\bnuev[oa] paciente\b|\bprimera (?:vez|visita|cita"
            r"|consulta)\b",
        ),
        (
            VisitType.SICK_VISIT,
            r"\bsick (?:visit|appointment|call|slot|child visit|one)\b|\bsick\b(?= ?$)|\b(?:visita|cita"
            r"|consulta) por"
            r" (?:enfermedad|estar enferm[oa])\b|\bsame day sick\b",
        ),
    )
)  # fmt: skip
_OPEN = frozenset([None, Asked.INTENT, Asked.REASON, Asked.VISIT_TYPE, Asked.PROVIDER, Asked.ON_BEHALF_OF])
_CHILDREN = frozenset(
    ["son", "daughter", "grandson", "granddaughter", "grandchild", "baby", "child", "children"]
)
_CHILDREN |= {"sons", "daughters", "twins", "niece", "nephew", "foster child", "stepson", "stepdaughter"}

_LEAD = re.compile(
    r"^(?:(?:hi|hello|yes|yeah|no|okay|so|um|,|and|but|because(?: of)?|cause|about|regarding|for|it is|it"
    r" was|this is|that is"
    r"|i am|i have|i have got|i have had|i have been having|i got|i am having|having|i would|i need(?:"
    r" to)?|i want(?: to)?"
    r"|be seen|see|somebody|someone|a doctor|the doctor|to|come in|get|checked|have|been|some|a|an|my|this"
    r"|the|i guess"
    r"|i think|mostly|sick visit|it has|he has|she has|his|her|he is|she is|wants?|needs?|they|me|good"
    r" question"
    r"|hola|si|es|tengo|por|porque|para|una?|el|la|mi|de|que|quiero|necesito) )+"
)
_TRAIL = re.compile(r"(?: ,| and| please| thanks| thank you| i guess| or something| you know| gracias)+$")
_NO_REASON = re.compile(
    r"^(?:no|none|nothing|yes|yeah|okay|i do not (?:know|want)|not really|no reason|why|what|who|personal"
    r"|private"
    r"|it is (?:personal|private)|i would rather not|(?:i would )?rather not|i would prefer|prefer not"
    r"|nada|no se|no quiero|es"
    r" personal|hold on"
    r"|one moment|wait|prefiero no|when|where|which|how|are you|can you|do you|cuando|donde|como|cual)\b"
    r"|^i do not$"
)
_CLAUSE = re.compile(
    r" , | and (?=i |can |could |would |need )| so (?=i |can |could )| but | y (?=quiero|necesito)"
)


def read_visit_type(text: str, lang: Language) -> VisitType | None:
    """Name the kind of visit, only where it is said; the first one said wins."""
    said = plain(text)
    found = [(match.start(), kind) for kind, rule in _KINDS if (match := rule.search(said))]
    if not found:
        return None
    kind = min(found, key=lambda each: each[0])[1]
    if kind is VisitType.PHYSICAL and read_on_behalf_of(text, lang) in _CHILDREN:
        return VisitType.WELL_CHILD
    return kind


def read_reason(text: str, *, asked: Asked | None, lang: Language) -> str | None:
    """Cut out what the caller gives as the reason for a visit, in their own words.

    Where the question was not for the reason, only a complaint counts.
    """
    said = plain(text)
    clauses = [clause for clause in _CLAUSE.split(said) if clause]
    ailing = [clause for clause in clauses if AILING.search(clause)]
    if asked not in _OPEN:
        return None
    if ailing or asked is not Asked.REASON or _NO_REASON.search(said):
        clauses = ailing
    reason = ", ".join(trimmed for clause in clauses[:2] if (trimmed := _trim(clause)))
    return reason.replace(" 's", "'s") or None


def is_new_problem(reason: str) -> bool:
    """Whether `reason` is a complaint that has not been seen yet, not a routine visit."""
    said = plain(reason)
    return AILING.search(said) is not None and ROUTINE.search(said) is None


def _trim(clause: str) -> str:
    clause = clause.strip(" ,")
    kept = _TRAIL.sub("", _LEAD.sub("", clause + " ")).strip(" ,")
    return kept if len(kept) > 2 else ""
