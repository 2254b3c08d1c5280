"""Finding openings: hours, holidays, visit length and bookings here, the caller's wish there."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.clinic import Clinic, Provider, Session
from engine.extraction import When
from tests.clinic_books import DATABASES, NOW, DemoBooks, book, new_books
from tools.interface import Failed, FindOpenings, Openings
from tools.sql.calendar import starts


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


def find(
    books: DemoBooks,
    *names: str,
    minutes: int = 30,
    after: datetime = NOW,
    when: When | None = None,
    **more: Any,
) -> list[tuple[str, str]]:
    """The openings of some providers as (family name, local time)."""
    providers = tuple(books.provider(name) for name in names or ("Chen",))
    request = FindOpenings(providers=providers, minutes=minutes, after=after, when=when or When(), **more)
    result = books.use(request)
    assert isinstance(result, Openings)
    assert all(opening.minutes == minutes for opening in result.openings)
    return [(o.provider.split()[-1], f"{books.clinic.local(o.start):%m-%d %H:%M}") for o in result.openings]


def on(month: int, day: int, *times: str, until: tuple[int, int] | None = None) -> When:
    """A wish for a day, or from a day until another, and for a time or a range of times."""
    hours = [time.fromisoformat(t) for t in times]
    return When(
        start=date(2026, month, day),
        end=date(2026, *(until or (month, day))),
        time_from=hours[0] if hours else None,
        time_to=hours[-1] if hours else None,
    )


def clocks(found: list[tuple[str, str]]) -> list[str]:
    return [at.split()[1] for _, at in found]


MORNING = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
AFTERNOON = ["13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]


def test_a_free_day_is_the_clinics_hours(books: DemoBooks) -> None:
    """Half hours from eight to five, less lunch."""
    assert clocks(find(books, when=on(3, 5))) == MORNING + AFTERNOON


def test_a_long_visit_ends_before_lunch_and_closing(books: DemoBooks) -> None:
    """An hour starts at eleven and at four at the latest."""
    assert clocks(find(books, minutes=60, when=on(3, 5))) == MORNING[:-1] + AFTERNOON[:-1]


def test_a_taken_slot_is_not_offered(books: DemoBooks) -> None:
    """What is booked is not offered, not for a single day either, nor is an hour that runs into it."""
    book(books, books.at(3, 5, 9))
    assert clocks(find(books, when=on(3, 5))) == [t for t in MORNING + AFTERNOON if t != "09:00"]
    hours = clocks(find(books, minutes=60, when=on(3, 5)))
    assert "08:30" not in hours
    assert "09:00" not in hours
    assert {"08:00", "09:30"} <= set(hours)


def test_a_cancelled_visit_leaves_its_time_free(books: DemoBooks) -> None:
    """Only booked visits are in the way."""
    book(books, books.at(3, 5, 9))
    books.run("UPDATE Appointments SET status = 'cancelled'")
    assert clocks(find(books, when=on(3, 5))) == MORNING + AFTERNOON


def test_a_visit_off_the_grid_is_in_the_way(books: DemoBooks) -> None:
    """A visit that another program put across two cells takes both."""
    books.run(
        "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status)"
        " VALUES (1, 1, '2026-03-05 14:15:00', '2026-03-05 14:45:00', 'booked')"
    )
    assert clocks(find(books, when=on(3, 5))) == [*MORNING[:2], *MORNING[4:], *AFTERNOON]


def test_the_patients_other_visits_are_in_the_way(books: DemoBooks) -> None:
    """Times at which the patient is elsewhere are left out, but not the visit that is being moved."""
    booking = book(books, books.at(3, 5, 9))
    patient = books.patient("0111")
    assert "09:00" not in clocks(find(books, "Kim", when=on(3, 5), patient_id=patient))
    assert "09:00" in clocks(find(books, "Kim", when=on(3, 5)))
    assert "09:00" in clocks(
        find(books, "Chen", "Kim", when=on(3, 5), patient_id=patient, ignoring=booking.id)
    )


def test_nothing_starts_before_after(books: DemoBooks) -> None:
    """Today begins at the moment that is given."""
    assert clocks(find(books, when=on(3, 3)))[0] == "10:30"
    assert clocks(find(books, after=books.at(3, 3, 13, 0), when=on(3, 3)))[0] == "13:00"
    assert find(books, when=on(3, 2)) == []


def test_the_soonest_comes_first(books: DemoBooks) -> None:
    """Several providers' times are in order of time, however far the wish goes, up to the limit."""
    found = find(books, "Kim", "Chen", after=books.at(3, 3, 17), limit=5, when=When(earliest=True))
    assert found == [
        ("Kim", "03-04 08:00"),
        ("Chen", "03-04 08:00"),
        ("Kim", "03-04 08:30"),
        ("Chen", "03-04 08:30"),
        ("Kim", "03-04 09:00"),
    ]


def test_providers_work_on_their_own_days(books: DemoBooks) -> None:
    """A week of Dr. Chan is Tuesday and Thursday, Dr. Kim's days end at noon."""
    week = on(3, 9, until=(3, 13))
    assert {at.split()[0] for _, at in find(books, "Chan", when=week)} == {"03-10", "03-12"}
    assert clocks(find(books, "Kim", when=on(3, 10))) == MORNING


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (("14:00",), ["14:00"]),
        (("14:10",), []),
        (("12:00", "14:00"), ["13:00", "13:30"]),
        (("08:00", "09:00"), ["08:00", "08:30"]),
        (("16:00", "17:00"), ["16:00", "16:30"]),
        (("17:00", "20:00"), []),
    ],
)
def test_a_wish_for_a_time(books: DemoBooks, wish: tuple[str, ...], expected: list[str]) -> None:
    """A single time is exactly that; in a range a visit starts before its end."""
    assert clocks(find(books, when=on(3, 5, *wish))) == expected


