"""What the agent's last words ask for, where the extractor's caller gives only the words."""

import re
from enum import StrEnum

from engine.local.marks import spoken


class Move(StrEnum):
    """What the agent's last words do."""

    READ_BACK = "read_back"
    """A day or a time is stated or offered, and stands until the caller objects."""
    PROPOSAL = "proposal"
    """Something is offered or suggested with no day and no time."""
    ANYTHING_ELSE = "anything_else"
    OPEN = "open"
    """A question that neither yes nor no answers."""
    TELLS = "tells"
    """Something was done or told; nothing is asked."""


_SENTENCE = re.compile(r"(?<=[?!])\s+|(?<!\bdr)(?<!\bmd)(?<!\b[a-z])[.]\s+(?=\S)", re.I)

_ANYTHING_ELSE = re.compile(
    r"\b(?:anything|something|someone|what) elses?\b|\bany (?:other|more|further) (?:help|assistance|questions?|way|information)\b"
    r"|\bfurther (?:help|assistance)\b|\bhelp you (?:with (?:any|some)thing|further|some more|in any other way|today)\b"
    r"|\b(?:assist|help) you (?:further|more)\b|\bdo (?:something|anything)(?: else)? (?:for|to help) you\b|\bhelp with\b.*\?|\b(?:i )?(?:may|can) (?:i )?help(?: you)? further\b"
    r"|\bmore help\b|\bany(?:thing)? more\b.*\?|\balgo mas\b|\botra cosa\b|\ben que mas\b|\bque mas\b|\bother assistance\b"
)
_DONE = re.compile(
    r"\b(?:been|was|is|is now|are|got) (?:successfully |now |all )?(?:booked|scheduled|confirmed|made|set|reserved|cancelled|canceled|moved|done)\b(?! (?:at|for|on)\b.*\bconfirm)"
    r"|\bsuccess(?:ful(?:ly)?)?\b|\b(?:ive|i have|i) (?:successfully |now |just )?(?:booked|scheduled|made|cancelled|moved) (?!.*\?)"
    r"|\byou(?:ll| will| should) (?:receive|get)\b|\ban email\b|\bquedo (?:agendada|confirmada)\b"
)
_TELLS = re.compile(
    r"\b(?:phone|telephone|contact|their|office|the) numbers?\b|\baddress\b|\breach (?:them|him|her|it)\b|\brating\b|\blocated at\b"
    r"|\bempty slot\b|\byou(?:re| are) (?:free|available)\b|\bfree time\b|\bforecast\w*\b|\btemperature\b|\bwinds?\b|\bhumidity\b|\bpercent\b|\bdegrees?\b"
    r"|\b(?:dont|doesnt|do|does) (?:not )?(?:offer|provide)\b|\bnot available\b|\bafraid not\b|\bservices? (?:is|are|isnt|arent)\b"
)
_ASKS_WHAT = re.compile(
    r"(?:^|[|] |\b(?:ok|okay|sure|and|also|yes|yup|then|so|in|on|at|for|to|first|great|certainly|tell me|know|please|course) )"
    r"(?:(?:in|on|at|for|to|from|around|by) )?(?:what|which(?! (?:is|are|has|was|also)\b)|when|where|who(?! (?:is|are|has|also|works)\b)|whom|whose|how (?:can|may|could|do|would|should|much|many|long|old|soon)|what(?:s|re)|que|cual|cuando|donde|quien|como)\b"
)
_EITHER = re.compile(r"\bor (?:a |an |the |any |some |maybe |perhaps |would |is |do |did |on |at |in )?\w+")
_PREFERS = re.compile(r"\b(?:preferred|preference|in mind|particular|specific|prefer)\b|\btell me (?:the|your|what|which|when)\b|\bneed to know\b|\bwould you like (?:an? )?(?:email|text)\b")
_TIMED = re.compile(
    r"\b\d{1,2}(?::\d\d)? ?(?:a ?m|p ?m|oclock)\b|\b\d{1,2}:\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\btoday\b|\bday after\b|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|manana|hoy)\b|\ba las \w+\b|\b(?:correct|right|confirm)\b"
)
_PROPOSES = re.compile(
    r"\b(?:how|what) (?:about|do you think)\b|\btheres\b|\bthere (?:are|is)\b|\bi (?:found|have|located|see|recommend|suggest|searched)\b|\bive (?:found|got)\b|\bmay i\b"
    r"|\b(?:could|might|may|can|should) (?:also )?(?:try|like|visit|want|consider|see|go|suggest)\b|\bsuggest\b|\brecommend\b|\blisting\b|\bcalled\b|\bnamed\b|\bis (?:a|an|another|also|one)\b"
    r"|\b(?:would|do|did|are|will|want|shall|should|can|could|have|is) (?:you|i|we|that|this|it|to)\b|\bis (?:located )?in\b|\bin [a-z]+\b|\bmaybe\b|\bone of\b|\bavailable\b"
)


def read_move(agent: str) -> Move | None:
    """Tell what the agent's words ask for; None where there are none."""
    said = spoken(agent)
    if not said:
        return None
    last = _last_sentence(agent)
    if _ANYTHING_ELSE.search(last):
        return Move.ANYTHING_ELSE
    if _asks_openly(last):
        return Move.OPEN
    asks = agent.rstrip().endswith("?")
    if not asks and _DONE.search(said) and not re.search(r"\bconfirm\b(?! your email)", said):
        return Move.TELLS
    if _TIMED.search(last) and (asks or not _TELLS.search(last)):
        return Move.READ_BACK
    if not asks and _TELLS.search(last):
        return Move.TELLS
    return Move.PROPOSAL if _PROPOSES.search(last) or asks else Move.TELLS


def _asks_openly(last: str) -> bool:
    if re.search(r"\b(?:how|what) about\b|\bwhat do you think\b|\bque tal\b", last):
        return False
    return bool(_ASKS_WHAT.search(last) or _PREFERS.search(last) or _EITHER.search(last))


def _last_sentence(agent: str) -> str:
    """The last question in the agent's words, or the last sentence where nothing is asked."""
    parts = [part for part in _SENTENCE.split(agent.strip()) if part and part.strip(" .")]
    asked = [part for part in parts if part.rstrip().endswith("?")]
    return spoken((asked or parts or [agent])[-1])
