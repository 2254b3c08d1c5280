"""The wordings of both languages, and how facts are put into them."""

import string
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from engine.clinic import Session
from engine.speech import spoken
from engine.vocabulary import Language

NOON = 12
FOLDER = Path(__file__).parent


class MissingWording(KeyError):
    """A key that no language file has: a fault of the program, never of a caller."""


class _Form(string.Formatter):
    """Fills a wording; the part behind the colon names how a fact is read aloud."""

    def __init__(self, lang: Language, file: Mapping[str, Any]) -> None:
        self._lang = lang
        self._file = file
        self._readers: Mapping[str, Callable[[Any], str]] = {
            "day": self._day,
            "born": self._born,
            "text": self._text,
            "time": self._clock(spoken.TIME),
            "at": self._clock(spoken.AT),
            "bare": self._clock(spoken.BARE),
            "half": self._clock(spoken.HALF),
            "phone": spoken.phone_groups,
            "dial": spoken.phone_written,
            "visit": self._visit,
            "specialty": self._specialty,
            "and": self._and,
            "or": self._or,
            "hours": self._hours,
        }

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        if format_spec in self._readers:
            return self._readers[format_spec](value)
        # any other is a form of the language's file, filled with the parts of the fact
        return self.format(self._file["forms"][format_spec], **value)

    def _day(self, value: date) -> str:
        return self._date("day", value)

    def _born(self, value: date) -> str:
        return self._date("born", value)

    def _text(self, value: datetime) -> str:
        return self._date("text", value)

    def _date(self, form: str, value: date) -> str:
        words = spoken.day_words(value, self._lang, self._file["words"])
        if isinstance(value, datetime):
            words["digits"] = spoken.clock_digits(value)
        return self.format(self._file["forms"][form], **words)

    def _clock(self, words: Mapping[Language, Callable[[time], str]]) -> Callable[[datetime | time], str]:
        return lambda value: words[self._lang](value.time() if isinstance(value, datetime) else value)

    def _visit(self, value: str | None) -> str:
        return str(self._file["visit"][value or "other"])

    def _specialty(self, value: str) -> str:
        return str(self._file["specialty"].get(value, value))

    def _and(self, values: Sequence[str]) -> str:
        return self._list("and", values)

    def _or(self, values: Sequence[str]) -> str:
        return self._list("or", values)

    def _list(self, form: str, values: Sequence[str]) -> str:
        if len(values) < 2:
            return "".join(values)
        most = self._file["forms"]["comma"].join(values[:-1])
        return self.format(self._file["forms"][form], most=most, last=values[-1])

    def _hours(self, sessions: Sequence[Session]) -> str:
        """Days with the same sessions are named together: "Monday to Friday from …"."""
        by_day: dict[int, list[tuple[time, time]]] = {}
        for session in sessions:
            by_day.setdefault(session.weekday, []).append((session.start, session.end))
        runs: list[list[int]] = []
        for weekday in sorted(by_day):
            if runs and weekday == runs[-1][-1] + 1 and by_day[weekday] == by_day[runs[-1][0]]:
                runs[-1].append(weekday)
            else:
                runs.append([weekday])
        return self._list("and", [self._run(run, by_day[run[0]]) for run in runs])

    def _run(self, days: list[int], sessions: list[tuple[time, time]]) -> str:
        forms, names = self._file["forms"], self._file["words"]["weekdays"]
        named = names[days[0]]
        if len(days) > 1:
            named = self.format(forms["through"], first=named, last=names[days[-1]])
        spans = [
            self.format(forms["half_session" if _same_half(*span) else "session"], start=span[0], end=span[1])
            for span in sessions
        ]
        return self.format(forms["on_days"], days=named, sessions=self._list("and", spans))


def _same_half(start: time, end: time) -> bool:
    return (start.hour < NOON) == (end.hour < NOON)


class Speech:
    """Every sentence the agent can say."""

    def __init__(self, files: Mapping[Language, Mapping[str, Any]]) -> None:
        self._files = files
        self._forms = {lang: _Form(lang, file) for lang, file in files.items()}

    @classmethod
    def load(cls) -> "Speech":
        """Read the wordings that ship with the program."""
        return cls({lang: tomllib.loads((FOLDER / f"{lang}.toml").read_text("utf-8")) for lang in Language})

    def file(self, lang: Language) -> Mapping[str, Any]:
        """All wordings, forms and words of one language."""
        return self._files[lang]

    def has(self, key: str) -> bool:
        """Whether there is a wording of that name."""
        return key in self._files[Language.EN]["say"]

    def say(self, lang: Language, key: str, facts: Mapping[str, Any], again: int = 0) -> str:
        """The sentence `key` filled with `facts`; `again` picks the next wording when it is repeated.

        Raises `MissingWording` for a key that no file has.
        """
        wording = self._files[lang]["say"].get(key)
        if wording is None:
            raise MissingWording(key)
        if isinstance(wording, list):
            wording = wording[min(again, len(wording) - 1)]
        return self._forms[lang].format(wording, **facts)

    def form(self, lang: Language, name: str, fact: Any) -> str:
        """One fact read aloud, as inside a sentence."""
        return self._forms[lang].format_field(fact, name)

    def option(self, lang: Language, key: str, fact: str, facts: Mapping[str, Any]) -> str:
        """How the wording `key` speaks the fact `fact`, in its first wording; what has to be heard of it."""
        wording = self._files[lang]["say"][key]
        first = wording[0] if isinstance(wording, list) else wording
        for _, name, spec, _ in string.Formatter().parse(first):
            if name is not None and name.split("[")[0] == fact:
                return self._forms[lang].format_field(facts[fact], spec or "")
        raise MissingWording(f"{key}: {fact}")
