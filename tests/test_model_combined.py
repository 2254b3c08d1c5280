"""Two readings of one utterance put together: the model says what is meant, rules read the rest."""

from datetime import date, datetime, time
from typing import Any

import pytest

from engine.command_extract import DEMO_ROSTER
from engine.extraction import AppointmentHint, Extraction, Option, PatientName, Request, Slots, Usage, When
from engine.local.reader import LocalExtractor
from engine.model.combined import CombinedExtractor, combine
from engine.vocabulary import Answer, Asked, Intent, Language, Repair, Source, VisitType, Wish

NOW = datetime(2026, 3, 2, 9, 15)
CHEN, CHAN = "Dr. Maya Chen", "Dr. Wei Chan"
OFFERS = (
    Option(provider=CHAN, start=datetime(2026, 3, 10, 9, 30)),
    Option(provider=CHAN, start=datetime(2026, 3, 12, 14)),
)
COST = Usage(model="m", ms=400, tokens_in=100, tokens_out=30)


def request(text: str, **given: Any) -> Request:
    return Request(text=text, now=NOW, roster=DEMO_ROSTER, **given)


def model(**read: Any) -> Extraction:
    return Extraction(source=Source.ANTHROPIC, usage=COST, **read)


def rules(**read: Any) -> Extraction:
    return Extraction(**read)


class Returns:
    """A model that always returns the same."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction

    async def extract(self, request: Request) -> Extraction:
        return self.extraction


def test_the_model_says_what_is_meant() -> None:
    """Intent, reason, kind of visit and wish are its own; the turn knows who read."""
    got = combine(
        request("it's the knee again you know"),
        rules(intent=Intent.OTHER),
        model(intent=Intent.SCHEDULE, slots=Slots(reason="the knee", visit_type=VisitType.FOLLOW_UP)),
    )
    assert got == model(
        intent=Intent.SCHEDULE, slots=Slots(reason="the knee", visit_type=VisitType.FOLLOW_UP)
    )


def test_rules_read_numbers_names_and_days() -> None:
    """Where both read a birthday, a number, a name or a day, the model's is not used."""
    mine = Slots(
        patient_name=PatientName(given="Emma", family="Johnson"),
        date_of_birth=date(2019, 5, 20),
        phone="+12125550110",
        when=When(start=date(2026, 3, 5), end=date(2026, 3, 5)),
    )
    other = Slots(
        patient_name=PatientName(given="Emily", family="Johnston"),
        date_of_birth=date(2019, 5, 2),
        phone="+12125550111",
        when=When(start=date(2026, 3, 6), end=date(2026, 3, 6)),
    )
    assert combine(request("x"), rules(slots=mine), model(slots=other)).slots == mine


def test_the_model_fills_what_rules_left_open() -> None:
    """A half-read name and a day without a time are completed."""
    got = combine(
        request("x"),
        rules(slots=Slots(patient_name=PatientName(given="Emma"), when=When(start=date(2026, 3, 5)))),
        model(
            slots=Slots(
                patient_name=PatientName(given="Emma", family="Johnson"), when=When(time_from=time(15))
            )
        ),
    )
    assert got.slots.patient_name == PatientName(given="Emma", family="Johnson")
    assert got.slots.when == When(start=date(2026, 3, 5), time_from=time(15))


def test_doctors_on_whom_the_readings_differ_are_asked_about() -> None:
    """Neither reading picks for the caller."""
    got = combine(
        request("x"), rules(slots=Slots(provider=CHAN)), model(slots=Slots(provider="Dr. Priya Patel"))
    )
    assert got.slots.provider == (CHAN, "Dr. Priya Patel")
    same = combine(request("x"), rules(slots=Slots(provider=(CHEN, CHAN))), model(slots=Slots(provider=CHEN)))
    assert same.slots.provider == (CHEN, CHAN)


def test_a_day_belongs_to_the_visit_that_the_errand_says() -> None:
    """Told that it is a cancellation, rules read the same day as the booked visit's."""
    text = "Thursday with Dr. Okafor is off, I won't be there"
    local = LocalExtractor().read(request(text))
    got = combine(request(text), local, model(intent=Intent.CANCEL))
    thursday = When(start=date(2026, 3, 5), end=date(2026, 3, 5))
    assert got.slots.appointment == AppointmentHint(provider="Dr. Samuel Okafor", when=thursday)
    assert got.slots.when is None


