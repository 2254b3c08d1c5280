"""Finds the one patient that all a caller said fits, with the same work whether there is one or not."""

import logging
from datetime import date, datetime

from sqlalchemy import RowMapping, text

from engine.extraction import PatientName
from engine.identity import Person, match_person
from engine.stamps import day, stamp
from tools.interface import Level, LookUpPatient, PatientFound, PatientNotFound
from tools.sql.attempts import Locks, note, target_of
from tools.sql.books import Books
from tools.sql.phones import e164

_BORN = text(
    "SELECT id, name, given_name, family_name, date_of_birth, phone FROM Patients"
    " WHERE date_of_birth = :born ORDER BY id"
)
_CALLS_FROM = text(
    "SELECT id, name, given_name, family_name, date_of_birth, phone FROM Patients"
    " WHERE phone = :phone ORDER BY id"
)
_OPTED_OUT = text("SELECT phone FROM OptOuts WHERE phone = :phone")
_SEEN = text(
    "SELECT DISTINCT p.specialty FROM Appointments a JOIN Providers p ON p.id = a.provider_id"
    " WHERE a.patient_id = :patient AND a.status = 'fulfilled' AND a.start_time >= :since"
    " ORDER BY p.specialty"
)

log = logging.getLogger(__name__)

ESTABLISHED_YEARS = 3
"""A patient is established who was seen in the same specialty within 36 months (CPT)."""

_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn"}
)
_PARTICLES |= {"la", "las", "le", "los", "mac", "mc", "san", "santa", "st", "st.", "ter", "van", "von", "y"}
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def look_up_patient(books: Books, request: LookUpPatient) -> PatientFound | PatientNotFound:
    """Answer who is meant; no record, several records and a wrong birthday look alike, and take as long."""
    rows = books.rows(_BORN, born=request.date_of_birth.isoformat())
    persons = [_person(row) for row in rows]
    match = match_person(request.names, (request.date_of_birth,), persons, phone=request.phone)
    found = next((p for p in persons if p.id == match.id), None)
    by_phone = [_person(row) for row in books.rows(_CALLS_FROM, phone=request.phone or "")]
    target = int(found.id) if found else target_of(request, [*persons, *by_phone])
    locks = Locks(books, request, target)
    right = found is not None and request.phone in (None, found.phone)
    note(books, request, target, matched=right and not (locks.number or locks.record))
    if locks.number:
        log.warning("identity-locked: this number has failed too often today")
        return PatientNotFound(locked=True)
    if locks.record:
        log.warning("identity-locked: record %d has been guessed at too often today", target)
        found = None
    phone = found.phone if found else None
    opted_out = books.row(_OPTED_OUT, phone=phone or "") is not None
    seen = books.rows(_SEEN, patient=int(found.id) if found else 0, since=_since(request.now))
    if found is None:
        return PatientNotFound()
    return PatientFound(
        patient_id=int(found.id),
        level=Level.L2 if phone and request.phone == phone else Level.L1,
        given=found.given,
        family=found.family,
        date_of_birth=found.date_of_birth,
        sms_ok=phone is not None and not opted_out,
        established=tuple(row["specialty"] for row in seen),
    )


def split_name(name: str) -> PatientName:
    """Part a full name: "Family, Given", else the last word and the particles before it are the family's."""
    if "," in name:
        family, _, given = name.partition(",")
        if given.strip().lower() not in _SUFFIXES:
            return PatientName(given=given.strip(), family=family.strip())
        name = family
    words = [word for word in name.split() if word.lower() not in _SUFFIXES]
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES:
        cut -= 1
    return PatientName(given=" ".join(words[:cut]), family=" ".join(words[cut:]))


def _person(row: RowMapping) -> Person:
    split = split_name(row["name"])
    return Person(
        id=str(row["id"]),
        given=row["given_name"] or split.given or "",
        family=row["family_name"] or split.family or "",
        date_of_birth=day(row["date_of_birth"]),
        phone=e164(row["phone"]),
    )


def _since(now: datetime | None) -> str:
    """The start of the 36 months; without a clock every visit on file counts."""
    if now is None:
        return ""
    start: date = now.date()
    leap_day = (start.month, start.day) == (2, 29)
    return stamp(now.replace(year=start.year - ESTABLISHED_YEARS, day=28 if leap_day else start.day))
