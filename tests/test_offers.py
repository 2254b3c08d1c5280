"""Which openings are offered."""

from datetime import datetime, time

from engine.clinic import Clinic, Provider, Session
from engine.extraction import When
from engine.memory import Errand, Search
from engine.offers import apart, candidates, pick
from engine.vocabulary import Intent, Wish
from tools.interface import Opening

CHEN = Provider(id=1, name="Dr. Maya Chen", specialty="Family Medicine")
CLINIC = Clinic(
    name="Atlas",
    timezone="America/New_York",
    address="",
    phone="",
    providers=(CHEN,),
    hours=tuple(Session(weekday=d, start=time(8), end=time(17)) for d in range(5)),
)


def opening(day: int, hour: int, minute: int = 0) -> Opening:
    """An opening in March 2026, clinic time."""
    start = CLINIC.utc(datetime(2026, 3, day, hour, minute))
    return Opening(provider_id=1, provider=CHEN.name, start=start, minutes=30)


def errand(*found: Opening, offered: tuple[Opening, ...] = (), wish: Wish | None = None) -> Errand:
    return Errand(
        intent=Intent.SCHEDULE,
        number=1,
        found=found,
        offered=offered,
        shown=offered,
        wish=wish,
        search=Search(providers=(1,), minutes=30, when=When()),
    )


def test_two_days_are_offered_rather_than_two_times_of_one_day() -> None:
    """Offers contrast, so that one of them may suit."""
    openings = [opening(3, 9), opening(3, 9, 30), opening(3, 14), opening(4, 9)]
    assert pick(CLINIC, openings) == (opening(3, 9), opening(4, 9))


def test_on_one_day_morning_and_afternoon_are_offered() -> None:
    """With a single day, its halves contrast."""
    openings = [opening(3, 8), opening(3, 8, 30), opening(3, 14)]
    assert opening(3, 14) in pick(CLINIC, openings)


def test_what_was_offered_is_not_offered_again() -> None:
    """A refused time does not come back."""
    old = (opening(3, 9), opening(4, 9))
    assert candidates(CLINIC, errand(*old, opening(5, 9), offered=old, wish=Wish.MORE)) == (opening(5, 9),)


def test_earlier_later_and_another_day_are_about_the_last_offers() -> None:
    """A wish is measured against what was just said."""
    all_ = (opening(3, 8), opening(3, 10), opening(3, 16), opening(5, 9))
    last = (opening(3, 10),)
    assert candidates(CLINIC, errand(*all_, offered=last, wish=Wish.EARLIER)) == (opening(3, 8),)
    assert candidates(CLINIC, errand(*all_, offered=last, wish=Wish.LATER)) == (opening(3, 16), opening(5, 9))
    assert candidates(CLINIC, errand(*all_, offered=last, wish=Wish.OTHER_DAY)) == (opening(5, 9),)


def test_where_nothing_fits_the_nearest_comes_first() -> None:
    """Nearest means the day first, then the time of day."""
    wish = When(
        start=datetime(2026, 3, 4).date(),
        end=datetime(2026, 3, 4).date(),
        time_from=time(14),
        time_to=time(14),
    )
    far = errand(opening(2, 14), opening(4, 8), opening(4, 15), opening(9, 14))
    far.search = Search(providers=(1,), minutes=30, when=wish, widened=2)
    assert candidates(CLINIC, far)[:2] == (opening(4, 15), opening(4, 8))


def test_who_was_too_late_twice_is_offered_other_times_than_those_who_race_for_them() -> None:
    """Nothing is left out, and each call has its own order; the first time everybody gets the best ones."""
    day = tuple(opening(4, hour) for hour in range(8, 17))
    late = errand(*day)
    late.lost = 1
    assert apart(day, late, "CA1") == day
    late.lost = 2
    calls = [apart(day, late, f"CA{number}") for number in range(20)]
    assert all(sorted(o.start for o in those) == [o.start for o in day] for those in calls)
    assert len({those[0] for those in calls}) > len(day) // 2
    assert apart(day, late, "CA1") == apart(day, late, "CA1")
    assert apart((), late, "CA1") == ()


def test_no_openings_make_no_offer() -> None:
    """Nothing found is nothing offered."""
    assert pick(CLINIC, ()) == ()
