"""The clinic as its database describes it: holidays, hours, and the demo clinic of the design."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from engine.clinic import Session
from engine.store import Store
from engine.vocabulary import VisitType
from tests.clinic_books import DATABASES, NOW, DemoBooks, fresh_url, open_books, open_demo_books
from tools.sql import load_demo, read_clinic
from tools.sql.demo import NextWeekday, WorkingDay, resolve
from tools.sql.holidays import us_federal_holidays


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def books(url: str) -> Iterator[DemoBooks]:
    opened = open_books(url)
    yield opened
    asyncio.run(opened.close())


# ---------------------------------------------------------------- holidays


def test_the_holidays_of_a_year() -> None:
    """The eleven federal holidays, and the day on which one that falls on a weekend is observed."""
    assert us_federal_holidays([2026]) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 19): "Martin Luther King Jr. Day",
        date(2026, 2, 16): "Presidents' Day",
        date(2026, 5, 25): "Memorial Day",
        date(2026, 6, 19): "Juneteenth",
        date(2026, 7, 3): "Independence Day (observed)",
        date(2026, 7, 4): "Independence Day",
        date(2026, 9, 7): "Labor Day",
        date(2026, 10, 12): "Columbus Day",
        date(2026, 11, 11): "Veterans Day",
        date(2026, 11, 26): "Thanksgiving Day",
        date(2026, 12, 25): "Christmas Day",
    }


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2022, 12, 26), "Christmas Day (observed)"),
        (date(2023, 1, 2), "New Year's Day (observed)"),
        (date(2027, 12, 24), "Christmas Day (observed)"),
        (date(2027, 5, 31), "Memorial Day"),
        (date(2028, 11, 10), "Veterans Day (observed)"),
        (date(2029, 11, 22), "Thanksgiving Day"),
    ],
)
def test_observed_holidays(day: date, name: str) -> None:
    """Saturday's holiday is observed on Friday, Sunday's on Monday, also across the turn of the year."""
    assert us_federal_holidays(range(2021, 2031))[day] == name


def test_juneteenth_began_in_2021() -> None:
    """Earlier years did not have it."""
    assert date(2020, 6, 19) not in us_federal_holidays([2020])


# ---------------------------------------------------------------- the demo clinic


def test_the_demo_clinics_facts(books: DemoBooks) -> None:
    """Name, zone, hours, openings and kinds of visit are those of the design."""
    clinic = books.clinic
    assert (clinic.name, clinic.timezone) == ("Atlas Healthcare Clinic", "America/New_York")
    assert clinic.hours[:2] == (
        Session(weekday=0, start=time(8), end=time(12)),
        Session(weekday=0, start=time(13), end=time(17)),
    )
    assert (clinic.grid_minutes, clinic.lead_minutes, clinic.horizon_days) == (30, 120, 90)
    long = {kind for kind, minutes in clinic.durations.items() if minutes == 60}
    assert long == {VisitType.NEW_PATIENT, VisitType.PHYSICAL}
    assert clinic.durations[VisitType.FOLLOW_UP] == 30
    assert clinic.closures[date(2026, 11, 26)] == "Thanksgiving Day"
    assert not clinic.is_open(books.at(3, 5, 12, 30))
    assert clinic.is_open(books.at(3, 5, 13))


def test_the_demo_clinics_providers(books: DemoBooks) -> None:
    """Seven providers, each on their days."""
    days = "MTWTF"
    found = {
        p.name: (p.specialty, "".join(days[d] for d in sorted({s.weekday for s in p.sessions})))
        for p in books.clinic.providers
    }
    assert found == {
        "Dr. Maya Chen": ("Family Medicine", "MTWTF"),
        "Dr. Samuel Okafor": ("Family Medicine", "MWF"),
        "Dr. Wei Chan": ("Orthopedics", "TT"),
        "Dr. Elena Ruiz": ("Pediatrics", "MTWT"),
        "Dr. Priya Patel": ("Cardiology", "MTT"),
        "Dr. Thomas Nguyen": ("Dermatology", "WF"),
        "Dr. Grace Kim": ("Obstetrics and Gynecology", "MTWTF"),
    }
    ruiz = next(p for p in books.clinic.providers if p.name == "Dr. Elena Ruiz")
    assert (ruiz.min_age, ruiz.max_age) == (0, 17)


def test_the_demo_clinics_patients(books: DemoBooks) -> None:
    """Twelve patients: a child and her guardian, one who speaks Spanish, one with the family name first."""
    rows = books.rows("SELECT * FROM Patients ORDER BY id")
    assert [row["phone"] for row in rows] == [f"+12125550{n}" for n in range(101, 113)]
    assert all(row["email"].endswith("@example.com") for row in rows)
    by_name = {row["name"]: row for row in rows}
    assert by_name["Sofía Hernández"]["language"] == "es"
    assert "Laura Johnson" in by_name["Emma Johnson"]["notes"]
    assert (by_name["Li Wei"]["given_name"], by_name["Li Wei"]["family_name"]) == ("Wei", "Li")


def test_the_demo_clinics_bookings(books: DemoBooks) -> None:
    """Six bookings, counted from the day the clinic was loaded, at the design's times of day."""
    sql = (
        "SELECT p.name AS patient, d.name AS provider, a.start_time, a.status FROM Appointments a"
        " JOIN Patients p ON p.id = a.patient_id JOIN Providers d ON d.id = a.provider_id"
        " ORDER BY a.start_time"
    )
    found = [(r["patient"], r["provider"].split()[-1], r["start_time"], r["status"]) for r in books.rows(sql)]
    assert found == [
        ("Tyrome Williams", "Chen", "2026-03-06T15:00:00Z", "booked"),
        ("Rahul Patel", "Patel", "2026-03-10T13:30:00Z", "booked"),
        ("Maria Garcia", "Nguyen", "2026-03-11T18:00:00Z", "booked"),
        ("Robert O'Neill", "Chan", "2026-03-12T15:00:00Z", "booked"),
        ("Aisha Khan", "Okafor", "2026-03-13T12:30:00Z", "booked"),
        ("Aisha Khan", "Kim", "2026-03-16T13:00:00Z", "booked"),
    ]
    (maria,) = books.rows(
        "SELECT p.date_of_birth FROM Appointments a JOIN Patients p ON p.id = a.patient_id"
        " WHERE p.name = :name",
        name="Maria Garcia",
    )
    assert maria["date_of_birth"] == "1985-03-12"


