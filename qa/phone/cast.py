"""Who a person can play on the phone page, and what to say first. Only ever people of the demo clinic."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.clinic import Clinic
from engine.extraction import Record
from engine.stamps import day, moment, stamp
from qa.phone import shown
from tools.sql.demo import PATIENTS

HINTS = {
    "+12125550103": "There are two of her; the birthday decides.",
    "+12125550104": "There are two of her; the birthday decides.",
    "+12125550105": "Sounds like Jon Smyth, born the same day.",
    "+12125550106": "Sounds like John Smith, born the same day.",
    "+12125550109": "Speaks Spanish.",
    "+12125550110": "A child: you are Laura Johnson, her mother.",
    "+12125550112": "Li is the family name.",
}

_PATIENTS = text("SELECT id, name, date_of_birth, phone FROM Patients ORDER BY id")
_BOOKED = text(
    "SELECT a.patient_id, a.start_time, v.name AS provider FROM Appointments a"
    " JOIN Providers v ON v.id = a.provider_id WHERE a.status = 'booked' AND a.start_time > :now"
    " ORDER BY a.start_time"
)


class Role(Record, frozen=True):
    """Somebody to play."""

    name: str
    born: str
    phone: str
    """E.164, to call from."""
    phone_shown: str
    booked: tuple[str, ...]
    hint: str


class Opener(Record, frozen=True):
    """Something to say first."""

    label: str
    line: str
    lang: str = "en"


OPENERS = (
    Opener(label="Book", line="I'd like to book a check-up with Dr. Chen."),
    Opener(label="Move", line="I need to move my appointment to next week, in the morning."),
    Opener(label="Look up", line="Can you tell me when my next visit is?"),
    Opener(label="En español", line="En español, por favor. Quiero hacer una cita.", lang="es"),
    Opener(label="Urgent", line="My chest feels tight and I can't catch my breath."),
)


def roles(connection: Connection, clinic: Clinic, now: datetime) -> tuple[Role, ...]:
    """The demo clinic's people as the books have them; nobody else is ever read out. `now` is aware."""
    known = {(p.name or f"{p.given} {p.family}", p.born, p.phone) for p in PATIENTS}
    booked: dict[int, list[str]] = {}
    for row in connection.execute(_BOOKED, {"now": stamp(now)}).mappings():
        at = shown.moment(clinic.local(moment(row["start_time"])))
        booked.setdefault(row["patient_id"], []).append(f"{row['provider']}, {at}")
    return tuple(
        Role(
            name=row["name"],
            born=shown.birthday(day(row["date_of_birth"])),
            phone=row["phone"],
            phone_shown=shown.phone(row["phone"]),
            booked=tuple(booked.get(row["id"], ())),
            hint=HINTS.get(row["phone"], ""),
        )
        for row in connection.execute(_PATIENTS).mappings()
        if (row["name"], str(row["date_of_birth"]), row["phone"]) in known
    )
