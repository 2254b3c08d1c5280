"""Who the patient is to the caller, and which language the caller asks for."""

import re

from engine.local.plain import plain
from engine.vocabulary import Language

RELATIONS = {
    "mother": "mother", "mom": "mother", "mum": "mother", "mama": "mother", "momma": "mother",
    "mommy": "mother",
    "father": "father", "dad": "father", "daddy": "father", "papa": "father", "husband": "husband",
    "hubby": "husband", "wife": "wife", "son": "son", "boy": "son", "daughter": "daughter",
    "girl": "daughter",
    "little one": "child", "baby": "baby", "newborn": "baby", "infant": "baby", "toddler": "child",
    "kid": "child", "child": "child", "kids": "children", "children": "children", "boys": "sons",
    "sons": "sons", "girls": "daughters", "daughters": "daughters", "twins": "twins", "parents": "parents",
    "brother": "brother", "sister": "sister", "grandmother": "grandmother", "grandma": "grandmother",
    "granny": "grandmother", "nana": "grandmother", "grandfather": "grandfather", "grandpa": "grandfather",
    "grandson": "grandson", "granddaughter": "granddaughter", "grandchild": "grandchild",
    "grandkid": "grandchild", "grandbaby": "grandchild", "aunt": "aunt", "auntie": "aunt", "uncle": "uncle",
    "niece": "niece", "nephew": "nephew", "cousin": "cousin", "friend": "friend", "neighbor": "neighbor",
    "neighbour": "neighbor", "roommate": "roommate", "partner": "partner", "spouse": "spouse",
    "boyfriend": "boyfriend", "girlfriend": "girlfriend", "fiance": "fiance", "fiancee": "fiancee",
    "mother in law": "mother-in-law", "father in law": "father-in-law", "son in law": "son-in-law",
    "daughter in law": "daughter-in-law", "sister in law": "sister-in-law",
    "brother in law": "brother-in-law",
    "stepson": "stepson", "stepdaughter": "stepdaughter", "stepmother": "stepmother", "stepmom": "stepmother",
    "stepfather": "stepfather", "stepdad": "stepfather", "client": "client", "patient": "patient",
    "foster son": "foster son", "foster daughter": "foster daughter", "foster child": "foster child",
    "ward": "ward", "better half": "spouse",
    "madre": "mother", "padre": "father", "esposo": "husband", "marido": "husband", "esposa": "wife",
    "mujer": "wife", "senora": "wife", "hijo": "son", "hija": "daughter", "hijos": "children",
    "hijas": "daughters", "nino": "son", "nina": "daughter", "ninos": "children", "hijito": "son",
    "hijita": "daughter", "bebe": "baby", "hermano": "brother", "hermana": "sister", "abuela": "grandmother",
    "abuelita": "grandmother", "abuelo": "grandfather", "abuelito": "grandfather", "nieto": "grandson",
    "nieta": "granddaughter", "tia": "aunt", "tio": "uncle", "sobrino": "nephew", "sobrina": "niece",
    "primo": "cousin", "prima": "cousin", "suegra": "mother-in-law", "suegro": "father-in-law",
    "nuera": "daughter-in-law", "yerno": "son-in-law", "cunada": "sister-in-law", "cunado": "brother-in-law",
    "novio": "boyfriend", "novia": "girlfriend", "pareja": "partner", "amiga": "friend", "amigo": "friend",
    "vecina": "neighbor", "vecino": "neighbor", "papas": "parents", "mami": "mother", "papi": "father",
    "hijastro": "stepson", "hijastra": "stepdaughter",
}  # fmt: skip

# "I'm her mother": what the patient then is. The pronoun tells a son from a daughter.
_INVERSE = {"mother": "child", "father": "child", "grandmother": "grandchild", "grandfather": "grandchild"}
_INVERSE |= {"son": "parent", "daughter": "parent", "wife": "husband", "husband": "wife"}
_BY_PRONOUN = {
    ("child", "her"): "daughter", ("child", "his"): "son",
    ("grandchild", "her"): "granddaughter", ("grandchild", "his"): "grandson",
    ("parent", "her"): "mother", ("parent", "his"): "father",
}  # fmt: skip

