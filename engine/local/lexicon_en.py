"""What English words and phrases are to the date and time grammar, as data."""

PHRASES_EN: tuple[tuple[str, str], ...] = (
    # Greetings and turns of phrase with a word of time in them.
    ("X", "good morning|good afternoon|good evening|good night|good day|have a good one|goodnight|bye now"),
    ("X", "one moment|a moment|just a moment|one second|a second|just a second|one sec|a sec|just a sec"),
    ("X", "one minute|a minute|just a minute|one more thing|one thing|one more|no one|someone|the one"),
    ("X", "first one|second one|third one|last one|other one|first time|second time|third time|last time"),
    (
        "X",
        "first name|last name|middle name|first of all|at first|second opinion|third party|first available one",
    ),
    ("X", "work nights|work days|works nights|night shift|day shift|night shifts|every day|all day|day off"),
    ("X", "the other day|one day|some day|someday|these days|those days|daily|weekly|monthly|twice a week"),
    (
        "X",
        "for now|by now|until now|up to now|so far|from time to time|on time|in time|at times|day care|daycare",
    ),
    (
        "X",
        "long time|long weekend|one of|in case|in person|in order|in fact|in law|in touch|at all|at home|at work",
    ),
    (
        "X",
        "year old|years old|months old|month old|week old|weeks old|days old|day old|minutes late|minutes early",
    ),
    # Days.
    ("TODAY:0", "today|to day"),
    ("TODAY:0", "same day"),
    ("TODAY:1", "tomorrow|tomorow|tommorow|tommorrow|tmrw|to morrow"),
    ("TODAY:2", "day after tomorrow|day after tmrw|overmorrow"),
    ("TODAY:-1", "yesterday"),
    ("TODAY:-2", "day before yesterday"),
    ("TODAY:0 PART:night", "tonight|to night"),
    ("TODAY:0 PART:morning", "this morning"),
    ("TODAY:0 PART:afternoon", "this afternoon"),
    ("TODAY:0 PART:evening", "this evening"),
    ("TODAY:-1 PART:night", "last night"),
    ("MAY", "may"),
    ("DAYS", "day|days|business days|business day|working days|calendar days"),
    ("WEEK", "week|weeks|wk|wks"),
    ("WEEK:2", "fortnight|fortnights"),
    ("MONTHS", "month|months"),
    ("YEAR", "year|years|yr|yrs"),
    ("WEEKEND", "weekend|weekends"),
    ("HOUR", "hour|hours|hr|hrs"),
    ("MINUTE", "minute|minutes|min|mins"),
    ("HOLIDAY:new_year", "new year|new years|new year's day|new years day|new year day"),
    ("HOLIDAY:new_years_eve", "new year's eve|new years eve|new year eve"),
    ("HOLIDAY:christmas_eve", "christmas eve|xmas eve"),
    ("HOLIDAY:christmas", "christmas|christmas day|xmas|xmas day"),
    ("HOLIDAY:boxing", "boxing day"),
    ("HOLIDAY:thanksgiving", "thanksgiving|thanksgiving day|turkey day"),
    ("HOLIDAY:labor", "labor day|labour day"),
    ("HOLIDAY:memorial", "memorial day"),
    (
        "HOLIDAY:independence",
        "independence day|the fourth of july|fourth of july|4th of july|july fourth|july 4th",
    ),
    ("HOLIDAY:king", "martin luther king day|mlk day|martin luther king jr day|mlk"),
    ("HOLIDAY:presidents", "presidents day|president's day|presidents' day"),
    ("HOLIDAY:juneteenth", "juneteenth"),
    ("HOLIDAY:columbus", "columbus day|indigenous peoples day|indigenous peoples' day"),
    ("HOLIDAY:veterans", "veterans day|veteran's day|veterans' day"),
    ("HOLIDAY:halloween", "halloween"),
    ("HOLIDAY:valentine", "valentine's day|valentines day|valentine's|valentines"),
    (
        "HOLIDAY:patrick",
        "st patrick's day|saint patrick's day|st patricks day|st. patrick's day|saint patricks day",
    ),
    ("HOLIDAY:easter", "easter|easter sunday"),
    ("HOLIDAY:easter_monday", "easter monday"),
    ("HOLIDAY:good_friday", "good friday"),
    ("HOLIDAY:mother", "mother's day|mothers day|mothers' day"),
    ("HOLIDAY:father", "father's day|fathers day|fathers' day"),
    ("HOLIDAY:fools", "april fools|april fool's day|april fools day"),
    ("HOLIDAY:groundhog", "groundhog day"),
    ("HOLIDAY:cinco_de_mayo", "cinco de mayo"),
    # Parts of the day.
    (
        "PART:first",
        "first thing in the morning|first thing|first thing in the day|start of the day|crack of dawn",
    ),
    (
        "PART:first",
        "right when you open|when you open|when you first open|as soon as you open|soon as you open",
    ),
    ("PART:first", "when the office opens|when the clinic opens|right at opening|at opening|opening time"),
    (
        "PART:first",
        "first appointment of the day|first slot of the day|first one of the day|beginning of the day",
    ),
    ("PART:last", "last thing in the day|last thing in the afternoon|last thing|end of the day|end of day"),
    (
        "PART:last",
        "last appointment of the day|last slot of the day|last one of the day|before you close|close of business",
    ),
    ("PART:last", "right before closing|right before you close|just before you close|end of business"),
    ("PART:midmorning", "midmorning|mid morning"),
    ("PART:midafternoon", "midafternoon|mid afternoon"),
    ("PART:morning", "morning|mornings|in the am|mornin"),
    ("PART:afternoon", "afternoon|afternoons|in the pm"),
    ("PART:evening", "evening|evenings"),
    ("PART:night", "night|nights|nighttime|at night"),
    ("PART:lunch", "lunchtime|lunch time|lunch hour|lunch break|lunch|noontime|noonish|noon ish"),
    ("PART:work", "work lets out|i get off work|get off work|i'm off work"),
    ("AFTER PART:work", "after work"),
    ("X", "after school|before school|before work|before breakfast|for lunch|over breakfast"),
    ("NOON:720", "noon|midday|mid day|twelve noon|12 noon|high noon"),
    ("NOON:0", "midnight|twelve midnight|12 midnight"),
    ("NOW", "now|right now|this minute"),
    ("MERIDIAN:am", "am|a.m.|a.m|a m|a. m."),
    ("MERIDIAN:pm", "pm|p.m.|p.m|p m|p. m."),
    ("OCLOCK", "o'clock|oclock|o clock|o\"clock|o' clock|on the dot"),
    ("QUARTER", "quarter|a quarter"),
    ("HALF", "half"),
    ("PAST", "past"),
    ("ISH", "ish"),
    # Places on the calendar.
    ("NEXT", "next"),
    ("THIS", "this"),
    ("LAST", "last"),
    ("COMING", "coming|upcoming|coming up"),
    ("FOLLOWING", "following"),
    ("EARLY", "early|early on|early in|earlier in|first part of|first half of|bright and early"),
    ("LATE", "late|late in|latter part of|second half of|back half of|tail end of"),
    ("MIDDLE", "middle of|middle|mid|midway through"),
    ("MIDDLE WEEK", "midweek|mid week"),
    ("BEGINNING", "beginning of|beginning|start of|top of|the front of"),
    ("END", "end of|end|ending"),
    ("REST", "rest of|remainder of"),
    ("LATER", "later in|later on|later"),
    # What stands before a day or a time.
    ("IN", "in"),
    ("WITHIN", "within|over|during|inside of|in the course of|sometime in|some time in"),
    ("AGO", "ago"),
    ("OUT", "out|from now|hence|from here"),
    ("SINCE", "since|ever since"),
    ("FOR", "for"),
    (
        "FROM",
        "from|starting|starting from|starting on|beginning on|as of|not before|no earlier than|no sooner than",
    ),
    (
        "FROM",
        "not earlier than|not sooner than|not until|on or after|at or after|anytime from|as early as|not till",
    ),
    ("FROM", "earliest i can do is|earliest i can come is|earliest i could do is|earliest i can make it is"),
    (
        "FROM",
        "earliest i could come is|earliest for me is|earliest that works is|earliest i can get there is",
    ),
    ("AFTER", "after|past the|later than|any time past|anytime past"),
    ("BEFORE", "before|earlier than|sooner than|ahead of|prior to"),
    (
        "BY",
        "by|no later than|not later than|not after|no after|on or before|at or before|latest is|latest i can do is",
    ),
    ("UNTIL", "until|till|'til|til|up to|up until"),
    ("THROUGH", "through|thru"),
    ("TO", "to"),
    ("BETWEEN", "between|in between|anywhere from|anywhere between"),
    ("AND", "and|&"),
    ("OR", "or if not|or else|or maybe|or even|or|if not"),
    ("ON", "on"),
    ("AT", "at|say|said|i'd say|let's say|make it|call it|do"),
    (
        "AROUND",
        "around|about|roughly|approximately|right around|close to|right about|near|nearer|towards|toward",
    ),
    ("OF", "of"),
    ("THE", "the"),
    ("A", "a|an|one whole"),
    ("NUMBER:2", "a couple of|couple of|a couple|couple|two or so"),
    ("NUMBER:3", "a few|few|several"),
    ("HALF", "half a|half an"),
    # What stands after one.
    (
        "ONWARD",
        "or later|or after|or after that|onward|onwards|and after|and later|or beyond|and beyond|or so or later",
    ),
    ("ONWARD", "and on|or any time after|or anytime after|at the earliest|or any later|on out"),
    ("OR_BEFORE", "or earlier|or before|or sooner|and earlier|and before|at the latest|latest|tops"),
    (
        "CANNOT",
        "doesn't work|don't work|won't work|isn't good|is no good|are no good|is not good|aren't good",
    ),
    (
        "CANNOT",
        "is bad|are bad|is out|are out|is off the table|not good|not great|not possible|isn't possible",
    ),
    (
        "CANNOT",
        "i can't|i cannot|i can not|i couldn't|doesn't suit|won't do|is a no|is no use|i'm busy|i'm booked",
    ),
    (
        "CANNOT",
        "doesn't suit me|don't suit me|isn't going to work|is not going to work|is not possible|i work",
    ),
    # Refusals, repairs, reasons.
    (
        "NOT",
        "not|but not|except|except for|excluding|other than|besides|anything but|any day but|any time but",
    ),
    (
        "NOT",
        "can't do|cannot do|can't make|can not do|couldn't do|can't come|cannot come|don't want|do not want|but no",
    ),
    (
        "NOT",
        "won't be able to make|won't be able to come|can't make it|cannot make it|unable to come|can't on|never",
    ),
    (
        "NOT",
        "not on|just not|as long as it's not|as long as it isn't|anything except|aside from|apart from|skip|avoid",
    ),
    ("NO", "no|nope|nah"),
    (
        "AWAY",
        "i'm away|away|out of town|out of the country|on vacation|on holiday|travelling|traveling|i'm gone|gone",
    ),
    (
        "AWAY",
        "i'm busy|busy|i'm booked|tied up|unavailable|not available|not free|not back|won't be back|i'm out",
    ),
    (
        "WAIT",
        "wait|hang on|hold on|sorry|i'm sorry|scratch that|strike that|i mean|i meant|actually|correction|rather",
    ),
    (
        "WAIT",
        "or rather|make that|let me see|let's see|oops|my bad|excuse me|on second thought|pardon|pardon me|or no",
    ),
    ("THAT", "that"),
    ("BECAUSE", "because|cause|'cause|cuz|on account of|due to|since i|since i'm|since my|since we|as i"),
    ("ME", "i|i'd|i'll|i'm|i've|my|we|we'd|we'll|we're|our|you|he|she|he's|she's|they|they're|his|her|your"),
    ("SO", "so|therefore|then|but"),
    ("MOVE", "move|change|reschedule|switch|push|shift|bump|swap|moved|changed|rescheduled|switched"),
    (
        "EARLIEST",
        "as soon as possible|asap|a.s.a.p.|as soon as you can|soon as possible|soonest|the soonest|soonest possible",
    ),
    ("EARLIEST", "soonest available|the earliest|earliest|earliest possible|earliest available|earliest one"),
    (
        "EARLIEST",
        "first available|next available|first opening|next opening|first availability|next availability",
    ),
    (
        "EARLIEST",
        "first available appointment|next available appointment|next appointment you have|first thing available",
    ),
    (
        "EARLIEST",
        "the sooner the better|sooner the better|the earlier the better|earlier the better|as early as possible",
    ),
    (
        "EARLIEST",
        "as early as you can|as early as you have|right away|immediately|as quickly as possible|first you have",
    ),
    (
        "EARLIEST",
        "as soon as i can|whatever is soonest|whatever's first|whatever you have first|quickest|first one you have",
    ),
)

GLUE_EN = (
    "me|mine|us|you've|it|it's|its|it'd|is|isn't|are|was|were|be"
    "|been|would|will|could|can|should|might|must|does|did|has|have|had|got|get|works|work|working|worked|suits|suit"
    "|fine|good|great|best|better|ok|okay|alright|perfect|ideal|please|that's|there|there's|if|because|with|which|when"
    "|what|what's|how|thanks|thank|instead|too|also|still|well|yes|yeah|yep|sure|hmm|either|both|sharp|exactly|possible"
    "|available|open|free|than|as|him|them|this one|need|want|like|love|prefer|preferred|take|see"
    "|come|go|here|i'd like|i would like|time|times|appointment|or so|or thereabouts|thereabouts|window|latest|easier"
    "|don't|but|while|where|who|these|those|all|hello|hi|hey|mean|only|right|sounds|again|anymore"
)

SKIPPED_EN = (
    "um|uh|uhh|umm|er|erm|ah|like|maybe|perhaps|probably|possibly|sometime|some time|any time|anytime|any|just"
    "|really|kind of|sort of|preferably|ideally|you know|i guess|i think|i suppose|obviously|actually like|every|each"
    "|even|sometime around|hopefully|whatever|'|\"|anything|something|another|other|definitely"
)
