"""More patients than the demo clinic has, all invented: enough for every caller to be somebody."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

GIVEN: tuple[str, ...] = (
    "Daniel",
    "Laura",
    "Michael",
    "Sarah",
    "David",
    "Emily",
    "James",
    "Rachel",
    "Robert",
    "Linda",
)
GIVEN += ("Thomas", "Karen", "Steven", "Nancy", "Kevin", "Julia", "Brian", "Megan", "George", "Helen")
FAMILY: tuple[str, ...] = (
    "Anderson",
    "Thompson",
    "Martinez",
    "Robinson",
    "Clark",
    "Lewis",
    "Walker",
    "Young",
    "Wright",
)
FAMILY += ("Scott", "Nelson", "Carter", "Mitchell", "Roberts", "Campbell")
AREAS = ("212", "646", "718")
"""With 555-0100 to 555-0199 behind them these are nobody's numbers."""
FIRST_BIRTHDAY = date(1950, 1, 3)
MONTHS: tuple[str, ...] = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
)
MONTHS += ("November", "December")

_ADD = text(
    "INSERT INTO Patients (name, date_of_birth, phone, given_name, family_name)"
    " VALUES (:name, :born, :phone, :given, :family)"
)


class Patient(NamedTuple):
    """What a caller knows about themselves."""

    given: str
    family: str
    born: date
    phone: str
    """E.164."""

    @property
    def spoken_name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def spoken_birth(self) -> str:
        return f"{MONTHS[self.born.month - 1]} {self.born.day}, {self.born.year}"

    @property
    def spoken_phone(self) -> str:
        return f"{self.phone[2:5]} {self.phone[5:8]} {self.phone[8:]}"


def patients(number: int) -> list[Patient]:
    """The first `number` of them, always the same ones; there are 280 at the most."""
    # the demo clinic's people have the numbers up to 0112 of the first area
    phones = [f"+1{area}555{line:04}" for area in AREAS for line in range(120 if area == "212" else 100, 200)]
    made = [
        Patient(
            GIVEN[n % len(GIVEN)],
            FAMILY[n // len(GIVEN)],
            FIRST_BIRTHDAY + timedelta(days=53 * n),
            phone,
        )
        for n, phone in enumerate(phones)
    ]
    return made[:number]


def add_patients(connection: Connection, added: list[Patient]) -> None:
    """Put them on the clinic's register."""
    connection.execute(
        _ADD,
        [
            {
                "name": patient.spoken_name,
                "born": patient.born.isoformat(),
                "phone": patient.phone,
                "given": patient.given,
                "family": patient.family,
            }
            for patient in added
        ],
    )
