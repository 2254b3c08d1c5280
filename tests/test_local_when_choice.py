"""Ends, ranges, alternatives, refusals and repairs of days and times, on Wednesday 18 November 2026."""

import pytest

from tests.test_local_when import read


@pytest.mark.parametrize(
    "case",
    [
        "after four|16:00-",
        "past three o'clock|15:00-",
        "before ten|-10:00",
        "no later than two|-14:00",
        "not before nine|09:00-",
        "ten at the earliest|10:00-",
        "nine or later|09:00-",
        "after lunch|13:00-",
        "after work|17:00-",
        "right before lunch|-12:00",
        "after the 20th|11-21..",
        "from the 1st on|12-01..",
        "on or after the first|12-01..",
        "before Thanksgiving|..11-25",
        "by the end of the week|..11-20",
        "no later than the 20th|..11-20",
        "Friday at the latest|..11-20",
        "before I leave on December 5th|..12-04",
        "after I drop the kids off at eight thirty|08:30-",
        "I work till four so after that, maybe Tuesday|11-24 16:00-",
    ],
)
def test_one_end(case: str) -> None:
    """One end of a stretch leaves the other open."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "between nine and eleven on Friday|11-20 09:00-11:00",
        "from ten to two|10:00-14:00",
        "eleven to one|11:00-13:00",
        "between 1 and 3 pm|13:00-15:00",
        "9am-11am|09:00-11:00",
        "3-5pm|15:00-17:00",
        "eight thirty to nine thirty|08:30-09:30",
        "after two but before four|14:00-16:00",
        "Thursday afternoon after three|11-19 15:00-17:00",
        "Monday through Wednesday|11-23..11-25",
        "from the 1st to the 4th|12-01..12-04",
        "between the 5th and 9th of December|12-05..12-09",
        "between now and the 25th|11-18..11-25",
        "after Thanksgiving but before Christmas|11-27..12-24",
    ],
)
def test_both_ends(case: str) -> None:
    """Two ends make a stretch; the half of the day said last counts for both."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "Tuesday or Thursday|tue,thu",
        "Tuesdays and Thursdays after three|15:00- tue,thu",
        "Monday or Tuesday|11-23..11-24",
        "Monday, Tuesday or Wednesday|11-23..11-25",
        "tomorrow or the day after|11-19..11-20",
        "today, otherwise tomorrow|11-18..11-19",
        "this week or next|11-18..11-27",
        "the 1st or the 15th|12-01..12-15 tue",
        "either Monday or Tuesday morning|11-23..11-24 08:00-12:00",
        "Monday at nine or Friday at two|mon,fri",
        "two or three o'clock|14:00-15:00",
        "somewhere around two, two thirty|14:00-14:30",
        "morning or early afternoon|08:00-14:00",
    ],
)
def test_alternatives(case: str) -> None:
    """Days side by side are one stretch, others a set of weekdays; hours stay where both have them."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "not Wednesday|",
        "anything but Monday|",
        "next week but not Friday|11-23..11-26",
        "next week except Wednesday|11-23..11-27 mon,tue,thu,fri",
        "any time after three except Wednesday|15:00- mon,tue,thu,fri",
        "not mornings|12:00-",
        "I can not do mornings|12:00-",
        "not in the afternoon please|-12:00",
        "Monday doesn't work, how about Tuesday|11-24",
        "I can't do Monday but Tuesday is good|11-24",
        "Friday instead of Thursday|11-20",
        "not this Friday but the one after|11-27",
        "not next week, the week after|11-30..12-04",
        "I'm away until the 30th|11-30..",
        "I'm out of town next week, so the week after|11-30..12-04",
        "Tuesday, because I work Mondays|11-24",
        "my sister drives me and she's only free Fridays|11-20",
    ],
)
def test_refusals(case: str) -> None:
    """What is refused trims a wish and leaves nothing alone; a reason is not a wish."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "tomorrow, no wait, Thursday|11-19",
        "Tuesday at three, I mean four|11-24 16:00",
        "Monday at ten, sorry, Tuesday|11-24 10:00",
        "Monday at nine. No wait. Ten.|11-23 10:00",
        "Friday... actually make that Monday|11-23",
        "ten thirty, no, eleven|11:00",
        "nine, no ten|10:00",
        "the 24th, scratch that, 25th|11-25",
        "the morning, actually the afternoon|12:00-17:00",
        "this week, no, next week|11-23..11-27",
        "I said nine not ten|09:00",
        "no, Thursday|11-19",
        "no Thursday|11-19",
        "no Thursdays|",
    ],
)
def test_repairs(case: str) -> None:
    """The last value wins, and what it does not touch stays."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected
