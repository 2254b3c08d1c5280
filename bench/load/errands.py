"""What a caller says to each of the agent's questions, written as the recogniser writes it."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from bench.load.people import MONTHS, Person
from engine.vocabulary import Asked

GOODBYE = re.compile(r"Goodbye\.$")
LOST = "Sorry, what was that?"


class Errand(StrEnum):
    """What somebody calls for."""

    BOOK = "book"
    LOOK_UP = "look up"
    MOVE = "move"
    CANCEL = "cancel"
    QUESTION = "question"


OPENINGS: dict[Errand, tuple[str, ...]] = {
    Errand.BOOK: (
        "I'd like to book a visit.",
        "I need a follow-up.",
        "Hi, I need to schedule a physical.",
    ),
    Errand.LOOK_UP: ("I need to know when my next appointment is.", "When is my next visit?"),
    Errand.MOVE: ("I need to move my appointment.", "Can I reschedule my visit?"),
    Errand.CANCEL: ("I need to cancel my appointment.", "I'd like to cancel my visit, please."),
    Errand.QUESTION: ("What are your hours?", "Where are you located?", "What should I bring?"),
}
DONE: dict[Errand, re.Pattern[str]] = {
    Errand.BOOK: re.compile(r"You're booked: "),
    Errand.LOOK_UP: re.compile(r"upcoming visits?"),
    Errand.MOVE: re.compile(r"Done\. Your .* is now with"),
    Errand.CANCEL: re.compile(r"Done\. Your .* is cancelled"),
    Errand.QUESTION: re.compile(r"We're open|We're at|Please bring"),
}
FARTHEST = 80
FRIDAY = 5
DOCTORS = ("Dr. Maya Chen.", "Dr. Samuel Okafor, please.", "I'd like Dr. Thomas Nguyen.")


class Talk:
    """One caller's words, and whether the errand was done."""

    def __init__(self, person: Person, errand: Errand, rng: random.Random, today: date) -> None:
        self.person = person
        self.errand = errand
        self.rng = rng
        self.is_done = False
        self.today = today
        self.times_lost = 0

    def answer(self, reply: str) -> tuple[str, Asked | None] | None:
        """The answer and the question it is for; None where the call is over."""
        self.is_done = self.is_done or bool(DONE[self.errand].search(reply))
        if GOODBYE.search(reply):
            return None
        for rule in RULES:
            if rule.question.search(reply):
                return rule.says(self), rule.asked
        self.times_lost += 1
        return LOST, None

    def opening(self) -> str:
        return self.rng.choice(OPENINGS[self.errand])

    def day(self) -> str:
        """A day of the next months, so that not everybody wants the same openings."""
        day = self.today + timedelta(days=self.rng.randint(3, FARTHEST))
        if day.isoweekday() > FRIDAY:
            day += timedelta(days=8 - day.isoweekday())
        half = self.rng.choice((" in the morning", " in the afternoon", ""))
        return f"{MONTHS[day.month - 1]} {day.day}{half}."


class Rule(NamedTuple):
    """A question, and what answers it."""

    question: re.Pattern[str]
    asked: Asked
    says: Callable[[Talk], str]


def _rule(question: str, asked: Asked, *words: str | Callable[[Talk], str]) -> Rule:
    def says(talk: Talk) -> str:
        chosen = talk.rng.choice(words)
        return chosen if isinstance(chosen, str) else chosen(talk)

    return Rule(re.compile(question), asked, says)


RULES = (
    _rule(r"Should I (book|move|cancel) it\?", Asked.CONFIRMATION, "Yes.", "Yes, please.", "That's right."),
    _rule(
        r"nything else|What else can I|else I can",
        Asked.ANYTHING_ELSE,
        "No, that's all. Thank you.",
        "No, thank you.",
        "No, that's it.",
        "No.",
    ),
    _rule(r"date of birth", Asked.DATE_OF_BIRTH, lambda talk: talk.person.spoken_birth),
    _rule(r"last name", Asked.PATIENT_NAME, lambda talk: talk.person.spoken_name),
    _rule(r"phone number|ten digits", Asked.PHONE, lambda talk: talk.person.spoken_phone),
    _rule(
        r"either of those|one of those|Which would you like\?$",
        Asked.CHOICE,
        "The first one.",
        "The second one, please.",
        "The first one, please.",
    ),
    _rule(r"(Does that|Would that) work", Asked.CHOICE, "Yes, that works."),
    _rule(r"Which one is it|Is it the first", Asked.APPOINTMENT, "The first one."),
    _rule(r"Is it the one with", Asked.APPOINTMENT, "Yes."),
    _rule(r"severe, getting worse", Asked.SYMPTOM, "No."),
    _rule(r"visit for|as the reason|Is this a follow-up", Asked.REASON, "It's a follow-up.", "A follow-up."),
    _rule(
        r"doctor in mind|Which doctor|name a doctor|Which one would you like",
        Asked.PROVIDER,
        "Anyone is fine.",
        *DOCTORS,
    ),
    _rule(r"should I change|like instead: another", Asked.WHEN, lambda talk: talk.day()),
    _rule(r"[Ww]hat day|[Ww]hich day|name a day|times? (would )?work", Asked.WHEN, lambda talk: talk.day()),
    _rule(r"How can I help|Would you like to book|still there|still here", Asked.INTENT, Talk.opening),
)
"""The first whose question is found in a reply decides; what ends a reply stands before what may open one."""
