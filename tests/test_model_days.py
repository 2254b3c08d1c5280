"""The days and times that a model returns: in the future, in order, and borne by the words."""

from datetime import date, time

import pytest

from engine.extraction import Slots, When
from tests.model_frames import slots


def test_days_and_times_are_taken_over() -> None:
    """A wish in the words, in the future, in order."""
    said: dict[str, str | list[str]] = {"from": "2026-03-09", "to": "2026-03-13", "time_from": "15:00"}
    assert slots("next week once school's out, after three or so", said).when == When(
        start=date(2026, 3, 9), end=date(2026, 3, 13), time_from=time(15)
    )


@pytest.mark.parametrize(
    "said",
    [
        {"from": "2026-02-27", "to": "2026-02-27"},
        {"to": "2026-02-27"},
        {"from": "2026-03-13", "to": "2026-03-09"},
        {"from": "2029-03-09", "to": "2029-03-09"},
        {"from": "next week"},
        {"from": "2026-03-32"},
        {"from": "2026-03-09T10:00"},
        {"time_from": "25:00"},
        {"time_from": "3pm"},
        {"time_from": "0930Z", "time_to": "10:00"},
        {"from": "2026-W11-1"},
        {"time_from": "15:00", "time_to": "10:00"},
        {"weekday": "someday"},
        {"earliest": "maybe"},
    ],
)
def test_days_and_times_that_cannot_be_are_dropped(said: dict[str, str | list[str]]) -> None:
    """Past, too far off, out of order, no date, no time."""
    assert slots("sometime next week after three", said) == Slots()


def test_a_range_that_has_begun_goes_on_from_today() -> None:
    """ "This week" on a Wednesday is what is left of it."""
    said: dict[str, str | list[str]] = {"from": "2026-03-01", "to": "2026-03-06"}
    assert slots("any time this week", said).when == When(start=date(2026, 3, 2), end=date(2026, 3, 6))


def test_no_day_without_a_word_for_one() -> None:
    """A day nobody said anything of is dropped, however plausible."""
    assert slots("I need somebody to look at my knee", {"from": "2026-03-03", "to": "2026-03-03"}) == Slots()


def test_the_day_must_be_the_weekday_that_was_named() -> None:
    """Models miscount; a Thursday that is a Wednesday is no day."""
    assert slots("thursday if you can", {"from": "2026-03-04", "to": "2026-03-04"}) == Slots()
    assert slots("thursday if you can", {"from": "2026-03-05", "to": "2026-03-05"}).when is not None
    after = slots("the day after thursday", {"from": "2026-03-06", "to": "2026-03-06"})
    assert after.when == When(start=date(2026, 3, 6), end=date(2026, 3, 6))