def test_one_day_is_not_both_where_it_was_and_where_it_goes() -> None:
    """A day that the model gives to the booked visit is not the wish as well."""
    day = When(start=date(2026, 3, 5), end=date(2026, 3, 5))
    wish = When(start=date(2026, 3, 12), end=date(2026, 3, 12))
    got = combine(
        request("x"),
        rules(intent=Intent.SCHEDULE, slots=Slots(when=day)),
        model(intent=Intent.SCHEDULE, slots=Slots(appointment=AppointmentHint(when=day), when=wish)),
    )
    assert (got.slots.appointment, got.slots.when) == (AppointmentHint(when=day), wish)


def test_a_yes_or_no_that_rules_heard_stays() -> None:
    """The model can't turn a no into a yes, nor a pick into another."""
    said_no = combine(
        request("x", asked=Asked.ANYTHING_ELSE), rules(answer=Answer.NO), model(answer=Answer.YES)
    )
    assert said_no.answer is Answer.NO
    offered = request("x", asked=Asked.CHOICE, options=OFFERS)
    picked = combine(offered, rules(slots=Slots(choice=1)), model(slots=Slots(choice=0)))
    assert picked.slots.choice == 1


def test_a_pick_is_a_pick_and_nothing_else() -> None:
    """What only repeats the offer is dropped, and with a single offer the answer says the same."""
    offered = request("x", asked=Asked.CHOICE, options=OFFERS)
    wish = When(start=date(2026, 3, 12), end=date(2026, 3, 12))
    got = combine(offered, rules(), model(slots=Slots(choice=1, when=wish, provider=CHAN), wish=Wish.LATER))
    assert (got.slots, got.wish) == (Slots(choice=1), None)
    single = request("x", asked=Asked.CHOICE, options=OFFERS[:1])
    assert combine(single, rules(), model(slots=Slots(choice=0))).answer is Answer.YES
    refused = combine(single, rules(), model(answer=Answer.NO, wish=Wish.LATER))
    assert (refused.slots.choice, refused.wish) == ("none", Wish.LATER)


def test_what_only_rules_read_is_kept() -> None:
    """The language spoken, and a doctor who is not of the clinic unless the model has found one who is."""
    local = rules(spoken=Language.ES, unknown_provider=True)
    stranger = combine(request("x"), local, model(intent=Intent.SCHEDULE))
    assert (stranger.spoken, stranger.unknown_provider) == (Language.ES, True)
    found = combine(request("x"), local, model(slots=Slots(provider=CHAN)))
    assert not found.unknown_provider


def test_a_model_that_understood_nothing_changes_nothing() -> None:
    """The rules' reading stands, and says that it is theirs; what the request cost is kept."""
    local = rules(intent=Intent.SCHEDULE, repair=Repair.SKIP)
    got = combine(request("x"), local, model())
    assert got == rules(intent=Intent.SCHEDULE, repair=Repair.SKIP, usage=COST)


async def test_without_a_reading_the_rules_stand_and_say_why() -> None:
    """A failure of the model is one word beside what rules read."""
    text = "my husband threw his back out and somebody ought to look on thursday"
    asked = request(text, asked=Asked.INTENT)
    failed = Extraction(source=Source.ANTHROPIC, fallback="timeout", usage=COST)
    got = await CombinedExtractor(Returns(failed)).extract(asked)
    local = LocalExtractor().read(asked)
    assert (got.intent, got.slots, got.source) == (local.intent, local.slots, Source.LOCAL)
    assert (got.fallback, got.usage) == ("timeout", COST)


@pytest.mark.parametrize("symptoms", [(), ("chest feels heavy",)])
async def test_symptoms_are_handed_on(symptoms: tuple[str, ...]) -> None:
    """What the model points at reaches whoever may raise an alarm, even beside nothing else."""
    asked = request("it's my chest feels heavy when I do the stairs these days", asked=Asked.WHEN)
    got = await CombinedExtractor(Returns(model(symptoms=symptoms))).extract(asked)
    assert got.symptoms == symptoms
