"""What phrases do to the openings on offer, and the English ones."""

from enum import StrEnum


class Pick(StrEnum):
    """What one phrase does to the offers."""

    NONE = "none"
    """Refuses all, or asks for others."""
    EITHER = "either"
    EARLIEST = "earliest"
    LATEST = "latest"
    FIRST_TWO = "first_two"
    LAST_TWO = "last_two"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    MIDDLE = "middle"
    LAST = "last"
    ALL = "all"
    """Every one of them: agrees to a set that other words narrow."""
    NOT = "not"
    """What follows is refused."""
    REFUSED = "refused"
    """What stands before is refused: `is too early`, `won't work`."""
    TAKE = "take"
    """What follows is taken."""
    TAKEN = "taken"
    """What stands before is taken: `works`, `is fine`."""
    BUSY = "busy"
    """What else the caller has to do then: refuses what stands before, or else what follows."""
    REPAIR = "repair"
    """What stands before is taken back."""
    CLAUSE = "clause"
    JOIN = "join"
    """`or`, `and`: what is said of the one holds for the other, unless something else is."""
    HOLD = "hold"
    ASKS = "asks"
    NEUTRAL = "neutral"


Table = tuple[tuple[Pick, str], ...]

_NTH = {
    Pick.FIRST: r"""
        (?:number|option|choice|the) (?:one|1|a)(?= \||$| please| works| is)|(?:number|option) (?:one|1|a)
        (?:1st|first|former)(?: (?:one|option|choice|time|slot))?
    """,
    Pick.SECOND: r"""
        (?:number|option|choice|the) (?:two|2|b)(?= \||$| please| works| is)|(?:number|option) (?:two|2|b)
        (?:2nd|second)(?: (?:one|option|choice|time|slot))?
    """,
    Pick.THIRD: r"""
        (?:number|option|choice|the) (?:three|3|c)(?= \||$| please| works| is)|(?:number|option) (?:three|3|c)
        (?:3rd|third)(?: (?:one|option|choice|time|slot))?
    """,
    Pick.FOURTH: r"(?:number|option|choice) (?:four|4|d)|(?:4th|fourth)(?: (?:one|option|choice))?",
}

