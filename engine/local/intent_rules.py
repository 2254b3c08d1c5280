"""Which rows of tagged words make which intent; `tagging` says how a rule is written."""

import re
from functools import cache

from engine.local.intent_words import TAGS
from engine.local.question_words import QUESTION_TAGS
from engine.local.tagging import Lexicon
from engine.vocabulary import Intent, Topic

RULES: dict[Intent, tuple[str, ...]] = {
    Intent.TALK_TO_HUMAN: (
        "speak ... human|someone !see",
        "getme .. human !visit",
        "getme . someone $",
        "not ... comfortable .. machine",
        "^ small* human small* $",
        "^ human human* small* $",
        "hate .. machine",
        "talk .. not . bad",
        "offer .. human .. speak",
    ),
    Intent.START_OVER: ("startover !my",),
    Intent.REPEAT: (
        "say ... again",
        "repeat !routine",
        "not .. heard !my",
        "missed that",
        "^ huh $",
        "^ again $",
        "^ .. again $",
    ),
    Intent.RESCHEDULE: (
        "move",
        "shift my .. slot|day",
        "shift . slot|day",
        "want . else .. my",
        "cancel ... else",
        "cannot ... else",
        "broken ... else",
    ),
    Intent.CANCEL: ("cancel", "remove my .. slot|day", "remove day|slot", "cannot", "not want .. visit"),
    Intent.LOOK_UP: (
        "when ... my|i ... visit|on|see|have",
        "when aux i",
        "aux i .. have ... visit|on|day",
        "have i .. have ... visit|on",
        "check .. my .. visit",
        "check .. i .. have|on ... visit|on|day",
        "check .. when .. my|i",
        "aux i .. on",
        "aux my .. visit .. on|day|to",
        "question aux i have . on",
        "question have i have",
        "question visit aux i have",
    ),
    Intent.CLINIC_QUESTION: (
        "opens",
        "you .. openclose",
        "openclose .. you",
        "question .. hours $",
        "where",
        "accept .. insurance",
        "offer ... insurance",
        "cost .. visit|shot|carer|it|insurance",
        "offer .. prepare",
        "question ... prepare",
        "question .. contact",
        "offer .. contact",
        "offer .. service",
        "newpatients",
        "providers",
        "aux doctorname . works",
        "howlong .. duration",
        "need .. paper",
        "policy",
    ),
    Intent.OTHER: (
        "areyou ... machine|human",
        "refill",
        "results",
        "bill",
        "late",
        "records",
        "advice",
        "sales",
        "wrong",
    ),
    Intent.SCHEDULE: (
        "want ... visit|shot|carer",
        "book ... visit|shot|carer|open",
        "see .. carer|someone",
        "want .. see",
        "open",
        "due .. visit|shot",
        "kin .. due",
        "sick",
        "^ . visit|shot|carer",
        "visit|shot .. due",
    ),
    Intent.GOODBYE: ("bye", "leaving !to", "nice .. chatting"),
}

NOT_CANCEL = ("not .. cancel", "policy", "howlong .. cancel")
NOT_ELSE = ("not .. else",)
FOREIGN = ("visit .. foreign", "foreign visit", "book .. foreign", "want . foreign")
CHANGE_OF_MIND = ("change",)
THATS_ALL = ("thatsall",)
ASKS = ("^ small* question",)
DAYS = ("day",)

TOPICS: dict[Topic, tuple[str, ...]] = {
    Topic.AUTOMATED: ("areyou ... machine|human",),
    Topic.INSURANCE: ("insurance",),
    Topic.BRING: ("prepare",),
    Topic.PROVIDERS: ("newpatients", "providers", "aux doctorname . works"),
    Topic.HOURS: ("opens", "you .. openclose", "openclose .. you", "question .. hours $"),
    Topic.ADDRESS: ("where",),
    Topic.PHONE: ("contact",),
}


@cache
def lexicon() -> Lexicon:
    """The one lexicon of all rules, built on first use."""
    return Lexicon(TAGS | QUESTION_TAGS)


@cache
def compiled(rules: tuple[str, ...]) -> re.Pattern[str]:
    """The rules as one expression, compiled on first use."""
    return lexicon().compile(rules)
