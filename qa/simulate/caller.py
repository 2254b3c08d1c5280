"""The caller's mind: what to do about what the agent just said, by the scenario's rules and nothing else."""

import random
import re

from msgspec import structs

from engine.extraction import Record
from engine.vocabulary import Language
from qa.simulate.ear import ASKED_BY, Ear, Heard, Question
from qa.simulate.phrases import Manners, Phrasebook, Unknown
from qa.simulate.records import Entity
from qa.simulate.scenario import Act, Meanwhile, Rule, Scenario
from qa.simulate.wishes import Wishes

OPENING = "opening"
MOST_ACTS = 40
"""Acts after which a call goes round in circles."""
REFUSALS = 3
"""Wrong read-backs after which a caller hangs up."""
REPEATS = 3
"""Times a caller who was not understood says again what they came for."""
YES_KEY = "1"
URGENT = "urgent"
INSISTING = "insisting"
SAID_AGAIN = "said again"
SORRY = "sorry"
PICKS = {1: "pick_1", 2: "pick_2", 3: "pick_3"}
Q = Question
ABOUT_ERRAND = frozenset({Q.REASON, Q.PROVIDER, Q.WHICH_PROVIDER, Q.WHEN, Q.NEW_TIME, Q.CONSTRAINT})
SPELLS = re.compile(r"spell|deletre", re.I)
TAKES_UP = frozenset({Q.SYMPTOM, Q.NEW_PROBLEM, Q.CALL_911})
"""Questions that are about what an urgent caller has said."""


class ScriptHole(Exception):
    """The agent asked something that the scenario has no answer to; the call is void."""


class Move(Record, frozen=True):
    """What the caller does next, in words and keys."""

    answers: str
    """The question or wording it is the answer to."""
    said: str = ""
    lang: Language = Language.EN
    entities: tuple[Entity, ...] = ()
    keys: str = ""
    silent: bool = False
    cough: bool = False
    hang_up: bool = False
    after_words: int | None = None
    pause: float = 0.0
    meanwhile: Meanwhile | None = None
    agrees_to: str = ""
    """The read-back that it says yes to."""
    waits: bool = False
    """The agent has said its last; there is nothing to do."""
    rule: str = ""
    """The rule that it came from, for counting."""
    once: int | None = None
    insists: Act | None = None
    """What is said again if the agent goes on about something else."""
    own_words: Act | None = None
    """The scenario's own words that this says; none where manners found them."""