def test_open_ended_wishes(books: DemoBooks) -> None:
    """ "After three" and "before nine" have one end each, as have days."""
    day = on(3, 5)
    late = msgspec.structs.replace(day, time_from=time(15))
    early = msgspec.structs.replace(day, time_to=time(9))
    assert clocks(find(books, when=late)) == AFTERNOON[4:]
    assert clocks(find(books, when=early)) == MORNING[:2]
    assert find(books, when=When(start=date(2026, 5, 20)), limit=1) == [("Chen", "05-20 08:00")]
    assert find(books, when=When(end=date(2026, 3, 4)), limit=500)[-1] == ("Chen", "03-04 16:30")


def test_a_wish_for_weekdays(books: DemoBooks) -> None:
    """ "Tuesdays or Thursdays" leaves out the other days."""
    when = When(start=date(2026, 3, 9), end=date(2026, 3, 20), weekdays=("tue", "thu"))
    assert {at.split()[0] for _, at in find(books, when=when)} == {"03-10", "03-12", "03-17", "03-19"}


def test_closed_days_have_no_openings(books: DemoBooks) -> None:
    """Weekends, federal holidays and the clinic's own closures are left out."""
    assert find(books, when=on(3, 7, until=(3, 8))) == []
    assert find(books, when=on(5, 25)) == []
    books.run("INSERT INTO Closures (day, reason) VALUES ('2026-03-05', 'Staff day')")
    reopened = DemoBooks(books.store, _read(books), NOW)
    assert find(reopened, when=on(3, 5)) == []


def _read(books: DemoBooks) -> Clinic:
    from tools.sql import read_clinic

    return books.store.transact_now(read_clinic)


def test_nothing_is_offered_beyond_the_horizon(books: DemoBooks) -> None:
    """Ninety days ahead the calendar ends."""
    assert find(books, when=on(9, 1)) == []
    assert find(books, limit=5000)[-1][1].startswith("06-01")


def test_an_unknown_provider_is_a_failure_and_no_empty_list(books: DemoBooks) -> None:
    """Nothing may be concluded from a question about nobody."""
    assert isinstance(books.use(FindOpenings(providers=(99,), minutes=30, after=NOW)), Failed)


def test_nobody_has_no_openings(books: DemoBooks) -> None:
    """A search among no providers is truly empty."""
    assert books.use(FindOpenings(providers=(), minutes=30, after=NOW)) == Openings(openings=())


def test_wall_times_hold_when_the_clocks_change(books: DemoBooks) -> None:
    """Nine o'clock is nine o'clock before and after the change; in UTC it moves."""
    for day, utc in ((6, "14:00"), (9, "13:00")):
        request = FindOpenings(
            providers=(books.provider("Chen"),), minutes=30, after=NOW, when=on(3, day, "09:00")
        )
        result = books.use(request)
        assert isinstance(result, Openings)
        assert [f"{o.start:%H:%M}" for o in result.openings] == [utc]


# ---------------------------------------------------------------- the calendar itself


def all_night(weekday: int) -> tuple[Clinic, Provider]:
    """A clinic open from midnight to six, where the clocks change while it is open."""
    session = Session(weekday=weekday, start=time(0), end=time(6))
    provider = Provider(id=1, name="Dr. Night", specialty="Family Medicine")
    clinic = Clinic(
        name="Night Clinic",
        timezone="America/New_York",
        address="",
        phone="",
        providers=(provider,),
        hours=(session,),
    )
    return clinic, provider


def test_the_hour_that_spring_skips_is_not_offered() -> None:
    """On 8 March 2026 there is no half past two in New York; one o'clock and an hour is three o'clock."""
    clinic, provider = all_night(6)
    found = list(starts(clinic, provider, date(2026, 3, 8), 60))
    assert [f"{clinic.local(at):%H:%M}" for at in found] == [
        "00:00",
        "00:30",
        "01:00",
        "01:30",
        "03:00",
        "03:30",
        "04:00",
        "04:30",
        "05:00",
    ]
    assert all(later - sooner >= timedelta(minutes=30) for sooner, later in itertools.pairwise(found))


def test_the_hour_that_autumn_repeats_is_offered_once() -> None:
    """On 1 November 2026 half past one comes twice in New York; the first one is meant."""
    clinic, provider = all_night(6)
    found = list(starts(clinic, provider, date(2026, 11, 1), 30))
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC) in found
    assert datetime(2026, 11, 1, 6, 30, tzinfo=UTC) not in found
    assert len(found) == 12


def test_sessions_that_touch_are_one() -> None:
    """A visit may run across the seam of two sessions, not across a gap."""
    clinic, provider = all_night(0)
    halves = (
        Session(weekday=0, start=time(0), end=time(1)),
        Session(weekday=0, start=time(1), end=time(2)),
        Session(weekday=0, start=time(3, 15), end=time(4, 15)),
    )
    found = list(starts(clinic, msgspec.structs.replace(provider, sessions=halves), date(2026, 3, 2), 60))
    assert [f"{clinic.local(at):%H:%M}" for at in found] == ["00:00", "00:30", "01:00"]
