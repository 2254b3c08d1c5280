"""Which utterances are worth a request, and which are settled without one."""

from datetime import datetime

import pytest

from engine.command_extract import DEMO_ROSTER
from engine.extraction import Extraction, Option, Request
from engine.model.combined import CombinedExtractor
from engine.vocabulary import Asked, Language, Source, State

NOW = datetime(2026, 3, 2, 9, 15)
OFFERS = (
    Option(provider="Dr. Wei Chan", start=datetime(2026, 3, 10, 9, 30)),
    Option(provider="Dr. Wei Chan", start=datetime(2026, 3, 12, 14)),
)


class Counted:
    """A model that understands nothing and counts how often it is asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def extract(self, request: Request) -> Extraction:
        self.requests.append(request)
        return Extraction(source=Source.ANTHROPIC)


async def requests(
    text: str,
    asked: Asked | None,
    options: tuple[Option, ...] = (),
    state: State = State.SLOT_FILLING,
    lang: Language = Language.EN,
) -> int:
    model = Counted()
    request = Request(
        text=text, now=NOW, roster=DEMO_ROSTER, asked=asked, options=options, state=state, lang=lang
    )
    await CombinedExtractor(model).extract(request)
    return len(model.requests)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Yes.", Asked.CONFIRMATION),
        ("yeah that all sounds right to me go ahead and book it", Asked.CONFIRMATION),
        ("no thanks", Asked.CONFIRMATION),
        ("no, make it Thursday at two", Asked.CONFIRMATION),
        ("No, that's everything, thank you so much for your help.", Asked.ANYTHING_ELSE),
        ("yes please", Asked.ANYTHING_ELSE),
        ("yes, I also need to cancel a visit", Asked.ANYTHING_ELSE),
        ("April 17th, 1988", Asked.DATE_OF_BIRTH),
        ("it's four seventeen eighty eight", Asked.DATE_OF_BIRTH),
        ("two one two, five five five, oh one oh one", Asked.PHONE),
        ("Daniel Kowalski", Asked.PATIENT_NAME),
        ("Daniel, last name Kowalski, K O W A L S K I", Asked.PATIENT_NAME),
        ("hold on", Asked.WHEN),
        ("one second, let me get my calendar", Asked.WHEN),
        ("can you say that again", Asked.CHOICE),
        ("I'd like to talk to a real person please", Asked.REASON),
        ("let me speak to somebody at the front desk", Asked.INTENT),
        ("cancel my appointment", Asked.INTENT),
        ("Dr. Okafor, please.", Asked.PROVIDER),
        ("Thursday afternoon", Asked.WHEN),
        ("could we do the week after next, in the morning, any day but Monday please", Asked.WHEN),
        ("04 17 1988", Asked.DATE_OF_BIRTH),
        ("1", Asked.CONFIRMATION),
        ("...", Asked.WHEN),
    ],
)
async def test_closed_answers_cost_no_request(text: str, asked: Asked) -> None:
    """Yes and no, digits, a birthday, a number, a name, "hold on", "again", "a person": rules settle them."""
    assert await requests(text, asked) == 0


@pytest.mark.parametrize("text", ["the second one", "nine thirty works", "Thursday's fine", "the earlier"])
async def test_a_clear_pick_costs_no_request(text: str) -> None:
    """One of the options just offered is picked by rules."""
    assert await requests(text, Asked.CHOICE, OFFERS) == 0


@pytest.mark.parametrize("text", ["sure, that works", "no", "no, do you have anything later in the week"])
async def test_yes_and_no_to_a_single_offer_cost_no_request(text: str) -> None:
    """One offer is a yes/no question."""
    assert await requests(text, Asked.CHOICE, OFFERS[:1]) == 0


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "my husband threw his back out moving the piano and somebody ought to look",
            Asked.INTENT,
        ),
        ("I come in every spring so here I am again for the same old song and dance", Asked.INTENT),
        ("whenever the kids are back in school would be easiest on us", Asked.WHEN),
        ("the lady that took care of my sister back in the fall", Asked.PROVIDER),
        ("no I was hoping for whoever it was that saw my sister", Asked.CONFIRMATION),
        ("well I was wondering about the other thing we spoke of", Asked.ANYTHING_ELSE),
        ("the one where I don't have to leave work early", Asked.CHOICE),
    ],
)
async def test_an_open_answer_costs_one(text: str, asked: Asked) -> None:
    """What rules may have missed something of is sent, once."""
    assert await requests(text, asked, OFFERS if asked is Asked.CHOICE else ()) == 1


@pytest.mark.parametrize("asked", [Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE])
async def test_identity_is_sent_only_where_rules_found_nothing(asked: Asked) -> None:
    """Minimum necessary: one thing found is enough to keep the whole utterance here."""
    assert await requests("well my name is Daniel Kowalski and that should do it", asked) == 0
    assert await requests("well that would be the same as the wife has it", asked) == 1


async def test_a_recital_is_not_sent() -> None:
    """Whoever plays a recording into the line does not pay for it with our money."""
    assert await requests("and then the other day my cousin came by " * 50, Asked.INTENT) == 0


async def test_nothing_about_a_symptom_is_left_to_a_model() -> None:
    """An alarm may be raised by what a model reads, never answered by it."""
    assert await requests("well it comes and goes I would not really call it that", Asked.SYMPTOM) == 0


@pytest.mark.parametrize("state", [State.ESCALATE, State.ENDED])
async def test_nobody_waits_in_an_emergency(state: State) -> None:
    """Where a person is on the way the model is not asked."""
    text = "I'm on my own here and I don't know what I'm supposed to do now"
    assert await requests(text, Asked.CONFIRMATION, state=state) == 0


async def test_spanish_is_judged_by_the_same_rule() -> None:
    """Closed answers of the other language cost nothing either."""
    assert await requests("sí, está bien", Asked.CONFIRMATION, lang=Language.ES) == 0
    assert await requests("un momento por favor", Asked.WHEN, lang=Language.ES) == 0
    open_ = "es que mi suegro anda medio raro desde que volvió del pueblo"
    assert await requests(open_, Asked.INTENT, lang=Language.ES) == 1
