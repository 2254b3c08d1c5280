"""Words about the talk itself that are neither an intent nor a slot: hold on, skip that, slower, what?"""

from engine.local.marks import Marks, any_of, spoken
from engine.vocabulary import Repair

_TABLE = (
    (
        Repair.SLOWER,
        r"""
        slow(?:er| down| it down)|(?:too|so|very|bit) fast|not so fast|more slowly|speak up
        mas (?:despacio|lento)|despacio|muy rapido|no tan rapido
        """,
    ),
    (
        Repair.HOLD_ON,
        r"""
        (?:hang|hold) on|hold (?:please|it)
        (?:just )?(?:one|a|1|half a) (?:sec|second|minute|moment|min|mo)\b(?! (?:one|option|time|floor
            |visit|opinion|appointment))
        give me (?:a|one|just a|two)(?: quick)? (?:sec|second|minute|moment|min|seconds|minutes)
        wait(?: up| a (?:sec|second|minute|moment))?(?= \||$)
        (?:let|lemme) (?:me )?(?:just )?(?:see|check|look|ask|think|get|grab|find|pull)\b|bear with me
        (?:ill|i will) be right back|esper(?:e|a|eme|ame|enme)\b
        un (?:momento|momentito|segundo|segundito|minuto|minutito|ratito)|permitame|aguant\w+
        dej(?:e|a)me (?:ver|buscar|checar|revisar|preguntar|pensar)
        deje (?:veo|reviso|pregunto|checo|busco)
        """,
    ),
    (
        Repair.SKIP,
        r"""
        skip (?:it|that|this|the question)|skip
        (?:id|i would) (?:rather|prefer) not (?:say|to say|give|answer|tell)
        (?:i )?dont (?:want|like|wish|care) to (?:say|give|answer|tell)|none of your business
        next question|pass(?! out)|(?:lets )?move on|do we have to|why do you need (?:that|to know|it)
        prefiero no (?:decir\w*|dar\w*|contestar)|no (?:le )?quiero (?:decir\w*|dar\w*)
        salt(?:e|ar)(?:se|la|lo|selo)?|siguiente pregunta|la que sigue
        """,
    ),
    (
        Repair.WHAT,
        r"""
        (?:i |sorry i |we )?(?:dont|didnt|do not|did not) (?:quite |really )?(?:understand|follow
            |get (?:it|that|you|what)|know what you (?:mean|want|re asking))
        what (?:do you mean|does that mean|are you (?:asking|saying|talking about)|is that supposed)
        (?:im )?confused
        (?:huh|what|whats that|come again|how do you mean|pardon|excuse me|sorry)(?: what)?(?= \|$|$)
        makes no sense|no (?:le )?entiend\w+|no (?:le )?entendi|no comprend\w+|que quiere decir
        como (?:dice|asi|dijo)|mande
        """,
    ),
)  # fmt: skip
_INDIFFERENT = any_of(r"""
    any ?(?:time|day)s?(?! (?:after|before|between|but|except|on|in|from|next|this))
    any ?(?:one|body|thing|doctor)s?(?! else)|when ?ever|who ?ever|what ?ever|which ?ever
    no (?:particular |real )?(?:preference|favorite|idea)
    (?:it )?(?:doesnt|dont|does not) (?:really )?(?:matter|care|mind)
    (?:i )?(?:really )?dont (?:care|mind|have a preference)
    im (?:pretty |very |totally |fairly )?(?:flexible|easy|open)|(?:its )?up to (?:you|them)
    makes no difference|(?:you|they) (?:pick|choose|decide)|all the same|cualquier\w*
    (?:me )?(?:da|es) (?:igual|lo mismo)|(?:cuando|quien|como|lo que|el que|la que) sea
    no tengo (?:ninguna )?preferencia|no (?:me )?importa
    (?:el|la|lo) que (?:usted|ustedes) (?:diga|quiera|tenga)n?
""")
"""Where anything will do the question may be passed over."""
_MARKS = Marks(_TABLE)
_ORDER = [repair for repair, _ in _TABLE]


def only_holds_on(text: str) -> bool:
    """Whether "one moment" is all, but for a word behind it that may be anything: "one moment, police"."""
    said = spoken(text)
    held = next((mark for mark in _MARKS.find(said) if mark.meaning is Repair.HOLD_ON), None)
    return held is not None and held.start == 0 and len(said[held.end :].replace("|", " ").split()) <= 1


def read_repair(text: str, *, anything_does: bool = False) -> Repair | None:
    """Name the repair an utterance asks for; both languages at once, for callers mix them here most.

    `anything_does`: the question is one that indifference answers, which is a wish to go on.
    """
    said = spoken(text)
    asked = {mark.meaning for mark in _MARKS.find(said)}
    repair = next((repair for repair in _ORDER if repair in asked), None)
    if repair is None and anything_does and _INDIFFERENT.search(said):
        return Repair.SKIP
    return repair
