"""Who keeps guessing: failed identifications, counted per caller's number and per record over all calls."""

import logging
from datetime import timedelta

from sqlalchemy import text

from engine.extraction import PatientName
from engine.identity import Person
from engine.likeness import name_likeness
from engine.stamps import stamp
from tools.interface import LookUpPatient
from tools.sql.books import Books

FAILURES = 5
"""Failures in a day after which a number, or a record, is not identified by telephone any more."""
DAY = timedelta(hours=24)
AIMED_AT = 0.85
"""Likeness of names from which on an attempt is held to aim at a record."""

log = logging.getLogger(__name__)

_BY_NUMBER = text(
    "SELECT count(*) AS n FROM IdentityAttempts WHERE number = :number AND number <> ''"
    " AND outcome <> 'matched' AND at >= :since"
)
_BY_RECORD = text(
    "SELECT count(*) AS n FROM IdentityAttempts WHERE patient_id = :patient AND outcome <> 'matched'"
    " AND at >= :since"
)
_SETTLE = text("DELETE FROM IdentityAttempts WHERE call_sid = :call_sid AND outcome = 'open'")
_NOTE = text(
    "INSERT INTO IdentityAttempts (call_sid, number, patient_id, outcome, at)"
    " VALUES (:call_sid, :number, :patient, :outcome, :at)"
)


class Locks:
    """Whether this number, or the record aimed at, has seen too many failures. Always the same two reads."""

    def __init__(self, books: Books, request: LookUpPatient, target: int) -> None:
        since = stamp(request.now - DAY) if request.now else ""
        by_number = books.one(_BY_NUMBER, number=request.caller, since=since)["n"]
        by_record = books.one(_BY_RECORD, patient=target, since=since)["n"]
        self.number = by_number >= FAILURES
        self.record = by_record >= FAILURES


def note(books: Books, request: LookUpPatient, target: int, *, matched: bool) -> None:
    """Keep the outcome of an attempt; one whose phone number is still to come is open until it does."""
    if request.now is None or not request.call_sid:
        return
    outcome = "matched" if matched else "failed" if request.phone else "open"
    books.write(_SETTLE, call_sid=request.call_sid)
    books.write(
        _NOTE,
        call_sid=request.call_sid,
        number=request.caller,
        patient=target or None,
        outcome=outcome,
        at=stamp(request.now),
    )


def target_of(request: LookUpPatient, persons: list[Person]) -> int:
    """The record that an attempt aims at, found or not; 0 where it aims at none."""
    likely = [
        (max((name_likeness(said, _name(person)) for said in request.names), default=0.0), person)
        for person in persons
    ]
    score, person = max(likely, key=lambda pair: pair[0], default=(0.0, None))
    return int(person.id) if person is not None and score >= AIMED_AT else 0


def _name(person: Person) -> PatientName:
    return PatientName(given=person.given, family=person.family)