@pytest.mark.parametrize(
    ("now", "working", "tuesday", "monday_after_friday"),
    [
        ("2026-11-23T15:00", "2026-11-27", "2026-12-01", "2026-12-07"),  # Thanksgiving is no working day
        ("2026-03-07T15:00", "2026-03-11", "2026-03-17", "2026-03-23"),  # a Saturday
        ("2026-03-10T15:00", "2026-03-13", "2026-03-17", "2026-03-23"),  # a Tuesday: seven days on
        ("2026-03-11T03:00", "2026-03-13", "2026-03-17", "2026-03-23"),  # still Tuesday at the clinic
    ],
)
async def test_demo_days(
    tmp_path: Path, now: str, working: str, tuesday: str, monday_after_friday: str
) -> None:
    """Working days leave out weekends and holidays; "next" is at least seven of the clinic's days away."""
    books = await open_demo_books(tmp_path)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert resolve(WorkingDay(3), books.clinic, at) == date.fromisoformat(working)
    assert resolve(NextWeekday(1), books.clinic, at) == date.fromisoformat(tuesday)
    assert resolve(NextWeekday(4, more=3), books.clinic, at) == date.fromisoformat(monday_after_friday)
    await books.close()


def test_the_demo_is_loaded_once(books: DemoBooks) -> None:
    """A clinic that is there already is left alone."""
    assert books.store.transact_now(lambda connection: load_demo(connection, NOW)) is False
    assert len(books.rows("SELECT id FROM Patients")) == 12


