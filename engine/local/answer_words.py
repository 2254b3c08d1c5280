"""What phrases do to a yes-or-no question, and the English ones: idioms before the words inside them."""

from enum import StrEnum


class Said(StrEnum):
    """What one phrase does to a yes-or-no question."""

    YES = "yes"
    SOFT = "soft"
    """Praise and assent that is a yes where nothing speaks against it: `fine`, `great`, `okay`."""
    NO = "no"
    AGAINST = "against"
    """What refuses without a no: `too early`, `not quite`, `some other time`."""
    HOLD = "hold"
    UNSURE = "unsure"
    PERHAPS = "perhaps"
    DO = "do"
    """An order to do what was read back, a yes as long as it names nothing new: `book it`."""
    ALTER = "alter"
    """What announces other values, whether or not any are understood: `make it`, `instead`, `i said`."""
    CHANGE = "change"
    """What announces other values only where some are named: `actually`, `i'd prefer`."""
    BUT = "but"
    THATS_IT = "thats_it"
    """A yes to a read-back, a no to "anything else?"."""
    DONE = "done"
    """`that's all`, `i'm good`: a no to "anything else?", and nothing elsewhere."""
    LEAVE = "leave"
    MORE = "more"
    THANKS = "thanks"
    ASKS = "asks"
    """A question of the caller's own."""
    NEUTRAL = "neutral"
    """An idiom whose words mean nothing here: `no changes`, `good morning`."""


Table = tuple[tuple[Said, str], ...]