_KIN = "|".join(sorted(RELATIONS, key=len, reverse=True))
_AGED = r"(?:\w+ ){1,2}?(?:year|month|week|day)s? olds?"
_MENTION = re.compile(
    r"\b(?:my|our|mi|mis|nuestr[oa]s?) "
    r"(?:(?:little|older?|younger|oldest|youngest|eldest|elderly|big|baby|teenage|late|other|own|poor|first|"
    r"second|middle) )*"
    rf"(?:(?:{_AGED} )?(?P<kin>{_KIN})\b|(?P<aged>{_AGED}))(?: (?:mayor|menor|pequen[oa]|chiquit[oa]))?"
)
_KIN_ALONE = re.compile(
    r"\b(for|para) (daughter|son|wife|husband|mother|father|mom|dad|hija|hijo|esposa|esposo)\b(?! in law)"
)
"""A relation whose "my" was lost on the line: "an appointment for daughter"."""
# `@` stands for the relation ("my daughter"). Each rule makes it the patient, not somebody merely mentioned.
_LEAD = (
    r"^(?:(?:yes|yeah|yep|no|nope|hi|hello|okay|ok|si|hola|bueno|good (?:morning|afternoon|evening)|buen[oa]s"
    r"(?: dias| tardes)?|so|sure|someone else|somebody else|for someone else|para) ?,? ?)*"
)
_TAIL_THING = "(?:phone|number|cell|car|off|insurance|plan|house|place|idea|turn)"
_PATIENT = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:for|on behalf of|regarding|concerning|a nombre de|de parte de|para|about) @(?! to \w+)(?! 's "
        + _TAIL_THING
        + ")",
        r"\b(?:calling|call|hablo|llamo) (?:\w+ ){0,3}?(?:because|por|sobre|porque) (?:a )?@",
        r"\b(?:it is|the patient is|patient is|appointment is|visit is|seria|not for me|not me|not mine|es"
        r"|no es"
        r" para mi|sino) ?,? ?(?:it is )?(?:for |about |para |de )?@(?! 's " + _TAIL_THING + ")",
        r"\b(?:book|bring|get|take|schedule|fit|squeeze|put|have|reschedule|move|cancel|traer|llevar|agendar|"
        r"cambiar|cancelar|sign) (?:in )?(?:a |la cita de |el turno de )?@(?: 's)?(?! (?:to (?:drive|bring"
        r"|take)"
        r"|made|booked|bring|drive|take|call|off|car|phone))",
        r"@ (?:(?:really|also|both|still|may|might|will) )?(?:needs?|has an?|has been|has had|has to"
        r" (?:see|come|be|get)|is"
        r" due|is sick|is having|is overdue|is supposed to|wants to (?:see|come|book|make|schedule|get)|would"
        r" like|woke|keeps|hurt|fell|got (?:hurt|sick|a)|is (?:complaining|coughing|sneezing|the patient|a"
        r" patient"
        r"|a new patient|not feeling|not well|running a|throwing)|does not feel|had an? (?:appointment|visit"
        r"|fever|cough|rash)|came down|se siente|necesita|tiene|esta enferm[oa]|esta mal|quiere|le duele"
        r"|ocupa|amanecio|se (?:lastimo|enfermo|cayo))\b",
        r"@ 's (?:\w+ ){0,3}?(?:appointments?|visit|checkup|check up|physical|shots?|vaccines?|follow"
        r"|booking|"
        r"prescription|records|results|name is|name was|birthday is|date of birth|doctor)\b",
        r"\b(?:appointment|visit|checkup|check up|physical|cita|consulta|turno|nombre|apellido|nacimiento"
        r"|vacunas?)"
        r" (?:\w+ )?(?:of|de|para) @",
        r"\b(?:if|does|did|is|when is|when does|what time is|what time does|cuando|has|que|si) (?:a )?@(?:"
        r" 's)?"
        r" (?:\w+ )?(?:have|has|had|got|tiene|coming in|seeing|scheduled|supposed|appointment|needs?|cita)\b",
        _LEAD + r"(?:it is |this is |es )?(?:for |about |a |para )?@(?: 's)?(?: ?,.*)?$",
        _LEAD + r"(?:it is |this is |es )?(?:for |about |para )?@ ?,? ?(?:his|her|their|su) (?:name|nombre)",
        r"@.*\b(?:he|she|they) (?:is|are) the (?:patient|one)\b",
        r"\b(?:not my(?:self)?|not mine|not me|no para mi|no es mi\w*)\b[^@]{0,20}@",
    )
)
_I_AM = re.compile(
    r"\b(?:i am|this is|soy) (?:\w+ ){0,2}?(?P<whose>her|his|their|\w+ 's|la|el|su)(?: \w+)?? "
    rf"(?P<kin>{_KIN})\b(?! 's)"
)
_I_AM_OF = re.compile(rf"\b(?:i am|soy) (?:the |la |el )(?P<kin>{_KIN}) (?:of|de)\b")

