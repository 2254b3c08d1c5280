"""What a caller came for, held against what the agent says it will do: nobody says yes to another visit."""

from collections.abc import Callable, Collection
from datetime import datetime

from engine.vocabulary import Language
from qa.simulate.phrases import Phrasebook
from qa.simulate.scenario import Scenario, Visit

AGREED = "agreed"
READ_BACKS = {
    "schedule": "read_back_schedule",
    "reschedule": "read_back_reschedule",
    "cancel": "read_back_cancel",
}
ERRANDS = frozenset({*READ_BACKS, "look_up"})
"""Tags that name what a caller wants done."""
DONE = frozenset({"done_schedule", "done_schedule_for", "done_reschedule", "done_cancel"})
ANSWERED = DONE | {
    "one_booking", "several_bookings", "no_bookings", "no_such_booking", "kept", "nothing_changed",
    "clinic_hours", "clinic_address", "clinic_providers", "clinic_provider", "clinic_bring", "clinic_phone",
    "clinic_insurance", "clinic_automated", "clinic_unknown", "tool_failed",
}  # fmt: skip
"""Wordings that are an answer to what a caller came for."""


class Wishes:
    """The visits that a scenario wants, as its caller would know them when hearing them read back."""

    def __init__(self, scenario: Scenario, book: Phrasebook, words: Callable[[str], str]) -> None:
        self._scenario = scenario
        self._book = book
        self._words = words
        expect = scenario.expect
        self._errands = ERRANDS & set(scenario.tags)
        self._wanted: dict[str, list[Visit]] = {
            "schedule": [visit for visit in expect.booked if not visit.moved],
            "reschedule": [visit for visit in expect.booked if visit.moved],
            "cancel": [visit for visit in expect.cancelled if not visit.moved],
        }

    def is_unheard(self, cues: Collection[str]) -> bool:
        """Whether nothing that the agent has said in the call is an answer to what the caller came for."""
        changes = any(self._wanted.values())
        answers = DONE if changes else ANSWERED | set(self._scenario.expect.said)
        return not answers & set(cues)

    def is_answered(self, cues: Collection[str]) -> bool:
        """Whether anything of what the agent has said is an answer at all."""
        return bool((DONE | ANSWERED | set(self._scenario.expect.said)) & set(cues))

    @property
    def is_particular(self) -> bool:
        """Whether a visit at one time only is wanted."""
        return any(visit.start not in ("", AGREED) for visit in self._to_book)

    def choice(self, options: tuple[str, ...], lang: Language) -> int | None:
        """Which of the offers, counted from 1, is a visit that is wanted."""
        for number, option in enumerate(options, 1):
            if any(self._is_at(visit, option, lang) for visit in self._to_book):
                return number
        return None

    @property
    def _to_book(self) -> list[Visit]:
        return self._wanted["schedule"] + self._wanted["reschedule"]

    def _is_at(self, visit: Visit, option: str, lang: Language) -> bool:
        if visit.start in ("", AGREED):
            return False
        at = datetime.fromisoformat(self._book.iso(visit.start))
        day, time = self._book.speech.form(lang, "day", at), self._book.speech.form(lang, "time", at)
        bare, half = self._book.speech.form(lang, "bare", at), self._book.speech.form(lang, "half", at)
        on_time = time in option or (option.startswith(f"{bare} ") and half in option)
        return on_time and day.lower() in option.lower() and visit.provider in option

    def is_other_errand(self, read_back: str) -> bool:
        """Whether a read-back is about something the caller does not want done at all."""
        wanted = {errand for errand, visits in self._wanted.items() if visits} | self._errands
        named = [READ_BACKS[errand] for errand in wanted & READ_BACKS.keys()]
        return bool(wanted) and not read_back.startswith(tuple(named))

    def are_met(self, asking: str, read_back: str) -> bool:
        """Whether a visit that is wanted is read back; to who wants nothing in particular, any is."""
        if self.is_other_errand(read_back):
            return False
        visits = [
            v for errand, own in self._wanted.items() if read_back.startswith(READ_BACKS[errand]) for v in own
        ]
        return not visits or any(self._fits(visit, asking) for visit in visits)

    def other_doctor(self, asking: str) -> bool:
        """Whether the doctor is what is wrong."""
        named = [visit.provider for visits in self._wanted.values() for visit in visits if visit.provider]
        return bool(named) and not any(name in asking for name in named)

    def other_kind(self, asking: str) -> bool:
        """Whether the kind of visit is all that is wrong."""
        alike = [visit for visit in self._to_book if self._fits(visit, asking, any_kind=True)]
        return bool(alike) and not any(self._is_kind(visit, asking) for visit in alike)

    def _is_kind(self, visit: Visit, asking: str) -> bool:
        if visit.type is None:
            return True
        return any(self._book.speech.file(lang)["visit"][visit.type] in asking for lang in Language)

    def _fits(self, visit: Visit, asking: str, any_kind: bool = False) -> bool:
        named = any(name in asking for name in visit.patient.split())
        if not named or visit.provider not in asking or not (any_kind or self._is_kind(visit, asking)):
            return False
        if not visit.start or visit.start == AGREED:
            return True
        at = datetime.fromisoformat(self._book.iso(visit.start))
        return any(self._book.when(at, lang) in asking for lang in Language)