def test_the_demo_is_not_loaded_into_somebodys_clinic(url: str) -> None:
    """One provider of another program's is enough for the demo to keep out."""
    store = Store.open(url)
    books = DemoBooks(store, store.transact_now(read_clinic), NOW)
    books.run("INSERT INTO Providers (name, specialty) VALUES ('Dr. Real', 'Family Medicine')")
    assert store.transact_now(lambda connection: load_demo(connection, NOW)) is False
    assert books.rows("SELECT id FROM Patients") == []
    asyncio.run(store.close())


def test_the_demo_opens_in_another_zone(url: str) -> None:
    """Where the clinic's zone is set, its bookings are at ten o'clock there."""
    store = Store.open(url)
    store.transact_now(lambda connection: load_demo(connection, NOW, timezone="America/Los_Angeles"))
    clinic = store.transact_now(read_clinic)
    books = DemoBooks(store, clinic, NOW)
    (first, *_) = books.rows("SELECT start_time FROM Appointments ORDER BY id")
    assert (clinic.timezone, first["start_time"]) == ("America/Los_Angeles", "2026-03-06T18:00:00Z")
    asyncio.run(store.close())


# ---------------------------------------------------------------- reading a clinic


def test_settings_override_the_database(books: DemoBooks) -> None:
    """Name, zone and telephone number of the settings win."""
    clinic = books.store.transact_now(
        lambda connection: read_clinic(
            connection, name="North", timezone="America/Chicago", phone="+13125550100"
        )
    )
    assert (clinic.name, clinic.timezone, clinic.phone) == ("North", "America/Chicago", "+13125550100")


def test_an_unknown_zone_is_named(books: DemoBooks) -> None:
    """A zone that does not exist stops the server with the setting's name."""
    with pytest.raises(ValueError, match="CLINIC_TIMEZONE"):
        books.store.transact_now(lambda connection: read_clinic(connection, timezone="Mars/Olympus"))


def test_a_clinic_that_says_little_has_defaults(url: str) -> None:
    """Three tables with a provider are a clinic: weekdays 8 to 5 with lunch, everybody in all the time."""
    store = Store.open(url)
    books = DemoBooks(store, store.transact_now(read_clinic), NOW)
    books.run("INSERT INTO Providers (name, specialty) VALUES ('Dr. Real', 'Family Medicine')")
    clinic = store.transact_now(read_clinic)
    assert [p.name for p in clinic.providers] == ["Dr. Real"]
    assert clinic.providers[0].sessions == ()
    assert len(clinic.hours) == 10
    assert clinic.durations[VisitType.PHYSICAL] == 60
    asyncio.run(store.close())


def test_the_clinic_says_its_own_rules(books: DemoBooks) -> None:
    """Grid, lead time, horizon, closures and kinds of visit are rows; a provider who left is gone."""
    books.run(
        "UPDATE ClinicProfile SET grid_minutes = 15, lead_minutes = 60, horizon_days = 30, holidays = 'none'"
    )
    books.run("INSERT INTO Closures (day, reason) VALUES ('2026-03-05', 'Staff day')")
    books.run("UPDATE VisitTypes SET minutes = 45 WHERE name = 'physical'")
    books.run("INSERT INTO VisitTypes (name, minutes) VALUES ('acupuncture', 20)")
    books.run("UPDATE Providers SET active = FALSE WHERE name = 'Dr. Grace Kim'")
    clinic = books.store.transact_now(read_clinic)
    assert (clinic.grid_minutes, clinic.lead_minutes, clinic.horizon_days) == (15, 60, 30)
    assert clinic.closures == {date(2026, 3, 5): "Staff day"}
    assert clinic.durations[VisitType.PHYSICAL] == 45
    assert "Dr. Grace Kim" not in {p.name for p in clinic.providers}
