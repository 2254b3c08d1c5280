"""What the agent's last words ask for, where the extractor's caller gives only the words."""

import re
from enum import StrEnum

from engine.local.marks import any_of, spoken


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


# A sentence ends at a mark, but not after a title, an initial or a shortened place ("Dr. A. Reed, St. Ives").
_SENTENCE = re.compile(
    r"(?<=[?!])\s+|(?<!\bdr)(?<!\bmd)(?<!\bst)(?<!\bmt)(?<!\b[a-z])[.]\s+(?=\S)", re.IGNORECASE
)

_ANYTHING_ELSE = any_of(r"""
    (?:is|will|would) that (?:be )?(?:all|everything)|anything more
    (?:anything|something|someone|what) elses?|any(?:thing)? more \w+(?: \w+)*|more help
    other assistance|any (?:other|more|further) (?:help|assistance|questions?|way|information)
    further (?:help|assistance)
    (?:help|assist) you (?:with (?:any|some)thing|further|more|some more|in any other way|today)
    do (?:something|anything)(?: else)? (?:for|to help) you
    (?:i )?(?:may|can) (?:i )?help(?: you)? further|help with(?: (?:any|some)thing)?|(?:algo|que) mas
    otra cosa
""")
_DONE = any_of(r"""
    (?:been|was|is|are|got) (?:successfully |now |all )?(?:booked|scheduled|confirmed|made|set
        |reserved|moved)
    (?:been|was|is|are) (?:successfully |now )?cancell?ed|success(?:ful(?:ly)?)?
    quedo (?:agendada|confirmada)
    (?:i have|i) (?:successfully |now |just )?(?:booked|scheduled|made|cancell?ed|moved) \w+
    you(?:ll| will| should) (?:receive|get)|an email
""")
_TO_CONFIRM = any_of(r"""
    confirm(?! your email)|verify|ensure|make sure|check|details|to be clear|correct|recheck
""")
_TELLS = any_of(r"""
    (?:phone|telephone|contact|their|office|the) numbers?|address|reach (?:them|him|her|it)|rating
    located at|empty slot|you(?:re| are) (?:free|available)|free time|forecast\w*|temperature|winds?
    humidity|percent|degrees?|(?:dont|doesnt|do|does) (?:not )?(?:offer|provide)|not available
    afraid not|services? (?:is|are|isnt|arent)
""")
_ASKS_WHAT = re.compile(
    r"(?:^|[|] |\b(?:ok|okay|sure|and|also|yes|yup|then|so|first|great|certainly|me|know|please|course) )"
    r"(?:(?:in|on|at|for|to|from|around|by) )?"
    r"(?:what|which(?! (?:is|are|has|was|also)\b)|when|where|who(?! (?:is|are|has|also|works)\b)|whom|whose"
    r"|how (?:can|may|could|do|would|should|much|many|long|old|soon)|what(?:s|re)"
    r"|que|cual|cuando|donde|quien|como)\b"
)
_SHALL_I = any_of(
    r"(?:shall|should|may|can) i (?:go ahead|book|schedule|reserve|confirm|cancel|move|make) (?:it|that|this)"
)
_CLOCK = any_of(
    r"\d{1,2}(?::\d\d)? ?[ap]m|\d{1,2}:\d\d"
    r"|at (?:\w+ )?(?:thirty|fifteen|eight|nine|ten|eleven|noon|one|two|three|four)"
)
_SUGGESTS = any_of(r"(?:how|what) about|what do you think|que tal")
_PREFERS = any_of(r"""
    (?:may|can|could) (?:i|you) (?:please )?(?:have|get|give|spell|say|tell|repeat) (?:me )?(?:your
        |the|his|her|their)
    preferred|preference|in mind|particular|specific|prefer|need to know
    or (?:a |an |the |any |some |on |at )?\w+|tell me (?:the|your|what|which|when)
    would you like (?:an? )?(?:email|text)
""")
_TIMED = any_of(r"""
    \d{1,2}(?::\d\d)? ?(?:a ?m|p ?m|oclock)|\d{1,2}:\d\d|\d{1,2}(?:st|nd|rd|th)|a las \w+|correct
    right|confirm|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}|tomorrow|today
    day after|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|miercoles|jueves|viernes|sabado
    domingo|manana|hoy
""")
_PROPOSES = any_of(r"""
    (?:he|she|they|it|theyre|hes|shes|its)(?: (?:is|are))? (?:a|an|the|could be|might be)|another is
    option|try|(?:could|might|would) be (?:a|an|the)|(?:how|what) (?:about|do you think)|theres
    there (?:are|is)|suggest|recommend|listing|called|named|maybe|one of
    (?:i|i have) (?:found|have|got|located|see|searched)|may i|is (?:a|an|another|also|one)|in [a-z]+
    available|if youd like
    (?:could|might|may|can|should) (?:also )?(?:try|like|visit|want|consider|see|go|schedule|book)
    (?:would|do|did|are|will|want|shall|should|can|could|have|is) (?:you|i|we|that|this|it|to)
""")


def read_move(agent: str) -> Move | None:
    """Tell what the agent's words ask for; None where there are none."""
    said = spoken(agent)
    if not said:
        return None
    last = _last_sentence(agent)
    if _SHALL_I.search(last) and _CLOCK.search(said):
        return Move.READ_BACK
    if _ANYTHING_ELSE.search(last):
        return Move.ANYTHING_ELSE
    if not _SUGGESTS.search(last) and (_ASKS_WHAT.search(last) or _PREFERS.search(last)):
        return Move.OPEN
    asks = agent.rstrip().endswith("?")
    if not asks and _DONE.search(said) and not _TO_CONFIRM.search(said):
        return Move.TELLS
    if _TIMED.search(last) and (asks or not _TELLS.search(last)):
        return Move.READ_BACK
    if not asks and _TELLS.search(last):
        return Move.TELLS
    return Move.PROPOSAL if asks or _PROPOSES.search(last) else Move.TELLS


def _last_sentence(agent: str) -> str:
    """The last question in the agent's words, or the last sentence where nothing is asked."""
    parts = [part for part in _SENTENCE.split(agent.strip()) if part and part.strip(" .")]
    asked = [part for part in parts if part.rstrip().endswith("?")]
    return spoken((asked or parts or [agent])[-1])
