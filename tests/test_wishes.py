"""Wishes for a day and a time."""

from datetime import date, datetime, time

from engine.extraction import When
from engine.wishes import fits, is_exact, merge

THURSDAY = When(start=date(2026, 3, 5), end=date(2026, 3, 5))
AFTERNOON = When(time_from=time(12), time_to=time(17))


def test_a_single_time_means_that_time_and_a_range_ends_before_its_end() -> None:
    """Three o'clock is three o'clock; an afternoon does not begin at its end."""
    three = When(time_from=time(15), time_to=time(15))
    assert fits(three, datetime(2026, 3, 5, 15))
    assert not fits(three, datetime(2026, 3, 5, 15, 30))
    assert fits(AFTERNOON, datetime(2026, 3, 5, 16, 30))
    assert not fits(AFTERNOON, datetime(2026, 3, 5, 17))


def test_weekdays_narrow_a_range() -> None:
    """Tuesday or Thursday of a week leaves out the day between."""
    week = When(start=date(2026, 3, 2), end=date(2026, 3, 6), weekdays=("tue", "thu"))
    assert [fits(week, datetime(2026, 3, day, 9)) for day in range(2, 7)] == [False, True, False, True, False]


def test_a_correction_changes_what_it_names_and_keeps_the_rest() -> None:
    """Make it Thursday keeps the afternoon; make it morning keeps Thursday."""
    assert merge(AFTERNOON, THURSDAY) == When(
        start=THURSDAY.start, end=THURSDAY.end, time_from=time(12), time_to=time(17)
    )
    assert merge(THURSDAY, AFTERNOON) == merge(AFTERNOON, THURSDAY)


def test_the_soonest_of_a_wish_keeps_its_days() -> None:
    """The earliest you have on Thursday is still on Thursday."""
    assert merge(THURSDAY, When(earliest=True)) == When(start=THURSDAY.start, end=THURSDAY.end, earliest=True)


def test_only_one_day_and_one_time_are_exact() -> None:
    """A range in either is no exact wish."""
    assert is_exact(merge(THURSDAY, When(time_from=time(15), time_to=time(15))))
    assert not is_exact(merge(THURSDAY, AFTERNOON))
    assert not is_exact(THURSDAY)
