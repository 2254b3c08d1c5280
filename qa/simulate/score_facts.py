"""Hallucination without a judge: every fact that was spoken, and where it can have come from.

A fact is a doctor's name, a day, a time, a birthday, a telephone number, an address, a patient's name, or
the claim that something was booked, moved, cancelled or texted. It may come from a tool's answer up to that
moment, from the clinic's public facts, or from the caller's own words. Facts are compared as they are spoken.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from engine.clinic import Clinic
from engine.extraction import Record
from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.simulate.records import FinishedCall, Row
from qa.simulate.score_spoken import Visit, claims, facts_of, visits_of
from qa.simulate.score_turns import turns_of_replies

DOES: Mapping[str, tuple[str, str]] = {
    "booked": ("schedule", "booked"),
    "moved": ("reschedule", "booked"),
    "cancelled": ("cancel", "cancelled"),
    "texted": ("send_sms", "sms_queued"),
}
"""What is claimed: the tool that has to have done it, and what the tool answers then."""


class Unfounded(Record, frozen=True):
    """A spoken fact with no source."""

    reply: int
    """Which of the call's replies, from 0."""
    kind: str
    fact: str


class Known(Record, frozen=True):
    """A visit or an opening that a tool has told of."""

    id: int | None
    """None of an opening."""
    provider: str
    start: datetime
    """Clinic-local."""
    done_by: str = ""
    """The tool that made it."""


class Facts:
    """Finds the facts that nobody told the agent."""

    def __init__(self, clinic: Clinic, speech: Speech) -> None:
        self.clinic = clinic
        self.speech = speech

    def unfounded(self, call: FinishedCall) -> tuple[Unfounded, ...]:
        """Every fact of the agent's replies that has no source."""
        return tuple(dict.fromkeys(self._all(call)))

    def _all(self, call: FinishedCall) -> Iterator[Unfounded]:
        for number, (reply, turn) in enumerate(zip(call.replies, turns_of_replies(call), strict=True)):
            lang = Language(reply.lang)
            sources = _Sources(self, call, turn, lang)
            text = self._without_fixed_words(reply.text)
            for kind, fact in facts_of(text, lang, self.speech):
                if not sources.has(kind, fact):
                    yield Unfounded(reply=number, kind=kind, fact=fact)
            for visit in visits_of(text, lang, self.speech):
                if not sources.has_visit(visit):
                    yield Unfounded(reply=number, kind="visit", fact=visit.text)
            for claim in claims(text, lang):
                if not sources.has_done(claim):
                    yield Unfounded(reply=number, kind="claim", fact=claim)

    def _without_fixed_words(self, text: str) -> str:
        """A reply without the sentences that are the same in every call, and the clinic's own particulars."""
        clinic, speech = self.clinic, self.speech
        for lang in Language:
            for wordings in speech.file(lang)["say"].values():
                for wording in [wordings] if isinstance(wordings, str) else wordings:
                    if "{" not in wording:
                        text = text.replace(wording, "")
            text = text.replace(speech.form(lang, "hours", clinic.hours), "")
            text = text.replace(speech.form(lang, "phone", clinic.phone), "")
        return text.replace(clinic.address, "")


class _Sources:
    """All that the agent may know by one turn of a call."""

    def __init__(self, facts: Facts, call: FinishedCall, turn: int, lang: Language) -> None:
        self._facts, self._lang = facts, lang
        self._used = [row for row in call.history.get("tools", ()) if row["turn"] <= turn]
        turns = [row for row in call.history.get("turns", ()) if row["turn"] <= turn]
        self._known = [known for row in self._used for known in self._visits(row)]
        people = [row["result"] for row in self._used if row["result"].get("type") == "patient_found"]
        said = [(row["extraction"] or {}).get("slots", {}) for row in turns]
        self._names = {person["given"] for person in people}
        self._names |= {(slots.get("patient_name") or {}).get("given") for slots in said}
        born = [one.get("date_of_birth") for one in (*said, *people)]
        born += [_keyed(row["heard"]) for row in turns if row["heard_kind"] == "keyed"]
        self._born = {self._spoken("born", date.fromisoformat(day)) for day in born if day}

    def _spoken(self, kind: str, value: Any) -> str:
        return self._facts.speech.form(self._lang, kind, value)

    def _visits(self, row: Row) -> Iterator[Known]:
        result = row["result"]
        listed = [*result.get("openings", ()), *result.get("bookings", ())]
        done = result.get("type") == "booked"
        for one in [*listed, *([result["booking"]] if done else [])]:
            start = self._facts.clinic.local(datetime.fromisoformat(one["start"]))
            tool = row["tool"] if done else ""
            yield Known(id=one.get("id"), provider=one["provider"], start=start, done_by=tool)

    def has(self, kind: str, fact: str) -> bool:
        """Whether something known is spoken like this."""
        match kind:
            case "provider":
                return self._facts.clinic.provider(fact) is not None
            case "day" | "time" | "bare":
                return any(self._spoken(kind, known.start) == fact for known in self._known)
            case "born":
                return fact.strip() in self._born
            case "name":
                return fact in self._names
        return False  # the clinic's own number and address were taken out before

    def has_visit(self, visit: Visit) -> bool:
        """Whether doctor, day and time of a sentence belong together, each with some of the others."""
        known = [one for one in self._known if self._is_about(one, visit.claim)]
        fitting = [one for one in known if self._fits(one, visit)]
        heard = {self._spoken("day", one.start) for one in fitting}
        heard |= {self._spoken(kind, one.start) for one in fitting for kind in ("time", "bare")}
        heard |= {one.provider for one in fitting}
        named = {*visit.days, *visit.providers, *(words for _, words in visit.times)}
        return named <= heard

    def _is_about(self, known: Known, claim: str | None) -> bool:
        """What is said to be booked or moved is what was; what is said to be cancelled is, too."""
        if claim in ("booked", "moved"):
            return known.done_by == DOES[claim][0]
        if claim == "cancelled":
            return known.id in {row["request"].get("appointment_id") for row in self._of("cancelled")}
        return True

    def _fits(self, known: Known, visit: Visit) -> bool:
        day = not visit.days or self._spoken("day", known.start) in visit.days
        time = not visit.times or any(self._spoken(kind, known.start) == words for kind, words in visit.times)
        return day and time and (not visit.providers or known.provider in visit.providers)

    def _of(self, claim: str) -> list[Row]:
        tool, answer = DOES[claim]
        return [row for row in self._used if row["tool"] == tool and row["result"].get("type") == answer]

    def has_done(self, claim: str) -> bool:
        """Whether the tool that a claim is about has answered that it is done."""
        return bool(self._of(claim))


def _keyed(keys: str) -> str | None:
    """A birthday as it is keyed, month, day, year, in ISO; None for other keys. A star begins anew."""
    try:
        return datetime.strptime(keys.rpartition("*")[2].rstrip("#"), "%m%d%Y").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None