_TONGUE = r"(?P<tongue>spanish|espanol|castellano|english|ingles)"
_REQUEST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:(?:si|yes|no|yeah|hello|hi|hola|sorry|perdon|ok|okay|can we|could we|is there) ?,? ?)*(?:in"
        rf" |en )?{_TONGUE}"
        r"(?: (?:thanks|thank you|gracias|for me|instead))?$",
        rf"\b(?:in|en|to|a|al|into) {_TONGUE}\b(?! (?:class|teacher|food|lesson|i|it|we|the|my))",
        rf"\b(?:speak|speaks|habla|hablas|hablan|hablar|talk|use|want|prefer|prefiero|quiero|need|try|only"
        rf" know|do) {_TONGUE}\b",
        rf"(?:^|, ){_TONGUE}(?:$| ,)",
        rf"\b(?:press|oprim\w+|marque) \w+ (?:for|para) {_TONGUE}",
    )
)
_CANNOT = re.compile(
    rf"\b(?:do not|can not|does not|no) (?:really |very well )?(?:speak|understand|know|hablo|entiendo|se"
    rf"|habla)"
    rf" (?:much |any |good |very good |mucho |bien )?(?:el )?{_TONGUE}"
)
_TONGUES = {"spanish": Language.ES, "espanol": Language.ES, "castellano": Language.ES}
_TONGUES |= {"english": Language.EN, "ingles": Language.EN}


def read_on_behalf_of(text: str, lang: Language) -> str | None:
    """Name in English what the patient is to the caller (`mother`, `son`), if it is somebody else."""
    said = _KIN_ALONE.sub(r"\1 my \2", plain(text))
    for mention in _MENTION.finditer(said):
        marked = f"{said[: mention.start()]}@{said[mention.end() :]}"
        if any(rule.search(marked) for rule in _PATIENT):
            return RELATIONS[mention["kin"]] if mention["kin"] else "child"
    return _from_own_role(said)


def mark_relations(said: str) -> str:
    """Write `@` for every "my daughter" or the like in plain words."""
    return _MENTION.sub("@", said)


def _from_own_role(said: str) -> str | None:
    """Turn "I'm her mother" round: the patient is the daughter."""
    role = _I_AM.search(said) or _I_AM_OF.search(said)
    if role is None:
        return None
    patient = _INVERSE.get(RELATIONS[role["kin"]])
    if patient is None:
        return None
    whose = role.groupdict().get("whose") or ""
    return _BY_PRONOUN.get((patient, whose), patient)


def read_language(text: str) -> Language | None:
    """Name the language asked for; a language merely mentioned is no request."""
    said = plain(text)
    if not any(word in said for word in _TONGUES):
        return None
    unable = _CANNOT.search(said)
    if unable:
        return Language.ES if _TONGUES[unable["tongue"]] is Language.EN else Language.EN
    for rule in _REQUEST:
        asked = rule.search(said)
        if asked:
            return _TONGUES[asked["tongue"]]
    return None
