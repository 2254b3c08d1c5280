"""How callers put things: phrasings drawn by seed, and the facts that are spoken in them."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine.clinic import Clinic
from engine.speech.spoken import ordinal, spanish_number
from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.simulate.records import Entity
from qa.simulate.scenario import Facts, Scenario, Wants
from tools.sql.demo import NextWeekday, WorkingDay, resolve

MANNERS = Path(__file__).with_name("manners.yaml")
_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
REACTION = (0.3, 1.2)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = ("reason", "provider", "when", "visit")
_NAMES = ("given", "family", "name", "spelled", "spelled_given", "born", "phone", "option", *_WORDS)
_DIGITS = {
    Language.EN: "zero one two three four five six seven eight nine".split(),  # noqa: SIM905
    Language.ES: "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),  # noqa: SIM905
}


class Unknown(Exception):
    """The caller does not know the fact that they would have to say."""


class Manners:
    """The phrasings of ordinary people, by language and question, from `manners.yaml`."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls) -> "Manners":
        """Read the phrasings that ship with the program."""
        return cls(yaml.safe_load(MANNERS.read_text("utf-8")))

    def of(self, lang: Language, key: str) -> tuple[str, ...]:
        """The phrasings for a question, none where it takes more than manners to answer."""
        return tuple(self._phrases[lang.value].get(key, ()))


def unknown_placeholders(text: str) -> Iterator[str]:
    """The placeholders of a phrasing that nothing fills."""
    for name, argument in _PLACE.findall(text):
        if name in _NAMES or (name == "workday" and argument.isdigit()):
            continue
        if name in ("next", "this") and re.fullmatch(r"(mon|tue|wed|thu|fri|sat|sun)(\+\d+)?", argument):
            continue
        yield f"{name}:{argument}" if argument else name


class Calendar:
    """The days that scenarios name, counted from the clinic's clock as the demo clinic counts its own."""

    def __init__(self, clinic: Clinic, now: datetime) -> None:
        self._clinic = clinic
        self._now = now

    def day(self, name: str, argument: str) -> date:
        """`workday:3` is the third working day from now, `next:tue` the first Tuesday a week on or later,
        `next:fri+3` three days after such a Friday, `this:wed` the first Wednesday after today."""
        if name == "workday":
            return resolve(WorkingDay(int(argument)), self._clinic, self._now)
        weekday, _, more = argument.partition("+")
        number = _DAYS.index(weekday)
        if name == "next":
            return resolve(NextWeekday(number, int(more or 0)), self._clinic, self._now)
        today = self._clinic.local(self._now).date()
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1 + int(more or 0))


class Phrasebook:
    """Fills the phrasings of one call."""

    def __init__(self, scenario: Scenario, speech: Speech, clinic: Clinic) -> None:
        self.facts: Facts = scenario.facts
        self.wants: Wants = scenario.wants
        self.calendar = Calendar(clinic, scenario.now)
        self.speech = speech
        self._rng = random.Random(0)

    def reseed(self, seed: str) -> None:
        """Draw from here on as `seed` says."""
        self._rng = random.Random(seed)

    def reaction(self) -> float:
        """Seconds that people take to answer."""
        return round(self._rng.uniform(*REACTION), 2)

    def keys(self, keys: str) -> str:
        """Keys as pressed; `born` and `phone` stand for those of the fact."""
        if keys == "phone":
            return _known(self.facts.phone).removeprefix("+1")
        if keys == "born":
            if self.facts.born is None:
                raise Unknown
            return f"{self.facts.born:%m%d%Y}"
        return keys

    def draw(self, phrasings: Sequence[str]) -> str:
        """One of the phrasings."""
        return phrasings[self._rng.randrange(len(phrasings))]

    def fill(self, phrasing: str, lang: Language, option: str = "") -> tuple[str, tuple[Entity, ...]]:
        """The words and the facts in them; raises `Unknown` for a fact the caller does not know."""
        entities: list[Entity] = []

        def fact(match: re.Match[str]) -> str:
            name, argument = match[1], match[2] or ""
            said = option if name == "option" else self._fact(name, argument, lang)
            kind = "when" if name in ("workday", "next", "this", "option") else name
            if not _PLACE.search(said):  # a wish that names a day is filled in once more
                entities.append(Entity(kind=kind, text=said))
            return said

        words = _PLACE.sub(fact, phrasing)
        while _PLACE.search(words):  # a wish may name a day
            words = _PLACE.sub(fact, words)
        return words, tuple(entities)

    def words(self, text: str, lang: Language) -> str:
        """A text with its days as the agent says them, for comparing."""
        return _PLACE.sub(lambda m: self._day_as_spoken(self.calendar.day(m[1], m[2] or ""), lang), text)

    def iso(self, text: str) -> str:
        """A text with its days as dates: `{workday:3} 10:00` as `2026-03-05 10:00`."""
        return _PLACE.sub(lambda m: self.calendar.day(m[1], m[2] or "").isoformat(), text)

    def _fact(self, name: str, argument: str, lang: Language) -> str:
        facts = self.facts
        match name:
            case "given" | "family":
                return _known(getattr(facts, name))
            case "name":
                return f"{_known(facts.given)} {_known(facts.family)}"
            case "spelled_given":
                return ", ".join(_known(facts.given).upper())
            case "spelled":
                return ", ".join(_known(facts.family).upper().replace("'", ""))
            case "born":
                return self._born(facts.born, lang)
            case "phone":
                return self._phone(_known(facts.phone), lang)
            case "workday" | "next" | "this":
                return self._day_as_spoken(self.calendar.day(name, argument), lang)
        return _known(getattr(self.wants, name))

    def when(self, at: datetime, lang: Language) -> str:
        """A day and a time as the agent says them."""
        return f"{self.speech.form(lang, 'day', at)} {self.speech.form(lang, 'at', at)}"

    def _day_as_spoken(self, day: date, lang: Language) -> str:
        return self.speech.form(lang, "day", day)

    def _born(self, born: date | None, lang: Language) -> str:
        if born is None:
            raise Unknown("born")
        words: dict[str, Any] = self.speech.file(lang)["words"]
        month = words["months"][born.month - 1]
        if lang is Language.ES:
            return self.draw((
                f"{spanish_number(born.day)} de {month} de {spanish_number(born.year)}",
                f"{born.day} de {month} de {born.year}",
                f"el {born.day} de {month} del {born.year}",
            ))  # fmt: skip
        return self.draw((
            f"{month} {ordinal(born.day)}, {born.year}",
            f"{month} {born.day} {born.year}",
            f"{born.month:02}/{born.day:02}/{born.year}",
            f"the {ordinal(born.day)} of {month} {born.year}",
        ))  # fmt: skip

    def _phone(self, number: str, lang: Language) -> str:
        digits = number.removeprefix("+1")
        named = [_DIGITS[lang][int(digit)] for digit in digits]
        return self.draw((
            f"{digits[:3]} {digits[3:6]} {digits[6:]}",
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            " ".join(named),
        ))  # fmt: skip


def _known(fact: str) -> str:
    if not fact:
        raise Unknown
    return fact
