"""Days and times as English callers say them, on Wednesday 18 November 2026 at 10:15."""

from datetime import datetime

import msgspec
import pytest

from engine.extraction import When
from engine.local.when import FoundWhen, read_when, read_whens
from engine.vocabulary import Language

NOW = datetime(2026, 11, 18, 10, 15)


def brief(when: When | None) -> str:
    """Write a wish as `11-20..11-24 09:00-11:00 E mon,fri`, with the year only where it is another."""
    said = msgspec.to_builtins(when) if when else {}
    days = [said.get(end, "").removeprefix("2026-") for end in ("from", "to")]
    hours = [said.get(end, "")[:5] for end in ("time_from", "time_to")]
    weekdays = ",".join(said.get("weekdays", ()))
    parts = (_span(days, ".."), _span(hours, "-"), "E" * said.get("earliest", 0), weekdays)
    return " ".join(part for part in parts if part)


def _span(ends: list[str], joint: str) -> str:
    return ends[0] if ends[0] == ends[1] else joint.join(ends)


def read(said: str) -> str:
    return brief(read_when(said, NOW, Language.EN))


@pytest.mark.parametrize(
    "case",
    [
        "Friday works|11-20",
        "how about Wednesday|11-25",
        "this coming Tuesday|11-24",
        "this Friday if you can|11-20",
        "next Friday then|11-27",
        "the Friday after next|12-04",
        "a week from Thursday|11-26",
        "a week Friday|11-27",
        "Friday week|11-27",
        "two weeks from Monday|12-07",
        "Tuesday of next week|11-24",
        "next week on Monday|11-23",
        "in two weeks on Monday|11-30",
        "later this week|11-19..11-20",
        "the rest of the week|11-18..11-20",
        "the middle of next week|11-25",
        "towards the end of next week|11-26..11-27",
        "the week after next would be good|11-30..12-04",
        "the week of December 7th|12-07..12-11",
        "Thanksgiving week|11-23..11-27",
        "next weekend|11-28..11-29",
        "sometime next week, maybe Tuesday|11-24",
        "any Thursday next month|12-01..12-31 thu",
    ],
)
def test_weeks_and_weekdays(case: str) -> None:
    """A bare weekday is the next one; "this", "next" and a week that was named place it."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "the 3rd would work|12-03",
        "could it be the third|12-03",
        "December third|12-03",
        "the third of December please|12-03",
        "Dec 3|12-03",
        "12/3|12-03",
        "12/3/2026|12-03",
        "May fifth|2027-05-05",
        "I may need a ride|",
        "Friday the 27th|11-27",
        "the 24th of this month|11-24",
        "the first of next month|12-01",
        "the first Monday in December|12-07",
        "the last Friday of the month|11-27",
        "the second week of December|12-08..12-14",
        "the first or second week of December|12-01..12-14",
        "the second half of December|12-16..12-31",
        "early December|12-01..12-07",
        "mid December|12-11..12-20",
        "at the end of the month|11-24..11-30",
        "some time in January|2027-01-01..2027-01-31",
        "the 7th or 8th of December|12-07..12-08",
        "December first or second|12-01..12-02",
    ],
)
def test_dates(case: str) -> None:
    """Dates by number, month or place in a month, in any order; a verb is no month."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "in ten days|11-28",
        "in about three weeks|12-09",
        "six weeks from today|12-30",
        "in a month or two|12-18..2027-01-18",
        "in two to three weeks|12-02..12-09",
        "within the next two weeks|11-18..12-02",
        "over the next few days|11-18..11-21",
        "two days before Thanksgiving|11-24",
        "the day after Thanksgiving|11-27",
        "the Monday after Thanksgiving|11-30",
        "the week before Christmas|12-14..12-18",
        "the day after tomorrow at two thirty|11-20 14:30",
    ],
)
def test_distances(case: str) -> None:
    """Distances count from today, or from the day or holiday that was named."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "at nine|09:00",
        "three works|15:00",
        "three oh five|15:05",
        "half past two|14:30",
        "half nine|09:30",
        "a quarter after ten|10:15",
        "twenty past eight|08:20",
        "at ten to nine|08:50",
        "quarter to one|12:45",
        "10 30 in the night|22:30",
        "eight thirty a m|08:30",
        "at 1030|10:30",
        "make it 1:30|13:30",
        "ten-ish|10:00",
        "noon on Friday|11-20 12:00",
        "in half an hour if that is free|10:45",
        "8 tonight|11-18 20:00",
        "tomorrow night at 7:30pm|11-19 19:30",
        "Friday at 2|11-20 14:00",
        "Monday 8am|11-23 08:00",
        "two o'clock Thursday|11-19 14:00",
        "tomorrow afternoon around four|11-19 16:00",
    ],
)
def test_clock(case: str) -> None:
    """An hour said without its half of the day is the one a clinic is open at."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "first thing Monday morning|11-23 08:00-09:00",
        "when you first open|08:00-09:00",
        "early Monday morning|11-23 08:00-10:00",
        "late morning|10:00-12:00",
        "Monday, early afternoon|11-23 12:00-14:00",
        "late Thursday|11-19 15:00-17:00",
        "over my lunch hour|12:00-13:00",
        "last thing on Thursday|11-19 16:00-17:00",
        "I can only do evenings|17:00-20:00",
    ],
)
def test_parts_of_the_day(case: str) -> None:
    """Parts of the day are the clinic's own hours for them."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "case",
    [
        "as soon as you can get me in|E",
        "as soon as possible|E",
        "the earliest on Thursday|11-19 E",
        "whatever you have soonest next week|11-23..11-27 E",
        "the earliest I can do is Friday|11-20..",
        "Friday at the earliest|11-20..",
    ],
)
def test_earliest(case: str) -> None:
    """ "The earliest" wishes for the first opening, unless it says when the caller can come."""
    said, _, expected = case.rpartition("|")
    assert read(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "I have two kids",
        "there are three of us",
        "my son is six",
        "I've had it for three weeks",
        "it's been hurting since Monday",
        "my six month checkup",
        "about five minutes late",
        "my number is 212 555 0101",
        "four seventeen eighty eight",
        "can I get the second one",
        "give me a second",
        "good morning to you",
        "I saw him last Friday",
        "a table for four",
        "thanks, that's all for today",
        "any day works",
        "",
    ],
)
def test_no_wish(said: str) -> None:
    """Numbers that count, pain that lasts, greetings and what is past are no wish."""
    assert read_when(said, NOW, Language.EN) is None


def test_span_of_a_found_expression() -> None:
    """A found expression stands where its words stand in the text as it was given."""
    said = "Well… I’d like Friday at eleven, please"
    (found,) = read_whens(said, NOW, Language.EN)
    assert said[found.start : found.end] == "Friday at eleven"


def test_old_and_new() -> None:
    """The day of a visit and the wish for another are two expressions, each with its own hours."""
    said = "move my Tuesday visit at ten to next Friday, mornings"
    old, new = read_whens(said, NOW, Language.EN)
    assert (brief(old.when), brief(new.when)) == ("11-24 10:00", "11-27 08:00-12:00")
    assert brief(read_when("change it from Tuesday at two to Thursday", NOW, Language.EN)) == "11-19"


def test_refused_is_marked() -> None:
    """What a caller cannot do is found and marked, and is no wish."""
    refused, wished = read_whens("I can't do Monday but Tuesday is fine", NOW, Language.EN)
    assert isinstance(refused, FoundWhen)
    assert (refused.refused, wished.refused) == (True, False)
    assert brief(wished.when) == "11-24"


def test_counted_from_the_day_before() -> None:
    """ "The week after" counts from the day named before it."""
    found = read_whens("I can't make December 9th, can we do the week after", NOW, Language.EN)
    assert [brief(each.when) for each in found] == ["12-09", "12-14..12-18"]
