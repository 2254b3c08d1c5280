"""The scripted responses of a digital human: what its scenario answers to each question of the agent."""

import random
import string
from collections.abc import Iterator, Sequence
from typing import Any

from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.simulate.ear import ASKED_BY, Question
from qa.simulate.phrases import Manners, Phrasebook, Unknown
from qa.simulate.scenario import Act, Rule, Scenario

SEED = "bluejay"
PAUSE = 8
"""Seconds of silence that stand for a caller who says nothing."""
FIRST = {Question.READ_BACK: "yes", Question.IS_IT_THIS: "yes", Question.OFFER: "pick_1"}
NOTHING_SCRIPTED = frozenset({Question.INTENT, Question.TAKE_YOUR_TIME})


class Script:
    """The scripted responses of one scenario."""

    def __init__(self, scenario: Scenario, speech: Speech, book: Phrasebook, manners: Manners) -> None:
        self._scenario = scenario
        self._book = book
        self._manners = manners
        self._wordings = speech.file(scenario.lang)["say"]
        draw = random.Random(f"{SEED}:{scenario.id}:moments")
        self.instead = {draw.choice(once.at): once.act for once in scenario.once}
        """What is done once instead of an answer, by the moment that was drawn for it."""

    def responses(self) -> Iterator[dict[str, Any]]:
        """One for each question that the caller has an answer to, in the order of the questions."""
        for question in Question:
            if question in NOTHING_SCRIPTED:
                continue
            if (instead := self.instead.get(question.value)) is not None:
                yield from self._response(question, instead, 0, 2)
            for number, act in enumerate(self._rule(question)):
                yield from self._response(question, act, number, len(self._rule(question)))

    def said(self, act: Act) -> str:
        """What an act says; empty where it says nothing or the caller does not know it."""
        self._book.reseed(f"{SEED}:{self._scenario.id}")
        if act.say:
            return filled(self._book, self._draw(act.say), self._scenario.lang)
        if act.agrees is not None or act.pick is not None:
            key = ("yes" if act.agrees else "no") if act.agrees is not None else _pick(act.pick)
            return filled(
                self._book, self._draw(self._manners.of(self._scenario.lang, key)), self._scenario.lang
            )
        return ""

    def _draw(self, phrasings: Sequence[str]) -> str:
        return random.Random(f"{SEED}:{self._scenario.id}").choice(list(phrasings)) if phrasings else ""

    def _rule(self, question: Question) -> Rule:
        """The scenario's own rule, or what anybody would answer who knows the facts."""
        own = self._scenario.answers.get(question.value)
        if own:
            return tuple(act for act in own if not (act.when or act.unless))
        wants = self._scenario.wants
        by_wish = {Question.NEW_PROBLEM: wants.severe, Question.SYMPTOM: wants.severe}
        if question in by_wish:
            severe = by_wish[question]
            key = "yes" if severe else "not_severe"
            return () if severe is None else (Act(say=self._manners.of(self._scenario.lang, key)),)
        if question is Question.GUARDIAN:
            return () if wants.guardian is None else (Act(agrees=wants.guardian),)
        if question is Question.PROVIDER and not wants.provider:
            return (Act(say=self._manners.of(self._scenario.lang, "any_provider")),)
        if question is Question.READ_BACK and wants.must_hear:
            return ()  # the caller has to listen before they say yes
        key = FIRST.get(question, question.value)
        phrasings = self._manners.of(self._scenario.lang, key)
        return (Act(say=phrasings),) if phrasings else ()

    def _response(self, question: Question, act: Act, number: int, of: int) -> Iterator[dict[str, Any]]:
        match = {"match_type": "context", "match_phrase": self._asked(question)}
        # The acts of a rule follow one another; the last one stands for every further asking.
        often: dict[str, Any] = {"occurrence_mode": "always"}
        if number < of - 1:
            often = {"occurrence_mode": "first_n", "occurrence_n": number + 1}
        if act.silent:
            yield match | {"response_type": "silence", "silence_duration": PAUSE} | often
        elif act.keys:
            yield match | {"response_type": "dtmf", "response_value": self._keys(act.keys)} | often
        elif words := self.said(act):
            yield match | {"response_type": "phrase", "response_value": words} | often

    def _keys(self, keys: str) -> str:
        try:
            return self._book.keys(keys)
        except Unknown:
            return "0"

    def _asked(self, question: Question) -> str:
        """The question in the agent's words, its facts left open."""
        key = next((key for key, asks in ASKED_BY.items() if asks is question), "")
        wording = self._wordings.get(key, "")
        words = wording if isinstance(wording, str) else wording[0]
        parts = [literal + ("…" if field else "") for literal, field, _, _ in string.Formatter().parse(words)]
        asked = "".join(parts).strip()
        about = question.value.replace("_", " ")
        return (
            f"The agent asks about the {about}, for example: {asked}" if asked else f"The agent asks: {about}"
        )


def _pick(pick: int | str | None) -> str:
    if isinstance(pick, int) and 1 <= pick <= 3:
        return f"pick_{pick}"
    return "pick_none" if pick == "none" else "pick_1"


def filled(book: Phrasebook, phrasing: str, lang: Language) -> str:
    """Put a phrasing in words, without marks of pauses; empty for a fact the caller does not know."""
    try:
        words, _ = book.fill(phrasing, lang)
    except Unknown:
        return ""
    words = words.replace(" / ", ", ")
    return words[:1].upper() + words[1:]
