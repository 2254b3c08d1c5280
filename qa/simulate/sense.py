"""What anybody would answer who knows the facts and the wish: where a scenario has no rule of its own."""

import re

from engine.vocabulary import Language
from qa.simulate.ear import Heard, Question
from qa.simulate.phrases import Manners, Phrasebook
from qa.simulate.recall import Recall
from qa.simulate.scenario import Act, Rule, Scenario
from qa.simulate.wishes import Wishes

OPENING = "opening"
CORRECTING = "correcting"
UNHEARD = "unheard"
REFUSALS = 3
"""Wrong read-backs after which a caller hangs up."""
REPEATS = 3
"""Times a caller who was not understood says again what they came for."""
URGENT = "urgent"
SPELLS = re.compile(r"spell|deletre", re.I)
Q = Question
NO = Act(agrees=False)
BY_KEY = {
    Q.BIRTH: (frozenset({"keys_date_of_birth", "ask_birth_by_key", "ask_birth_of_patient_by_key"}), "born"),
    Q.PHONE: (frozenset({"keys_phone", "ask_phone_by_key", "ask_phone_of_patient_by_key"}), "phone"),
}
"""The wordings that offer the keypad, and the fact that is keyed then."""


class ScriptHole(Exception):
    """The agent asked something that the scenario has no answer to; the call is void."""