ENGLISH: Table = (
    (
        Pick.NEUTRAL,
        r"""
        first (?:thing|of all|week|things first)|second thoughts?|at first
        last (?:time|week|month|year|night|minute)|no (?:problem|worries)|(?:if|whether) not
        (?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) of (?:january|february|march|april|may
            |june|july|august|september|october|november|december)
        """,
    ),
    (
        Pick.HOLD,
        r"""
        (?:let|lemme|let me) (?:me )?(?:see|check|look|ask|think|get|grab)
        (?:one|a|just a|1) (?:second|sec|moment|minute)|bear with me
        i (?:have|need) to (?:check|ask|look|think)|i (?:dont|do not) know|(?:im )?not sure|it depends
        depends
        """,
    ),
    (
        Pick.REPAIR,
        r"""
        (?:no |oh |ah |uh )*(?:wait|hang on|hold on|sorry|scratch that|strike that|on second thoughts?
            |i mean|i meant|or rather|make that|better yet|correction)(?: no)?
        actually(?: no)?|no no|changed my mind
        (?:oh |uh |ah )?no(?: \|)?(?= (?:the|make|let|how|what|first|second|third|last|\w+day|on|at|i) )
        """,
    ),
    (
        Pick.NONE,
        r"""
        not (?:those|these|them|that one)|(?:is|was) that (?:all|it|everything)(?: \w+)*|keep going
        neither(?: (?:one|of (?:them|those|these)))?|none(?: of (?:them|those|these|the above))?
        not (?:any|either)(?: one)?(?: of (?:them|those|these))?
        (?:i )?(?:cant|couldnt|wont|dont|didnt|doesnt) (?:\w+ )?(?:any|either|both|all|those|these|them)
            (?: one| times?| days?)?(?: of (?:them|those|these))?(?: (?:work|times|days|dates))*
        (?:those|these|they|both|all)(?: \w+)? (?:dont|wont|arent|are no|are not|are all bad|are too) ?\w*
        nothing(?: there| works)?(?: works| suits| fits)?|no good|anyone else|someone else|somebody else
        (?:what|anything|something|nothing|any ?time|somewhere) else|(?:any|some|no) others?
        (?:have|got|see|hear|offer|give me|are there|other than those|what) others?|others(?: |$)
        (?:another|(?:any|some|no|see|have|try|hear|offer|got|give me|are there|different|want|need
            |prefer) other)(?: (?:day|time|date|option|choice|week|doctor|provider|slot|opening
            |appointment|month|one|possibilit)\w*)
        (?<!the )other (?:days?|times?|dates?|options?|choices?|weeks?)(?= \||$)
        (?:a |some |any )?(?:different|additional|alternative|further) (?:day|time|date|option|week|doctor
            |provider|slot|opening|one|month|choice)s?
        more (?:options|times|choices|openings|dates|days|slots|availability)|(?:any|got|some|see) more
        alternatives?
        (?:do (?:you|they|we) (?:have|got)|you (?:have|got)|have you got|got|is there|are there|isnt there
            |anything|something|nothing|any(?:thing)? \w+|looking for|need|want|prefer)
            (?: \w+){0,2}? (?:earlier|sooner|later|nearer|closer|after|before|next week|the following
            |the week after|in the (?:morning|afternoon|evening))(?: than (?:that|those|these|them))?
        (?:do (?:you|they) have|have you got|is there|are there|you got) (?:anything|something|any|an|a
            |openings)
        what (?:about|do you have|have you got|is there) (?:next|the following|later|earlier|in|on|for
            |after|the week)
        (?:earlier|sooner|later) than (?:that|those|these|them|all)|keep looking|look again
        try (?:again|another|a different)
        (?:cant|could|can|would) (?:you|we|i) (?:\w+ )?(?:go|do|try|find|look|check|get|make it|push it
            |have) (?:\w+ )?(?:something|anything|an?other|earlier|later|sooner|next week)
        (?:they|those|these|both|all)(?: are|re)? (?:too|a bit|a little|way too) (?:early|late|soon|far)
            (?: out| away| off)?
        (?:no |nope )?(?:not one|not a one)
        (?:those|these|they|both|all)(?: \w+)? (?:are|is) (?:terrible|bad|awful|horrible|impossible
            |inconvenient)
        is that the only (?:one|time|opening|day)
        """,
    ),
    (
        Pick.EITHER,
        r"""
        either(?: one| of (?:them|those|the two|the three)| way| or)?
        any(?: one)?(?: of (?:them|those|these|the (?:two|three)))(?: is| are| will| would| works?)?
        any(?: one)? (?:is|will|would|works)|which ?ever(?: one)?(?: (?:you|is|works|they|comes)\b[^|]*)?
        what ?ever(?: (?:you|is|works|they|comes)\b[^|]*)?
        (?:it )?(?:doesnt|dont|dosent|dont really|doesnt really) (?:really )?(?:matter|care|mind)
        (?:i )?(?:really )?dont (?:really )?(?:care|mind)|makes no difference|no preference
        (?:you|u) (?:pick|choose|decide)|your (?:choice|pick|call)|surprise me|any(?= \||$)|dealers choice
        (?:both|all)(?: of (?:them|those))?(?: are| will| would)? (?:work|fine|good|ok|okay|great|do
            |suit)\w*(?: (?:fine|well|for me))?
        (?:its )?all the same(?: to me)?|im (?:flexible|easy|open)
        """,
    ),
    (
        Pick.EARLIEST,
        r"""
        (?:the )?(?:very )?(?:earliest|soonest|quickest|nearest|closest)(?: one| of (?:those|them|hers|his
            |the (?:two|three)))?
        first available|as soon as possible|asap|the sooner the better|the earlier the better
        as (?:soon|early) as (?:possible|you (?:can|have)|i can)
        the (?:earlier|sooner)(?: (?:one|time|slot|appointment|of (?:hers|his|those|them|the (?:two
            |three))))?
        (?:earlier|sooner) (?:one|time|slot|of (?:hers|his|those|them|the (?:two|three))|(?:is|works
            |would be) better)
        """,
    ),
    (
        Pick.LATEST,
        r"""
        (?:the )?(?:very )?(?:latest|furthest out)(?: one| of (?:those|them|hers|his|the (?:two|three)))?
        the later(?: (?:one|time|slot|appointment|of (?:hers|his|those|them|the (?:two|three))))?
        later (?:one|time|slot|of (?:hers|his|those|them|the (?:two|three))|(?:is|works|would be) better)
        """,
    ),
    (Pick.FIRST_TWO, r"(?:first|1st) (?:two|couple|2)(?: \w+s)?"),
    (Pick.LAST_TWO, r"last (?:two|couple|2)(?: \w+s)?"),
    *_NTH.items(),
    (Pick.LAST, r"(?:very )?last(?: (?:one|option|choice|time|slot))?|final(?: one)?|latter"),
    (Pick.MIDDLE, r"(?:the )?(?:middle|one in the middle|in between)(?: one)?"),
    (
        Pick.REFUSED,
        r"""
        (?:is|are|was|would be|its|thats|seems?|sounds?)? ?(?:a (?:little |bit )?|way |just )?(?:bit
            |little|tad|too|no good|not good|out|bad|awkward|impossible)(?: (?:early|late|soon|far|long))?
            (?: (?:out|away|off))?(?: for (?:me|us))?
        (?:wont|doesnt|dont|didnt|cant|couldnt|(?:isnt|not) (?:going to|gonna))(?: (?:really|quite|even
            |ever))? (?:work|suit|fit|help|be good|happen)(?: for (?:me|us))?
        (?:wont|doesnt) do
        is (?:my|our|his|her|when)(?! (?:day off|only|free|best|preference|pick|choice|first|day))
            (?: \w+)?
        """,
    ),
    (
        Pick.BUSY,
        r"""
        i (?:have|had|do|got) (?!(?:\w+day|free|the|no|that|time|off|one|any|an opening)\b)\w+|id have to
        i (?:work|teach|babysit|drive|travel|pick (?:up|my)|get off|drop (?:off|my)|take my|start|leave)
        when i|(?:im|hes|shes|were|theyre|my \w+ is) (?:at|in|busy|away|working|booked|out|not)
        (?:he|she) (?:has|works)
        """,
    ),
    (
        Pick.NOT,
        r"""
        not(?: the| on| at| with)?
        (?:cant|couldnt|wont|dont) (?:do|make|come|want|like|take|be there)(?: it)?(?: on| at| the| that)?
        (?:cant|couldnt)(?: on| at)?|except(?: for)?
        (?:anything|any|all|either|any time|anyone|everything) but|other than|instead of|rather than
        besides|than
        """,
    ),
    (
        Pick.TAKE,
        r"""
        (?:ill|lets|id|well|we can|i can|i could|can i|could i|may i|i will|i would|can we|could we|please
            |just)? ?(?:take|do|go with|go for|have|get|book|say|pick|choose|grab|prefer|like|try|make it
            |come|use|want|reserve|lock in)
        give me|put me (?:down|in)(?: for)?|how about|what about|lets|mine|sign me up for
        i (?:want|need|choose|pick|prefer)|maybe|i (?:guess|suppose|think)|probably
        """,
    ),
    (
        Pick.TAKEN,
        r"""
        (?:is|are|would be|sounds|looks|will be|thatll be|its|should be|might be|seems)? ?(?:fine|good
            |great|perfect|best|better|ok|okay|ideal|lovely|wonderful|excellent|the (?:only )?one|easiest
            |easier)(?: (?:for|with) (?:me|us))?
        (?:works?|suits?|fits?|makes sense|will do|ll do|does it|it is)(?: (?:for )?(?:me|us))?(?: (?:best
            |better|fine|well|great))?
        """,
    ),
    (
        Pick.ASKS,
        r"""
        (?:what|which|who|where|when|how)(?:s| is| was| were| are| did| does| do)?(?: \w+)?
        is (?:that|it|the|this)|are (?:those|these|they|you|all)|was (?:that|it|the)|does|did
        do (?:i|they|you)|whats
        """,
    ),
    (Pick.CLAUSE, r"\||so|but|because|cause|then|since"),
    (Pick.JOIN, r"or|nor|and"),
)  # fmt: skip
