"""The caller's mind: what to do about what the agent just said, by the scenario's rules and nothing else."""

import random

from msgspec import structs

from engine.extraction import Record
from engine.vocabulary import Language
from qa.simulate.ear import ASKED_BY, Ear, Heard, Question
from qa.simulate.phrases import Manners, Phrasebook, Unknown
from qa.simulate.recall import Recall
from qa.simulate.records import Entity
from qa.simulate.scenario import Act, Meanwhile, Scenario
from qa.simulate.sense import CORRECTING, OPENING, REPEATS, UNHEARD, ScriptHole, Sense

MOST_ACTS = 40
"""Acts after which a call goes round in circles."""
YES_KEY = "1"
INSISTING = "insisting"
SAID_AGAIN = "said again"
UNANSWERED = "unanswered"
SORRY = "sorry"
PICKS = {1: "pick_1", 2: "pick_2", 3: "pick_3"}
Q = Question
ABOUT_ERRAND = frozenset({Q.REASON, Q.PROVIDER, Q.WHICH_PROVIDER, Q.WHEN, Q.NEW_TIME, Q.CONSTRAINT})
TAKES_UP = frozenset({Q.SYMPTOM, Q.NEW_PROBLEM, Q.CALL_911})
"""Questions that are about what an urgent caller has said."""
PUTS_ERRAND = frozenset({OPENING, "starting_over", "what_else", Q.INTENT, Q.ANYTHING_ELSE})
"""Rules whose words say what is wanted from then on."""


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
        self._done: set[int] = set()
        self._call = Recall(errand=scenario.opening[-1])
        self._sense = Sense(scenario, manners, book, self._call)
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
        self._call.hear(heard.cues)
        lang = self._tongue(text)
        found = self._rule_for(heard, lang)
        if found is None:
            if heard.closes:
                return Move(answers="", waits=True)
            raise ScriptHole(f"heard no question in: {text!r}")
        name, act, once = found
        if act is not None and act.agrees and heard.question is Q.READ_BACK:
            act = self._sense.judge(heard, act)
        own = act if act is not None and act.say and (once is None or act.insists or act.until) else None
        try:
            move = self._move(name, act or self._sense.answer(name, heard, lang), heard, lang, once)
            return structs.replace(move, own_words=own)
        except Unknown:
            if heard.question in ABOUT_ERRAND and self._sense.may_repeat_errand():
                # asked about what was not said: what was said has been misheard
                return self._move(OPENING, self._call.errand, heard, lang, None)
            said = self._book.draw(self._manners.of(lang, "unsure"))
            return Move(answers=name, rule=name, said=said, lang=lang, pause=self._book.reaction())

    def misheard(self, now: bool) -> None:
        """Whether the line made other words of what was just said."""
        self._call.misheard = now
        self._call.misheard_ever = self._call.misheard_ever or now

    def did(self, move: Move) -> None:
        """The move was made."""
        call = self._call
        self._acts += 1
        call.insists = move.insists or call.insists
        call.said = move.own_words
        call.misheard = False
        if any(entity.kind == "born" for entity in move.entities) or move.answers == Q.BIRTH:
            call.born_from_facts = any(entity.kind == "born" for entity in move.entities)
        if move.once is not None:
            self._done.add(move.once)
        elif move.rule:
            call.times[move.rule] = call.count(move.rule) + 1
        if move.rule in PUTS_ERRAND and move.own_words is not None:
            call.put(move.own_words)
        if move.agrees_to:
            self.agreed.append(move.agrees_to)

    # ------------------------------------------------------------ which rule

    def _rule_for(self, heard: Heard, lang: Language) -> tuple[str, Act | None, int | None] | None:
        """The rule's name and act, and which of the things to be done once it is; no act means manners."""
        call, question = self._call, heard.question.value if heard.question else ""
        first = question == Q.INTENT and OPENING not in call.times
        names = [*([OPENING] if first else []), *heard.cues, question]
        for index, at in enumerate(self._moments):
            if index not in self._done and at in names:
                return at, self.scenario.once[index].act, index
        if call.insists is not None and question and question not in TAKES_UP:
            return INSISTING, call.insists, None
        if again := self._says_again(heard):
            return again[0], again[1], None
        if correction := self._sense.corrects(heard, lang):
            return CORRECTING, correction, None
        if first:
            return OPENING, self._sense.pick(self.scenario.opening, OPENING, heard), None
        if question == Q.ANYTHING_ELSE and self._sense.is_unanswered():
            return UNHEARD, call.errand, None
        for name, rule in self.scenario.answers.items():
            asked = ASKED_BY.get(name)
            is_open = asked in (None, heard.question, Q.STILL_THERE, Q.TAKE_YOUR_TIME)
            if (
                name in heard.cues
                and name != question
                and is_open
                and (act := self._sense.pick(rule, name, heard))
            ):
                return name, act, None
        if not question:
            return None
        if question == Q.WHAT_TO_CHANGE and call.wrong_kind:
            question = Q.REASON.value
        if question in self.scenario.answers:
            act = self._sense.pick(self.scenario.answers[question], question, heard)
            if act is not None:
                return question, act, None
        return question, None, None

    def _says_again(self, heard: Heard) -> tuple[str, Act] | None:
        """What was said last and not caught, or answered as if it had been something else."""
        call, said = self._call, self._call.said
        if said is None or not call.misheard:
            return None
        if said.until and not set(said.until) & set(heard.cues) and call.count(UNANSWERED) < REPEATS:
            if heard.closes:
                return UNANSWERED, said
            if heard.question is not None and heard.question not in TAKES_UP:
                return UNANSWERED, structs.replace(said, after_words=None)
        if SORRY in heard.cues:
            # nobody talks over what is said for the second time
            return SAID_AGAIN, structs.replace(said, after_words=None)
        return None

    def _tongue(self, text: str) -> Language:
        """The agent's language where the caller speaks it."""
        for lang in self.scenario.speaks:
            if self._ear.hear(text, lang).question is not None:
                return lang
        return self.scenario.lang

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
            words = self._sense.words(pick).lower()
            holds = [n for n, option in enumerate(heard.options, 1) if words in option.lower()]
            number = holds[0] if holds and pick != "none" else 0
        else:
            number = min(pick, len(heard.options) or pick)
        key = "pick_none" if number == 0 else "pick_only" if len(heard.options) == 1 else PICKS[number]
        option = heard.options[number - 1] if 0 < number <= len(heard.options) else ""
        return self._book.fill(self._book.draw(self._manners.of(lang, key)), lang, option)