class Sense:
    """The manners and the judgement of one caller."""

    def __init__(self, scenario: Scenario, manners: Manners, book: Phrasebook, call: Recall) -> None:
        self._scenario = scenario
        self._manners = manners
        self._book = book
        self._call = call
        self._wishes = Wishes(scenario, book, self.words)

    def words(self, text: str) -> str:
        """A text with its days as the agent says them."""
        return self._book.words(text, self._scenario.lang)

    def pick(self, rule: Rule, name: str, heard: Heard) -> Act | None:
        """The act for this time: one whose condition holds, or the next of those that have none."""
        text = heard.asking.lower()
        for act in rule:
            if act.unless and not set(act.unless) & self._call.heard:
                return act
            if any(when in heard.cues or self.words(when).lower() in text for when in act.when):
                return act
        plain = [act for act in rule if not (act.when or act.unless)]
        return plain[min(self._call.count(name), len(plain) - 1)] if plain else None

    def corrects(self, heard: Heard, lang: Language) -> Act | None:
        """What is said to a birthday that the agent repeats and that is another one."""
        born = self._scenario.facts.born
        repeats = heard.question is Q.PHONE and any(cue.startswith("ask_phone") for cue in heard.cues)
        if born is None or not repeats or not self._call.born_from_facts:
            return None
        if self._call.count(CORRECTING) >= REPEATS:
            return None
        said = self._book.speech.form(lang, "born", born)
        repeated = re.search(r"\d{4}|\bde mil\b|\bdos mil\b", heard.asking.partition(".")[0]) is not None
        if not repeated or said in heard.asking:
            return None
        return Act(say=self._manners.of(lang, "not_that_birthday"))

    def is_unanswered(self) -> bool:
        """Whether a misheard caller has had no answer at all to what is wanted now."""
        return (
            self._call.misheard_ever
            and bool(self._call.errand.say)
            and self._call.count(UNHEARD) < REPEATS
            and not self._wishes.is_answered(self._call.answered)
        )

    def may_repeat_errand(self) -> bool:
        """Whether a misheard caller would say once more what is wanted."""
        said_often = self._call.count(OPENING) > REPEATS
        return self._call.misheard_ever and bool(self._call.errand.say) and not said_often

    def answer(self, name: str, heard: Heard, lang: Language) -> Act:
        """The act for what was asked; raises `ScriptHole` beyond that."""
        wants, call = self._scenario.wants, self._call
        keys = BY_KEY.get(heard.question) if heard.question is not None else None
        if keys is not None and keys[0] & set(heard.cues):
            return Act(keys=keys[1])
        match heard.question:
            case Q.INTENT if self._scenario.opening:
                return call.errand
            case Q.ANYTHING_ELSE if (
                self._wishes.is_unheard(call.answered) and call.count(Q.ANYTHING_ELSE) < REPEATS
            ):
                return call.errand
            case Q.WHAT_TO_CHANGE if name != Q.REASON:
                return self._change(lang)
            case Q.OFFER:
                return self._choose(heard, lang)
            case Q.READ_BACK:
                return self.judge(heard, Act(agrees=True))
            case Q.GIVEN if SPELLS.search(heard.asking):
                return Act(say=("{spelled_given}.",))
            case Q.FAMILY if SPELLS.search(heard.asking):
                return Act(say=("{spelled}.",))
            case Q.TAKE_YOUR_TIME:
                return call.said or Act(say=self._manners.of(lang, Q.STILL_THERE))
            case Q.IS_IT_THIS:
                return Act(agrees=True)
            case Q.NEW_PROBLEM | Q.SYMPTOM if wants.severe is not None:
                key = "yes" if wants.severe else "not_severe"
                return Act(say=self._manners.of(lang, key))
            case Q.NEW_PROBLEM | Q.SYMPTOM if URGENT in self._scenario.tags and not self._is_to_come:
                return call.insists or Act(say=self._manners.of(lang, "yes"))
            case Q.NEW_PROBLEM | Q.SYMPTOM:
                return Act(say=self._manners.of(lang, "not_severe"))
            case Q.CALL_911 if URGENT not in self._scenario.tags:
                return Act(say=self._manners.of(lang, "no_emergency"))
            case Q.GUARDIAN if wants.guardian is not None:
                return Act(agrees=wants.guardian)
            case Q.PROVIDER if not wants.provider:
                return Act(say=self._manners.of(lang, "any_provider"))
        if phrasings := self._manners.of(lang, name):
            return Act(say=phrasings)
        raise ScriptHole(f"no rule for {name}: {heard.asking!r}")

    @property
    def _is_to_come(self) -> bool:
        """Whether what is urgent happens later in the call."""
        acts = [once.act for once in self._scenario.once]
        acts += [act for rule in self._scenario.answers.values() for act in rule]
        return self._call.insists is None and any(act.insists for act in acts)

    def judge(self, heard: Heard, yes: Act) -> Act:
        """`yes` to a read-back that has all it must have, no to any other, and no third time."""
        asking = heard.asking.lower()
        has_all = all(self.words(word).lower() in asking for word in self._scenario.wants.must_hear)
        self._call.wrong_doctor = self._wishes.other_doctor(heard.asking)
        self._call.wrong_kind = self._wishes.other_kind(heard.asking)
        errand = next((cue for cue in reversed(heard.cues) if cue.startswith("read_back_")), "")
        if has_all and self._wishes.are_met(heard.asking, errand):
            return yes
        if self._call.count(Q.READ_BACK) >= REFUSALS:
            return Act(hang_up=True)
        if self._wishes.is_other_errand(errand) and Q.READ_BACK not in self._scenario.answers:
            wish = self._call.errand.say
            return Act(say=tuple(f"No. {phrase}" for phrase in wish)) if wish else NO
        return NO

    def _change(self, lang: Language) -> Act:
        """What should be another way: what the caller came for, said once more."""
        wants, call = self._scenario.wants, self._call
        if call.wrong_doctor and wants.provider:
            return Act(say=self._manners.of(lang, "which_provider"))
        return Act(say=self._manners.of(lang, Q.WHAT_TO_CHANGE))

    def _choose(self, heard: Heard, lang: Language) -> Act:
        """The offer that is what the caller came for; the first where nothing in particular is wanted."""
        chosen = self._wishes.choice(heard.options, lang)
        if chosen is not None or not self._call.misheard_ever or not self._wishes.is_particular:
            return Act(pick=chosen or 1)
        rule = self._scenario.answers.get(Q.WHAT_TO_CHANGE, ())
        return self.pick(rule, Q.WHAT_TO_CHANGE, heard) or self._change(lang)