ENGLISH: Table = (
    (
        Said.NEUTRAL,
        r"""
        good (?:morning|afternoon|evening|day|lord|grief|question|point|luck|heavens|gracious)
        dont worry(?: about it)?|right (?:now|away|there|after|before|when|time|day)
        no (?:questions|rush|hurry|preference)|(?:yes|no|nope) or no|if so|not (?:a|the) robot
        sure (?:if|about|what|when|whether|which)|(?:in )?no time|for sure (?:if|about|what|when)
        i dont mind waiting|no (?:idea|clue)|ok google
        """,
    ),
    (
        Said.HOLD,
        r"""
        (?:hang|hold) on(?: (?:a|one|just a) (?:sec|second|minute|moment|min))?|hold please
        (?:just )?(?:one|a|1) (?:sec|second|minute|moment|min|mo)
        (?:just )?a (?:couple|few) (?:minutes|seconds)
        (?:wait|hold it)(?: (?:a|one|just a) (?:sec|second|minute|moment|min))?
        give me (?:a|one|just a) \w+
        (?:let|lemme|let me) (?:me )?(?:see|check|look|ask|think|get|grab|find|talk|go|pull)|lemme
        bear with me|i (?:have|need|want|got) to (?:check|ask|look|think|talk|see)
        ill (?:have|need) to (?:check|ask|think|see)
        """,
    ),
    (
        Said.UNSURE,
        r"""
        i (?:dont|do not|really dont) know|i dunno|dunno
        (?:im )?not (?:so |really |too |entirely )?(?:sure|certain)
        (?:it|that|well that)?(?: all)? ?depends(?: on)?|i (?:cant|couldnt) (?:say|tell)|i have no idea
        im unsure
        """,
    ),
    (
        Said.YES,
        r"""
        no (?:problem|problems|worries|objections?|prob|doubt(?: about it)?|issue|issues)(?: at all)?
        not a problem|no biggie|without a doubt|why (?:not|the heck not)
        no (?:complaints|issues?|argument)
        (?:i )?(?:dont|didnt) (?:have|see|mind) (?:any|an?) (?:problem|issue|objection|conflict)s?
        nothing wrong with \w+|(?:thats |its )?not (?:too |so |half |at all )?bad(?: at all)?
        i have no (?:problem|issue|objection)s?
        (?:i )?cant (?:argue|say no|complain|beat|go wrong)(?: (?:with|to|about) \w+)?|if you say so
        (?:might|may) as well|(?:i )?(?:dont see|cant see|see no reason) why not|i dont mind|wouldnt mind
        cant complain|alrighty(?: then)?|yess?irr?ee(?: bob)?|its a date|count (?:me|us) in
        (?:i |we )?(?:can|could) (?:do(?= \||$)|live with \w+)|id say so
        no (?:further |more )?(?:changes|corrections|edits)(?: needed)?
        thats (?:the|my) \w+ (?:that )?i (?:want|wanted|need|needed|asked for)|all righty(?: then)?
        it (?:does|is|will|would|do)(?= \||$)|its(?= \||$)
        """,
    ),
    (
        Said.NO,
        r"""
        (?:absolutely|definitely|certainly|of course|surely|clearly|hell) not|no way|by no means
        not at all|no (?:sir|maam|thanks?|thank you)|(?:uh|nuh) uh|huh uh
        """,
    ),
    (
        Said.AGAINST,
        r"""
        (?:(?:maybe|perhaps|probably|possibly)(?: \|)? )?(?:(?:in|at) (?:an?|some) |some )?(?:later
            |another|other|different) (?:time|date|day|point)(?: maybe)?
        (?:maybe|perhaps|probably|possibly) (?:later|not|next time|in a (?:bit|while)|in the future
            |tomorrow)
        later(?= \||$| maybe| perhaps)|in the future|it can (?:wait|be done later)|hold off
        not (?:just )?(?:right )?(?:now|yet|today|at this time|at the moment|this time|just now)
        not (?:quite|really|exactly|right|correct|that one|that|it|good|great|ideal|happy|for me|necessary
            |what i \w+|the (?:one|right|time|day)|going to|gonna|this)
        (?:thats|its|this is|that was|it was) (?:not|no good|wrong)
        (?:isnt|wasnt) (?:it|right|correct|what|good|the|going|gonna|my)
        i dont (?:think|believe) (?:so|thats|its|it|that|this)|i dont (?:want|need|like|wish|care for)
        (?:id|i would) (?:rather|prefer) not|(?:id|i would) rather you didnt|rather not|lets not
        please dont|(?:didnt|never|dont) (?:agree|say|ask|approve)
        dont (?:book|do|schedule|make|confirm|cancel|change|move|want|bother|worry about it|go ahead)
        (?:wont|doesnt|dont|didnt|cant|(?:not|isnt) (?:going to|gonna))(?: (?:be necessary|work|suit|do
            |fit|make it|come|go|sound|look|help))
        (?:that|it|this|those|they)? ?(?:wont|doesnt) (?:work|suit|fit|help|do|sound|look)
        i (?:cant|couldnt|wont)(?: (?:do|make|come|be|take|get|have))?(?: (?:that|it|this|then|there))?
            (?: (?:one|day|time))?(?: works?)?
        (?:a )?(?:(?:bit|little|tad|little bit) )?(?:too|bit|tad) (?:early|late|soon|far|long|much)
        (?:for now )?ill pass|pass on (?:that|it|this)|pass|let it (?:be|go)|leave it|skip it
        (?:forget|scrap|scratch|strike|drop|cancel|stop) (?:it|that|this|about it)|stop(?= \||$)
        not with \w+|i take (?:it|that) back|never ?mind|on second thoughts?|(?:i have )?changed my mind
        change of plans?|decided (?:not to|against)|wrong|incorrect|mistaken?|mistake|mixed up|messed up
        (?:you )?(?:have )?mis(?:heard|understood|took|spelled)\w*
        you (?:have )?(?:got|have|heard) (?:that|it|me|my \w+) (?:all )?(?:wrong|mixed up)
        (?:time|day|date|name|doctor|year|month|number|it|thats) (?:is |are |was )?
            (?:way |a bit |a little )?off
        almost|nearly|close but|not far off|so close|why would i|unless|over my dead body
        i (?:have|have got|got|forgot i have|already have|do have)(?: (?:an?|another|my|to))? (?:meeting
            |conflict|appointment|thing|work|class|school|shift|job)
        i (?:work|teach|babysit) (?:that|on|then|those|until|till|all|nights|days|during)
        something (?:just )?came up
        (?:that|those|then)(?: day| days| time)? (?:im|ill be|were|i have|hes|shes)|thats when
        when im (?:at|in)
        im (?:busy|booked|unavailable|away|out of town|working|tied up|at work|traveling)
        im not (?:available|free|around|able|home|here|in town|going|doing|coming|there)
        (?:something|anything|nothing)? ?(?:sooner|earlier|later) (?:than that|would|please|if)
        that time is bad|(?:i )?(?:guess|suppose|probably|hope) not
        (?:i )?(?:guess|suppose|probably|hope) its not|(?:im )?afraid not|go back
        somethings? (?:is )?(?:off|wrong|missing)|not (?:the|my|an?) \w+|it isnt
        its (?:the other|my old|the wrong)|(?:thats|its) (?:my old|the other|the wrong) \w+
        not (?:until|till|unless)
        (?:thats|its|is) (?:really |very |so )?(?:bad|terrible|awful|horrible)(?: for (?:me|us))?
        (?:having )?second thoughts
        """,
    ),
    (
        Said.DO,
        r"""
        put (?:me|us) (?:in|down)(?: for (?:it|that|this))?(?= \||$| please)
        id like to (?:take|go with|accept|book|visit|see|meet|make|schedule|set up)
            (?! (?:an?|another|some) )|ill go with
        lets (?:go with|do|book|go for)
        (?:lets|please|just|ok|you can|you may|you should|go ahead and|can you|could you)? ?(?:do|book
            |schedule|reserve|confirm|take|try|lock in|put me (?:in|down)(?: for)?|sign me up(?: for)?
            |pencil me in(?: for)?|lock|grab|keep|use) (?:it|that|this|them|him|her|one|that one|this one
            |me in|that instead)(?: in)?
        """,
    ),
    (
        Said.YES,
        r"""
        if you say so|(?:might|may) as well|i agree|agreed|looks like it|id appreciate (?:that|it)|you may
        im (?:free|not (?:busy|doing anything))|works?(?= \||$)|couldnt be better
        (?:uh|um|mm|mhm|m) ?(?:huh|hm|hmm)|mhm+|mmhm+|mmhmm|uhhuh|hmm hmm
        (?:thats|its|youre|it is|all|absolutely|exactly|quite|very|yes) (?:exactly |absolutely |all )?
            (?:right|correct)
        you are (?:right|correct)
        (?:i )?(?:guess|suppose|think|believe|reckon|imagine) (?:so|thats (?:fine|ok|okay|right|correct))
        i do believe so
        (?:please )?(?:go ahead|go for it|go on|proceed|carry on|please do|make it so|do so)
        (?:please )?confirm(?: it| that)?|i confirm|confirmed|i accept|accept(?:ed)?|approved?
        ill (?:take|have|go with|do|be there|come|accept)(?: (?:it|that|this|him|her|them|the|one))?
        id (?:love|like|be (?:happy|glad)) (?:that|to|it|one)(?= \||$| please| thank)
        (?:i|we) (?:can|could) (?:make|do|manage|swing) (?:it|that)(?: work| then| one)?
        i can (?:come|be there)|youre on|(?:(?:thatll|it|itll|that|will|thats|going to|gonna) )+have to do
        (?:you )?read my mind|no question|i (?:would|do|will)(?= \||$| please| thank)
        i (?:want (?:it|that|this|to)|like (?:it|that|this|him|her|them)(?: one| time)?)(?= \|
            |$| please| thank)
        lets go(?= \||$)|im interested|i want this
        works? (?:just )?(?:well|great|fine|perfectly|good|nicely|ok|okay|for (?:me|us|him|her|you))
        (?:that|this|it|which|thatll|\w+day)(?: time| one| day)?
            (?: all| also| should| would| will| could| does| do| might| can)? (?:works?|suits?(?: me)?
            |fits?)
        (?:thatll|that|itll|hell|shell|theyll|this|this one|that one|it|thisll)
            (?: should| would| will| could)? ?do(?: nicely| fine| just fine| me| perfectly)?(?= \|
            |$| thanks| thank| yes| for| dear)
        (?:you|we)(?: have)? got it|you bet(?:cha)?|sure thing|of course|by all means|absolutely
        definitely|certainly|indeed|affirmative|totally|naturally|gladly|for sure|surely|deal
        (?:thats|that was) (?:the one|what i (?:want|wanted|said|asked for|need|needed|meant)
            |precisely what i \w+|exactly what i \w+|precise)
        (?:precisely|exactly)(?: what i \w+)?|bingo|spot on|amen|roger(?: that)?|ten four|copy that
        bien sur|okie dokie|okey dokey|with (?:pleasure|bells on)|happy to|im (?:in|down|game)(?= \||$)
        im (?:ok with that|okay with that|fine with that|good with that|happy with that)|yes maam|yes sir
        y(?:es|eah|ea|ep|up|us|is|as|e|ah)+|ye[sp]+|ya|aye|yessir|yeppers|sure|right|correct|true|si
        """,
    ),
    (
        Said.THATS_IT,
        r"""
        (?:thats|thatll be|its|itll be|that was)(?: about)? it(?! (?:was|is|has|will))
        (?:that|this) (?:should do|ought to do|does) it|(?:its |were |im )?all (?:good|set)
        were (?:good|set)(?! with)
        """,
    ),
    (
        Said.DONE,
        r"""
        (?:thats|that was|thatll be|that would be|itll be|its|itd be|thatd be)
            (?: about| pretty much| just| actually)? (?:all|al|everything)(?: (?:i|we) (?:need|needed
            |wanted|have|had))?(?: (?:for|right) (?:now|today|me|us))?
        (?:i|we) (?:dont|didnt) (?:need|want|have) (?:anything|any) ?(?:else|more|further|other)?
        (?:just|only) that|no (?:more|further|other) questions|(?:i )?cant think of (?:anything|a thing)
        (?:you |that )?(?:have )?(?:answered|covered) (?:everything|it|it all|all \w+)
        thats (?:plenty|the whole of it|the lot)
        nothing(?: else| more| further)?(?: for (?:now|today|me))?
        not (?:a thing|that i can think of|thats all)
        (?:im|were|i think im|i think were|you ?re|we have|i have)(?: all| just| really| quite)? (?:good
            |set|all set|done|fine|okay|ok|great|finished|through|covered|sorted|all good)(?: (?:for
            |right) (?:now|today|here))?(?: with (?:you|that))?
        all (?:done|sorted|taken care of)|were done
        you(?: have)? (?:been|were) (?:very |so |really |most |such )?(?:great|helpful|wonderful|kind
            |a (?:great )?help|an angel)
        i accomplished what \w+ \w+
        (?:i )?(?:got|have|have got) (?:everything|all|what) i (?:need|needed|came for|wanted)|none
        thats what i needed
        """,
    ),
    (
        Said.NO,
        r"""
        n+o+|nope|nah+|naw|nay|negative|never|neither
        """,
    ),
    (
        Said.LEAVE,
        r"""
        (?:good ?)?bye(?: bye| now)?|bye+|(?:you )?have yourself a \w+|see (?:you|ya)|take care
        have a (?:good|great|nice|lovely|blessed|wonderful|safe|happy|better|beautiful) \w+
        talk to you later|so long|cheerio|farewell|i (?:gotta|have to|got to|need to) (?:go|run)|goodnight
        good night
        """,
    ),
    (
        Said.MORE,
        r"""
        (?:one|just one|two|a couple|a few|some)(?: of)? (?:(?:more|other|last|quick) )?(?:things?
            |questions?|appointments?)
        one more|another (?:thing|question|appointment|one)|something else|a (?:quick )?question
        (?:theres|there is) (?:one|something|another|also)|while i have(?: got)? you|as well|also
        before i forget
        """,
    ),
    (
        Said.ALTER,
        r"""
        (?:(?:can|could|would|will|may|might) (?:you|we|i) (?:please |just |maybe )?
            |please |just |id like to |i want to |i need to|lets |we need to )?(?:make (?:it|that|the|this
            |them)(?! so\b)|(?:change|switch|push|bump|correct|fix|update|adjust|edit|redo) (?:it|that|the
            |my|this)|change|move (?:it|that|the|my))
        (?:(?:can|could|would|may|might) (?:you|we|i)|id like to|i want to|i need to|lets) (?:\w+ )?
            (?:pick|choose|get|do|have|try|find|see)(?: an?| some)? ?(?:different|another|other)
        instead|i (?:said|meant|asked for|told you|specifically)|supposed to be|should be|should have been
        (?:needs|has|have|got|ought) to be(?= (?:on|at|in|the|a|my|after|before|with|\w+day|\d))
        """,
    ),
    (
        Said.CHANGE,
        r"""
        (?:can|could|would|will) (?:you|we|i) (?:please )?(?:change|make|move|switch|do|book|try|push|have
            |get|find|see|check)
        rather|i (?:wanted|want|need|prefer|mean)|id (?:prefer|like|want)|i (?:would )?(?:prefer|like)
        it was|is better|would be better|would work(?: out)? better|works better|better|actually|except
        other than that|only (?:not|its|the)|different|another|other|how about|what about
        is there (?:anything|something|any|an|a)|(?:do|does) (?:you|they|he|she) have|anything
        have you got|not the
        """,
    ),
    (Said.BUT, r"but|although|though|however|only thing"),
    (
        Said.SOFT,
        r"""
        ok(?:ay|ey)?|o k|k|kay|alright|all right|fine|good|great|perfect(?:ly|o)?|lovely|wonderful
        excellent|fantastic|awesome|cool|nice|nicely|super|terrific|amazing|sweet|beautiful|splendid
        brilliant|sounds? \w+|please(?: and thank you)?(?= \||$)|happy|love it|swell|peachy|dandy
        marvelous|ideal|acceptable|yay|hooray|i see
        """,
    ),
    (
        Said.THANKS,
        r"""
        thank(?:s| you)(?: (?:so|very) much| a (?:lot|bunch|million))?|much appreciated|i appreciate \w+
        thanx|ta|cheers|gracias
        """,
    ),
    (Said.PERHAPS, r"maybe|perhaps|possibly|might|could be"),
    (
        Said.ASKS,
        r"""
        what|whats|when|where|wheres|who|whos|which|how|hows|why
        (?:do|does|did|is|are|was|were|can|could|should|shall|will|would|may|have|has|am) (?:i|you|we|it
            |that|this|there|those|these|they|he|she|the|my|your|doctor|dr|anyone|somebody)
        """,
    ),
)  # fmt: skip
