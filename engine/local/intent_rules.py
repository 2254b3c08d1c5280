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
        "getme someone $",
        "not ... comfortable ... machine",
        "^ small* human small* $",
        "^ human human* small* $",
        "hate .. machine",
        "talk .. not .. bad",
        "human|someone . aux? speak",
        "human . call",
        "human call",
    ),
    Intent.START_OVER: ("startover !my",),
    Intent.REPEAT: (
        "say ... again",
        "repeat !routine",
        "nt .. heard !my",
        "missed that",
        "it again",
        "say .. last",
        "say .. yousaid",
        "question .. yousaid $",
        "nt ... yousaid",
        "^ huh $",
        "^ again $",
        "^ .. again $",
        "^ again .. $",
    ),
    Intent.RESCHEDULE: (
        "move",
        "shift my .. slot|day",
        "shift . slot|day",
        "shift visit|theone",
        "see ... else",
        "want . else .. my",
        "cannot ... fitin",
    ),
    Intent.CANCEL: ("cancel", "remove my .. slot|day", "remove day|slot", "cannot", "not want .. visit"),
    Intent.LOOK_UP: (
        "when be .. my|i ... visit|on|see|have",
        "when be i",
        "when .. tengo .. my? visit",
        "when .. my visit",
        "^ small* when . my .. visit",
        "^ small* when my .. visit",
        "^ small* when be . visit $",
        "^ small* tengo .. visit",
        "be i .. have ... visit|on",
        "be i have .. day",
        "check .. my .. visit",
        "check .. i .. have ... visit|on|day",
        "check .. i .. on",
        "check .. when .. my|i",
        "aux i .. on",
        "aux i have . on|day",
        "aux my .. visit .. on|day|to",
        "question aux i have . on",
        "question have i have",
        "question visit aux i have",
        "question carer be i",
        "holding",
    ),
    Intent.CLINIC_QUESTION: (
        "opens",
        "you .. openclose",
        "openclose .. you",
        "question .. hours",
        "where",
        "^ small* question aux you $",
        "accept .. insurance",
        "insurance .. accept",
        "aux i|you ... insurance",
        "cost .. visit|shot|carer|insurance",
        "cost . pronoun",
        "pronoun cost",
        "you .. cost",
        "aux i .. prepare",
        "question ... prepare",
        "aux i .. preparing .. it|event",
        "aux i .. preparing $",
        "you .. young",
        "question .. contact",
        "aux i|you .. contact",
        "exists . contact",
        "aux i|you .. service",
        "exists .. service",
        "newpatients",
        "providers",
        "who be you .. carer",
        "aux doctorname . works",
        "howlong .. duration",
        "be need .. paper",
        "need .. paper .. see",
        "policy",
    ),
    Intent.OTHER: (
        "areyou .. genuine $",
        "areyou ... machine|human",
        "refill",
        "results",
        "bill",
        "records",
        "want .. paperwork",
        "aux you .. paperwork",
        "advice",
        "wrong",
    ),
    Intent.SCHEDULE: (
        "want ... visit|shot|carer",
        "book ... visit|shot|carer|open",
        "see .. carer|someone",
        "aux i|you .. see",
        "want it to kin",
        "want it .. to kin",
        "when aux i see",
        "see .. day",
        "want .. see",
        "open",
        "due .. visit|shot",
        "kin .. due",
        "sick",
        "^ small* visit|shot|carer !be",
        "visit|shot .. due",
    ),
    Intent.GOODBYE: ("bye", "leaving !to .. $", "nice .. chatting"),
}

ELSE = ("else",)
ELSE_WITHOUT = ("else", "maybe", "aux i come")
OWNED = ("owned", "i have . visit", "tengo . visit", "my .. visit", "i be on")
BROKEN = ("broken",)
SALES = ("sales",)
SEEN_ELSE = ("see ... else",)
ARE_YOU = ("areyou ... machine|human", "areyou .. genuine $")
PROVIDERS = ("providers",)
BY_ITSELF = ("late", "sales")
TAKES_TURNS = ("refill", "results", "bill", "late")
NOT_CANCEL = ("not .. cancel", "policy", "howlong .. cancel")
NOT_ELSE = ("not .. else",)
FOREIGN = ("visit .. foreign", "foreign visit", "book .. foreign", "want . foreign")
CHANGE_OF_MIND = ("change",)
OWN_VISIT: dict[Intent, tuple[str, ...]] = {
    Intent.RESCHEDULE: ("move .. visit|theone", "shift visit|theone", "shift my .. visit"),
    Intent.CANCEL: ("cancel .. my .. visit", "cancel .. theone"),
    Intent.LOOK_UP: ("when .. my .. visit", "visit aux i have"),
}
"""An errand named with the visit it is about: no answer to a question about another one."""
LIKELY_LOOK_UP = (
    "when .. next .. visit",
    "^ small* next visit $",
    "^ . next visit $",
    "^ small* be my .. visit",
    "visit .. i have",
)
"""What is left of a question for one's visits when a word of it is lost."""
A_VISIT = ("visit",)
THATS_ALL = ("thatsall",)
ASKS = ("^ small* question", "^ small* order")
DAYS = ("day",)
NO_ERRAND = ("late", "sales", "^ small* question ... chat", "^ small* order ... chat")
CHAT = ("^ small* question ... chat", "^ small* order ... chat")

TOPICS: dict[Topic, tuple[str, ...]] = {
    Topic.AUTOMATED: ARE_YOU,
    Topic.INSURANCE: ("insurance",),
    Topic.BRING: ("prepare", "aux i .. preparing"),
    Topic.PROVIDERS: ("newpatients", "providers", "who be you .. carer", "aux doctorname . works"),
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
