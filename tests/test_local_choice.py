"""A pick is read from place, day, time or provider; words that fit several offers pick nothing."""

from datetime import datetime
from typing import Literal

import pytest

from engine.extraction import Option
from engine.local.choice import Chosen, read_choice
from engine.vocabulary import Language, Wish

NOW = datetime(2026, 3, 2, 9, 0)


def offer(provider: str, start: str) -> Option:
    return Option(provider=provider, start=datetime.fromisoformat(start))


TUE_WED_THU = (
    offer("Dr. Maya Chen", "2026-03-03T09:30"),
    offer("Dr. Maya Chen", "2026-03-04T14:00"),
    offer("Dr. Samuel Okafor", "2026-03-05T16:15"),
)
SAME_DAY = (offer("Dr. Grace Kim", "2026-03-06T08:30"), offer("Dr. Grace Kim", "2026-03-06T11:00"))
OUT_OF_ORDER = (
    offer("Dr. Elena Ruiz", "2026-03-12T10:00"),
    offer("Dr. Wei Chan", "2026-03-05T09:00"),
    offer("Dr. Elena Ruiz", "2026-03-09T15:00"),
)
ONE = (offer("Dr. Priya Patel", "2026-03-03T13:30"),)

Pick = int | Literal["none"] | None


def read(text: str, options: tuple[Option, ...], lang: Language = Language.EN) -> Chosen:
    return read_choice(text, options, NOW, lang)


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("the first one please", 0),
        ("um second", 1),
        ("number three", 2),
        ("the last one you said", 2),
        ("the middle one", 1),
        ("Tuesday works", 0),
        ("wednesday's good", 1),
        ("thurs", 2),
        ("tomorrow", 0),
        ("the fourth of March", 1),
        ("nine thirty", 0),
        ("two o'clock", 1),
        ("the two p m", 1),
        ("quarter past four", 2),
        ("can I get the Okafor one", 2),
        ("the morning one", 0),
        ("the earliest", 0),
        ("the latest of those", 2),
        ("either, whatever's easiest", 0),
        ("I don't care, you pick", 0),
        ("not Tuesday and not Wednesday", 2),
        ("the first, no wait, the third", 2),
        ("Tuesday, sorry, Wednesday", 1),
        ("the first is too early so give me the second", 1),
        ("I can't do Tuesday, Thursday is better", 2),
        ("I'd rather have Thursday than Tuesday", 2),
        ("anything except the first two", 2),
        ("I have work Tuesday and Wednesday so the third", 2),
        ("Tuesday's my daughter's recital, Wednesday then", 1),
        ("I guess Wednesday, no, Thursday", 2),
    ],
)
def test_a_pick_is_read(text: str, pick: Pick) -> None:
    """By place, by weekday, by date, by time, by provider, by being first or last, and by exclusion."""
    assert read(text, TUE_WED_THU).choice == pick


@pytest.mark.parametrize(
    "text",
    [
        "Friday",
        "that works",
        "yes",
        "the Kim one",
        "",
        "um",
        "let me see",
        "what was the first one?",
        "hang on a second",
    ],
)
def test_words_that_fit_several_pick_nothing(text: str) -> None:
    """Where two offers fit, and where nothing names one, no pick is made."""
    assert read(text, SAME_DAY).choice is None


@pytest.mark.parametrize(
    "text",
    [
        "neither",
        "none of those",
        "do you have anything else",
        "no, I can't do either of those",
        "got anything next week instead",
        "something later in the day maybe",
        "is there another day",
        "any other times",
        "those are both too early",
    ],
)
def test_refusing_all_and_asking_for_others_is_none(text: str) -> None:
    """A wish for other openings takes none of these, whatever words of these it holds."""
    assert read(text, SAME_DAY).choice == "none"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("have you got anything earlier", Wish.EARLIER),
        ("those are too early for me", Wish.LATER),
        ("could we try another day", Wish.OTHER_DAY),
        ("is there a different doctor", Wish.OTHER_PROVIDER),
        ("anything else?", Wish.MORE),
        ("neither", None),
    ],
)
def test_what_should_be_different_is_named(text: str, wish: Wish | None) -> None:
    """A refusal carries the wish it was made with."""
    chosen = read(text, SAME_DAY)
    assert (chosen.choice, chosen.wish) == ("none", wish)


def test_a_day_that_only_will_not_do_is_no_wish() -> None:
    """ "I work Fridays" refuses a Friday and wishes for none."""
    refused = read("I'm working Friday", SAME_DAY[:1])
    assert (refused.choice, refused.only_refuses) == ("none", True)
    assert not read("Monday would be better", SAME_DAY[:1]).only_refuses


def test_first_is_by_offer_and_earliest_is_by_date() -> None:
    """Places count as offered; the soonest is by day and time, also within one provider's."""
    assert read("the first one", OUT_OF_ORDER).choice == 0
    assert read("the soonest", OUT_OF_ORDER).choice == 1
    assert read("Ruiz, the earlier one", OUT_OF_ORDER).choice == 2
    assert read("with doctor Ruiz", OUT_OF_ORDER).choice is None


def test_a_bare_hour_may_be_of_either_half_of_the_day() -> None:
    """The offers decide whether eleven or three is meant in the morning or the afternoon."""
    assert read("eleven", SAME_DAY).choice == 1
    assert read("the eight thirty", SAME_DAY).choice == 0
    assert read("three o'clock", OUT_OF_ORDER).choice == 2


def test_a_day_that_was_not_offered_takes_none() -> None:
    """A wish for another day refuses the offers."""
    assert read("do you have Monday", SAME_DAY).choice == "none"


def test_one_offer_is_named_or_refused() -> None:
    """With one opening, naming it picks it and asking for others refuses it."""
    assert read("Tuesday's perfect", ONE).choice == 0
    assert read("anything later?", ONE).wish is Wish.LATER


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("la primera", 0),
        ("la segunda por favor", 1),
        ("el jueves", 2),
        ("la última", 2),
        ("mañana", 0),
        ("a las dos", 1),
        ("la más temprana", 0),
        ("cualquiera, me da igual", 0),
        ("ninguna", "none"),
        ("¿no tiene otra hora?", "none"),
        ("la primera no, la tercera", 2),
        ("déjeme ver", None),
        ("con el doctor Okafor", 2),
    ],
)
def test_spanish(text: str, pick: Pick) -> None:
    """The same in Spanish."""
    assert read(text, TUE_WED_THU, Language.ES).choice == pick


def test_no_offers_no_pick() -> None:
    """Without offers there is nothing to pick."""
    assert read("the first one", ()) == Chosen()