class Mind:
    """One caller on one call. `next` may be asked as often as wanted; only `did` moves it on."""

    def __init__(self, scenario: Scenario, ear: Ear, manners: Manners, book: Phrasebook, seed: str) -> None:
        self.scenario = scenario
        self._ear = ear
        self._manners = manners
        self._book = book
        self._seed = seed
        self._acts = 0
        self._times: dict[str, int] = {}
        self._done: set[int] = set()
        self._insists: Act | None = None
        self._heard: set[str] = set()
        self._wrong_doctor = False
        self._said: Act | None = None
        self.was_misheard = self.was_misheard_ever = False
        """Whether the line made other words of what was said last; a caller who is told so says it again."""
        self._wishes = Wishes(scenario, book, self._words)
        draw = random.Random(f"{seed}:moments")
        self._moments = [draw.choice(once.at) for once in scenario.once]
        self.agreed: list[str] = []
        """The read-backs the caller has said yes to."""

    @property
    def undone(self) -> list[str]:
        """What the scenario wanted done once and there was no moment for."""
        return [at for index, at in enumerate(self._moments) if index not in self._done]

    def next(self, text: str) -> Move:
        """Decide what to do about `text`, all that the agent said since the last act; raises `ScriptHole`."""
        if self._acts >= MOST_ACTS:
            return Move(answers="going round in circles", hang_up=True)
        self._book.reseed(f"{self._seed}:{self._acts}")
        heard = self._ear.hear(text)
        self._heard.update(heard.cues)
        lang = self._tongue(text)
        found = self._rule_for(heard)
        if found is None:
            if heard.closes:
                return Move(answers="", waits=True)
            raise ScriptHole(f"heard no question in: {text!r}")
        name, act, once = found
        if act is not None and act.agrees and heard.question is Q.READ_BACK:
            act = self._judge(heard, act)
        own = act if act is not None and act.say and (once is None or act.insists) else None
        try:
            move = self._move(name, act or self._by_manners(name, heard, lang), heard, lang, once)
            return structs.replace(move, own_words=own)
        except Unknown:
            if heard.question in ABOUT_ERRAND and self._may_repeat_opening:
                # asked about what was not said: what was said has been misheard
                return self._move(OPENING, self.scenario.opening[-1], heard, lang, None)
            said = self._book.draw(self._manners.of(lang, "unsure"))
            return Move(answers=name, rule=name, said=said, lang=lang, pause=self._book.reaction())

    def misheard(self, now: bool) -> None:
        """Whether the line made other words of what was just said."""
        self.was_misheard = now
        self.was_misheard_ever = self.was_misheard_ever or now

    def did(self, move: Move) -> None:
        """The move was made."""
        self._acts += 1
        self._insists = move.insists or self._insists
        self._said = move.own_words
        if move.once is not None:
            self._done.add(move.once)
        elif move.rule:
            self._times[move.rule] = self._times.get(move.rule, 0) + 1
        if move.agrees_to:
            self.agreed.append(move.agrees_to)

    # ------------------------------------------------------------ which rule

    def _rule_for(self, heard: Heard) -> tuple[str, Act | None, int | None] | None:
        """The rule's name and act, and which of the things to be done once it is; no act means manners."""
        question = heard.question.value if heard.question else ""
        first = question == Q.INTENT and OPENING not in self._times
        names = [*([OPENING] if first else []), *heard.cues, question]
        for index, at in enumerate(self._moments):
            if index not in self._done and at in names:
                return at, self.scenario.once[index].act, index
        if self._insists is not None and question and question not in TAKES_UP:
            return INSISTING, self._insists, None
        if self.was_misheard and self._said is not None and SORRY in heard.cues:
            return SAID_AGAIN, self._said, None
        if first:
            return OPENING, self._pick(self.scenario.opening, OPENING, heard), None
        for name, rule in self.scenario.answers.items():
            asked = ASKED_BY.get(name)
            is_open = asked in (None, heard.question, Q.STILL_THERE, Q.TAKE_YOUR_TIME)
            if name in heard.cues and name != question and is_open and (act := self._pick(rule, name, heard)):
                return name, act, None
        if not question:
            return None
        if question in self.scenario.answers:
            act = self._pick(self.scenario.answers[question], question, heard)
            if act is not None:
                return question, act, None
        return question, None, None

    def _pick(self, rule: Rule, name: str, heard: Heard) -> Act | None:
        """The act for this time: one whose condition holds, or the next of those that have none."""
        text = heard.asking.lower()
        for act in rule:
            if any(when in heard.cues or self._words(when).lower() in text for when in act.when):
                return act
        plain = [act for act in rule if not act.when]
        return plain[min(self._times.get(name, 0), len(plain) - 1)] if plain else None

    def _words(self, text: str) -> str:
        return self._book.words(text, self.scenario.lang)

    def _tongue(self, text: str) -> Language:
        """The agent's language where the caller speaks it."""
        for lang in self.scenario.speaks:
            if self._ear.hear(text, lang).question is not None:
                return lang
        return self.scenario.lang

    # ------------------------------------------------------------ what manners make of it

    def _by_manners(self, name: str, heard: Heard, lang: Language) -> Act:
        """What anybody would answer who knows the facts and the wish; raises `ScriptHole` beyond that."""
        wants = self.scenario.wants
        match heard.question:
            case Q.INTENT if self.scenario.opening:
                return self.scenario.opening[-1]
            case Q.ANYTHING_ELSE if self._wishes.is_unheard(self._heard) and self._may_repeat:
                return self.scenario.opening[-1]
            case Q.WHAT_TO_CHANGE if self._wrong_doctor and wants.provider:
                return Act(say=self._manners.of(lang, "which_provider"))
            case Q.OFFER:
                return Act(pick=1)
            case Q.READ_BACK:
                return self._judge(heard, Act(agrees=True))
            case Q.GIVEN if SPELLS.search(heard.asking):
                return Act(say=("{spelled_given}.",))
            case Q.FAMILY if SPELLS.search(heard.asking):
                return Act(say=("{spelled}.",))
            case Q.BIRTH if "keys_date_of_birth" in heard.cues:
                return Act(keys="born")
            case Q.PHONE if "keys_phone" in heard.cues:
                return Act(keys="phone")
            case Q.IS_IT_THIS:
                return Act(agrees=True)
            case Q.NEW_PROBLEM | Q.SYMPTOM if wants.severe is not None:
                key = "yes" if wants.severe else "not_severe"
                return Act(say=self._manners.of(lang, key))
            case Q.NEW_PROBLEM | Q.SYMPTOM if URGENT in self.scenario.tags:
                return self._insists or Act(say=self._manners.of(lang, "yes"))
            case Q.NEW_PROBLEM | Q.SYMPTOM:
                return Act(say=self._manners.of(lang, "not_severe"))
            case Q.CALL_911 if URGENT not in self.scenario.tags:
                return Act(say=self._manners.of(lang, "no_emergency"))
            case Q.GUARDIAN if wants.guardian is not None:
                return Act(agrees=wants.guardian)
            case Q.PROVIDER if not wants.provider:
                return Act(say=self._manners.of(lang, "any_provider"))
        if phrasings := self._manners.of(lang, name):
            return Act(say=phrasings)
        raise ScriptHole(f"no rule for {name}: {heard.asking!r}")

    @property
    def _may_repeat_opening(self) -> bool:
        opening = self.scenario.opening[-1]
        return self.was_misheard_ever and bool(opening.say) and self._times.get(OPENING, 0) <= REPEATS

    @property
    def _may_repeat(self) -> bool:
        return self._times.get(Q.ANYTHING_ELSE, 0) < REPEATS

    def _judge(self, heard: Heard, yes: Act) -> Act:
        """`yes` to a read-back that has all it must have, no to any other, and no third time."""
        asking = heard.asking.lower()
        has_all = all(self._words(word).lower() in asking for word in self.scenario.wants.must_hear)
        self._wrong_doctor = self._wishes.other_doctor(heard.asking)
        errand = next((cue for cue in reversed(heard.cues) if cue.startswith("read_back_")), "")
        if has_all and self._wishes.are_met(heard.asking, errand):
            return yes
        if self._times.get(Q.READ_BACK, 0) >= REFUSALS:
            return Act(hang_up=True)
        if self._wishes.is_other_errand(errand) and Q.READ_BACK not in self.scenario.answers:
            return self.scenario.opening[-1]
        return Act(agrees=False)

    # ------------------------------------------------------------ what it comes to

    def _move(self, name: str, act: Act, heard: Heard, lang: Language, once: int | None) -> Move:
        book = self._book
        said, agrees_to = "", ""
        entities: tuple[Entity, ...] = ()
        if act.say:
            said, entities = book.fill(book.draw(act.say), lang)
        elif act.pick is not None:
            said, entities = self._picked(act.pick, heard, lang)
        elif act.agrees is not None:
            said = book.draw(self._manners.of(lang, "yes" if act.agrees else "no"))
        if heard.question is Q.READ_BACK and (act.agrees or (act.keys == YES_KEY)):
            agrees_to = heard.asking
        return Move(
            answers=heard.question.value if heard.question and name != OPENING else name,
            rule=name,
            once=once,
            said=said[:1].upper() + said[1:],
            lang=lang,
            entities=entities,
            keys=book.keys(act.keys),
            silent=act.silent,
            cough=act.cough,
            hang_up=act.hang_up,
            after_words=act.after_words,
            pause=book.reaction() if act.pause is None else act.pause,
            meanwhile=act.meanwhile,
            agrees_to=agrees_to,
            insists=act if act.insists else None,
        )

    def _picked(self, pick: int | str, heard: Heard, lang: Language) -> tuple[str, tuple[Entity, ...]]:
        if isinstance(pick, str):
            words = self._words(pick).lower()
            holds = [n for n, option in enumerate(heard.options, 1) if words in option.lower()]
            number = holds[0] if holds and pick != "none" else 0
        else:
            number = min(pick, len(heard.options) or pick)
        key = "pick_none" if number == 0 else "pick_only" if len(heard.options) == 1 else PICKS[number]
        option = heard.options[number - 1] if 0 < number <= len(heard.options) else ""
        return self._book.fill(self._book.draw(self._manners.of(lang, key)), lang, option)
