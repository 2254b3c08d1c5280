"""The local extractor reads whole utterances: all that is said, whatever was asked, and nothing more."""

import time
from datetime import date, datetime
from datetime import time as clock
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.command_extract import DEMO_ROSTER
from engine.extraction import AppointmentHint, Extraction, Option, PatientName, Request, Slots, When
from engine.local.reader import LocalExtractor
from engine.vocabulary import Answer, Asked, Intent, Language, Repair, State, VisitType, Wish

NOW = datetime(2026, 3, 2, 9, 0)  # a Monday, on the clinic's own clock
OFFERS = (
    Option(provider="Dr. Grace Kim", start=datetime(2026, 3, 5, 9, 0)),
    Option(provider="Dr. Wei Chan", start=datetime(2026, 3, 6, 14, 30)),
)


def read(text: str, asked: Asked | None = Asked.INTENT, **known: Any) -> Extraction:
    return LocalExtractor().read(Request(text=text, now=NOW, roster=DEMO_ROSTER, asked=asked, **known))


def day(number: int) -> When:
    return When(start=date(2026, 3, number), end=date(2026, 3, number))


def test_a_first_utterance_may_say_everything() -> None:
    """Name, errand, the booked visit and the new wish are all filled in at once."""
    said = read("Hi, this is Daniel Kowalski, I need to move my Thursday visit with Dr. Kim to next week")
    assert said.intent is Intent.RESCHEDULE
    assert said.slots == Slots(
        patient_name=PatientName(given="Daniel", family="Kowalski"),
        when=When(start=date(2026, 3, 9), end=date(2026, 3, 13)),
        appointment=AppointmentHint(provider="Dr. Grace Kim", when=day(5)),
    )


def test_later_answers_are_taken_early() -> None:
    """A date of birth said with the name is kept, and is no wish for a day."""
    said = read("Aisha Khan, September ninth 2001", Asked.PATIENT_NAME)
    assert said.slots == Slots(
        patient_name=PatientName(given="Aisha", family="Khan"), date_of_birth=date(2001, 9, 9)
    )


def test_a_birthday_is_no_day_wished_for() -> None:
    """In one breath the birth date goes to its slot and the wish to its own."""
    said = read("it's Emma Johnson, born May 20th 2019, can she come Friday?")
    assert said.slots.date_of_birth == date(2019, 5, 20)
    assert said.slots.when == day(6)


def test_an_answer_has_no_intent() -> None:
    """What was asked for is an answer, however much it is worded as a wish."""
    said = read("I'd like to come in on Wednesday please", Asked.WHEN, state=State.SLOT_FILLING)
    assert (said.intent, said.slots.when) == (None, day(4))


def test_another_errand_while_a_slot_is_asked_for_is_heard() -> None:
    """A change of mind is an intent in any state."""
    said = read("actually I want to cancel my appointment instead", Asked.PROVIDER, state=State.SLOT_FILLING)
    assert said.intent in (Intent.CANCEL, Intent.RESCHEDULE)


def test_a_sound_alike_provider_is_never_picked() -> None:
    """Chen and Chan come back together; a given name tells them apart."""
    assert read("Chan please", Asked.PROVIDER).slots.provider == ("Dr. Maya Chen", "Dr. Wei Chan")
    assert read("Wei Chan please", Asked.PROVIDER).slots.provider == "Dr. Wei Chan"


def test_a_patient_who_is_called_like_a_doctor_is_no_doctor() -> None:
    """A family name that a provider shares names the patient where the patient was asked for."""
    said = read("Rahul Patel", Asked.PATIENT_NAME)
    assert (said.slots.patient_name, said.slots.provider) == (
        PatientName(given="Rahul", family="Patel"),
        None,
    )


@pytest.mark.parametrize(
    ("text", "answer", "slots"),
    [
        ("yes that's right", Answer.YES, Slots()),
        ("yes but make it Friday", Answer.NO, Slots(when=day(6))),
        ("no, with Dr. Ruiz", Answer.NO, Slots(provider="Dr. Elena Ruiz")),
        ("yeah but with Dr. Okafor", Answer.NO, Slots(provider="Dr. Samuel Okafor")),
        ("no it's for my wife", Answer.NO, Slots(on_behalf_of="wife")),
        ("could we find something later", Answer.NO, Slots()),
        ("hang on a second", None, Slots()),
    ],
)
def test_a_confirmation_is_answered_with_its_changes(text: str, answer: Answer | None, slots: Slots) -> None:
    """A yes that changes the read-back is a no, and the change is in the slots."""
    said = read(text, Asked.CONFIRMATION, state=State.CONFIRM)
    assert (said.intent, said.answer, said.slots) == (None, answer, slots)


def test_a_confirmation_repeats_what_was_read_back() -> None:
    """Naming the day that was read back is no change; naming another is one, without any no."""
    agent = "So that's Friday, March 6th at 2:30 PM with Dr. Chan. Shall I book it?"
    assert read("Friday yes", Asked.CONFIRMATION, agent=agent).answer is Answer.YES
    assert read("Thursday I think", Asked.CONFIRMATION, agent=agent).answer is Answer.NO


@pytest.mark.parametrize(
    "text", ["Move my Thursday visit to next week.", "I want to move my appointment, not cancel it."]
)
def test_a_move_named_at_the_read_back_of_a_cancellation_is_another_errand(text: str) -> None:
    """The caller was misheard: the errand is the move, and the read-back got no yes."""
    frame = read(text, asked=Asked.CONFIRMATION, agent="That's your visit with Dr. Chen. Should I cancel it?")
    assert frame.intent is Intent.RESCHEDULE
    assert frame.answer is None


def test_a_new_booking_named_at_the_read_back_of_a_move_is_another_errand() -> None:
    """An order to do what was read back is none: "book the appointment" names no other one."""
    agent = "That moves your visit to Friday. Should I move it?"
    frame = read("I'd like to book an appointment.", asked=Asked.CONFIRMATION, agent=agent)
    assert (frame.intent, frame.answer) == (Intent.SCHEDULE, None)
    assert read("Yes, book that appointment", asked=Asked.CONFIRMATION, agent=agent).intent is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Keep it.", Answer.NO),
        ("now keep it", Answer.NO),
        ("please leave my appointment as it is", Answer.NO),
        ("Don't cancel it", Answer.NO),
        ("Cancel it.", Answer.YES),
        ("yes, cancel my appointment", Answer.YES),
    ],
)
def test_whoever_keeps_a_visit_does_not_cancel_it(text: str, answer: Answer) -> None:
    """To "should I cancel it?" an order to keep it is a no, and one to cancel it a yes."""
    agent = "That's your follow-up visit with Dr. Chen on Friday. Should I cancel it?"
    assert read(text, asked=Asked.CONFIRMATION, agent=agent).answer is answer


def test_an_okay_behind_something_else_is_no_yes() -> None:
    """What was not understood is asked again before anything is booked."""
    agent = "That's a follow-up visit. Should I book it?"
    assert read("me talk to a soon okay", asked=Asked.CONFIRMATION, agent=agent).answer is None
    assert read("okay that would be fine", asked=Asked.CONFIRMATION, agent=agent).answer is Answer.YES


def test_a_hesitation_does_not_hide_a_wish() -> None:
    """Recognisers write down what a caller says while looking for a word."""
    for text, wish in (
        ("another uh day please", Wish.OTHER_DAY),
        ("a different, um, doctor", Wish.OTHER_PROVIDER),
    ):
        assert read(text, asked=Asked.CHOICE, options=OFFERS).wish is wish


@pytest.mark.parametrize("text", ["When is next appointment?", "When my next appointment?"])
def test_a_question_for_the_next_visit_is_heard_with_a_word_lost(text: str) -> None:
    """Recognisers lose the short words of it."""
    assert read(text).intent is Intent.LOOK_UP


def test_one_offer_is_taken_or_refused() -> None:
    """With one opening the answer and the choice say the same, and what is wished instead is kept."""
    one = OFFERS[1:]
    taken = read("half past two is fine", Asked.CHOICE, options=one)
    refused = read("do you have Thursday instead", Asked.CHOICE, options=one)
    unsure = read("let me ask my husband", Asked.CHOICE, options=one)
    assert (taken.answer, taken.slots) == (Answer.YES, Slots(choice=0))
    assert (refused.answer, refused.slots) == (Answer.NO, Slots(choice="none", when=day(5)))
    assert (unsure.answer, unsure.slots) == (None, Slots())


def test_several_offers_are_picked_from_or_refused() -> None:
    """A pick leaves no wish behind; a refusal carries what should be different."""
    assert read("the second one", Asked.CHOICE, options=OFFERS).slots == Slots(choice=1)
    assert read("with Dr. Kim", Asked.CHOICE, options=OFFERS).slots == Slots(choice=0)
    assert read("no thanks", Asked.CHOICE, options=OFFERS).slots == Slots(choice="none")
    later = read("anything later that day?", Asked.CHOICE, options=OFFERS)
    assert (later.slots.choice, later.wish) == ("none", Wish.LATER)
    assert read("say those again", Asked.CHOICE, options=OFFERS).intent is Intent.REPEAT


def test_another_errand_is_a_yes_to_anything_else() -> None:
    """At "anything else?" an errand needs no yes and leave-taking is a no."""
    more = read("I also need to cancel my Thursday appointment", Asked.ANYTHING_ELSE)
    done = read("no that's all, bye now", Asked.ANYTHING_ELSE)
    assert (more.answer, more.intent, more.slots.appointment) == (
        Answer.YES,
        Intent.CANCEL,
        AppointmentHint(when=day(5)),
    )
    assert (done.answer, done.intent) == (Answer.NO, Intent.GOODBYE)


def test_being_done_is_no_leave_taking() -> None:
    """ "I'm all done" answers the question; only a goodbye is a goodbye."""
    assert read("no, I'm all done", Asked.ANYTHING_ELSE).intent is None
    assert read("no, I'm all done, goodbye", Asked.ANYTHING_ELSE).intent is Intent.GOODBYE


def test_a_doctor_who_was_not_offered_refuses_the_offers() -> None:
    """Naming another provider takes none and says who is wished for."""
    assert read("I wanted Dr. Ruiz", Asked.CHOICE, options=OFFERS).slots == Slots(
        choice="none", provider="Dr. Elena Ruiz"
    )


def test_the_symptom_question_takes_only_a_plain_no() -> None:
    """Anything but an unmistakable no keeps the screen's question open."""
    agent = "Are you having trouble breathing right now?"
    assert read("no", Asked.SYMPTOM, agent=agent).answer is Answer.NO
    assert read("no not really", Asked.SYMPTOM, agent=agent).answer is None
    assert read("no, just some chest pain", Asked.SYMPTOM, agent=agent).answer is None
    assert read("yes", Asked.SYMPTOM, agent=agent).answer is Answer.YES


@pytest.mark.parametrize(
    ("text", "new", "old"),
    [
        ("I can't make it Thursday, can I come Friday", day(6), day(5)),
        ("change my visit from Wednesday to Thursday", day(5), day(4)),
        ("could I come Thursday instead of Wednesday, I need to reschedule", day(5), None),
        ("I need to reschedule my appointment on the tenth", None, day(10)),
        ("reschedule me to the twelfth", day(12), None),
        (
            "I have to move my Thursday appointment to the week after",
            When(start=date(2026, 3, 9), end=date(2026, 3, 13)),
            day(5),
        ),
        ("quiero cambiar mi cita del jueves al viernes", day(6), day(5)),
    ],
)
def test_the_booked_visit_is_told_from_the_new_one(text: str, new: When | None, old: When | None) -> None:
    """What is said of the booked visit goes to `appointment`, and the new time to `when`."""
    lang = Language.ES if text.startswith("quiero") else Language.EN
    said = read(text, lang=lang)
    assert said.intent is Intent.RESCHEDULE
    assert said.slots.when == new
    if old is not None:
        assert said.slots.appointment == AppointmentHint(when=old)


def test_the_same_time_is_carried_to_the_new_day() -> None:
    """ "The same time" takes over the booked hour."""
    said = read("can I move my Thursday ten o'clock appointment to the same time Friday")
    ten = clock(10, 0)
    assert said.slots.when == When(start=date(2026, 3, 6), end=date(2026, 3, 6), time_from=ten, time_to=ten)


def test_what_cannot_be_kept_is_what_is_cancelled() -> None:
    """A refused day names the booked visit."""
    said = read("I can't come Thursday at ten, just cancel it")
    booked = When(start=date(2026, 3, 5), end=date(2026, 3, 5), time_from=clock(10, 0), time_to=clock(10, 0))
    assert (said.intent, said.slots) == (Intent.CANCEL, Slots(appointment=AppointmentHint(when=booked)))


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("hang on a second", Repair.HOLD_ON),
        ("espéreme un momentito", Repair.HOLD_ON),
        ("can you slow down", Repair.SLOWER),
        ("más despacio por favor", Repair.SLOWER),
        ("I'd rather not say", Repair.SKIP),
        ("skip that one", Repair.SKIP),
        ("I don't understand", Repair.WHAT),
        ("¿mande?", Repair.WHAT),
        ("Tuesday", None),
    ],
)
def test_repairs_are_named(text: str, repair: Repair | None) -> None:
    """Words about the talk itself come back as a repair."""
    assert read(text, Asked.PHONE).repair is repair


def test_indifference_passes_a_question_over() -> None:
    """ "Any time" answers the question for a time with nothing, and so does "whoever" that for a doctor."""
    assert read("whenever, I'm flexible", Asked.WHEN).repair is Repair.SKIP
    assert read("whoever is fine", Asked.PROVIDER).repair is Repair.SKIP
    assert read("any time Thursday", Asked.WHEN).repair is None
    assert read("anybody on Thursday", Asked.PROVIDER).repair is Repair.SKIP
    assert read("whenever", Asked.PATIENT_NAME).repair is None


def test_words_said_in_passing_hold_nothing_up() -> None:
    """ "Let me see" before an answer is no wish to wait."""
    said = read("let me see, Thursday with Dr. Kim", Asked.WHEN)
    assert (said.repair, said.slots.when, said.slots.provider) == (None, day(5), "Dr. Grace Kim")
    assert read("wait no", Asked.CONFIRMATION).repair is None


def test_the_callers_own_visits_are_picked_from_like_offers() -> None:
    """Of several booked visits that were named one is picked; without any, what is said of it is kept."""
    visits = {"options": OFFERS, "state": State.SLOT_FILLING}
    assert read("the one with Dr. Kim", Asked.APPOINTMENT, **visits).slots == Slots(choice=0)
    assert read("the second one", Asked.APPOINTMENT, **visits).slots == Slots(choice=1)
    assert read("yes", Asked.APPOINTMENT, options=OFFERS[:1]).slots == Slots(choice=0)
    said = read("the Friday one", Asked.APPOINTMENT)
    assert said.slots == Slots(appointment=AppointmentHint(when=day(6)))


def test_visit_types_and_people_are_read_in_passing() -> None:
    """Who it is for and what for are taken from the errand's own words."""
    said = read("my son needs a flu shot")
    assert (said.intent, said.slots.on_behalf_of, said.slots.visit_type) == (
        Intent.SCHEDULE,
        "son",
        VisitType.VACCINE,
    )


def test_the_question_is_told_from_the_agents_words_where_it_is_not_named() -> None:
    """Without the machine's question the agent's last words decide what a yes is worth."""
    assert read("that works", None, agent="How about Dr. Ruiz on Monday?").answer is Answer.YES
    assert read("actually make it Tuesday", None, agent="Confirming Monday, March 9th.").answer is Answer.NO
    assert read("nothing else, thanks", None, agent="Can I help you with anything else?").answer is Answer.NO
    assert read("Monday is fine", None, agent="What day would you like?").answer is None
    assert read("great, thank you", None, agent="Your visit has been booked.").answer is None


WORDS = """
yes no but not the first one two thirty Thursday Dr. Chen Chan next week after o'clock my mother B as in
boy double oh five / : - ' ; -- <b> sí mañana cita ninguna 31 99 1/1/0 12:75 \u202e ١٢ 🙂 \x00 from to instead
of cancel reschedule Kim's , . ? | he'll she'd it's for spelled S-M-I-T-H a m p.m. half past quarter in on or
"""
PIECES = st.lists(st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=12)), max_size=25)


@settings(max_examples=300, deadline=None)
@given(
    pieces=PIECES,
    asked=st.sampled_from([None, *Asked]),
    options=st.sampled_from([(), OFFERS[:1], OFFERS]),
    lang=st.sampled_from(Language),
    agent=st.sampled_from(["", "Is that right?", "Monday at nine?", "Anything else?"]),
)
def test_nothing_a_caller_says_raises(
    pieces: list[str], asked: Asked | None, options: tuple[Option, ...], lang: Language, agent: str
) -> None:
    """Any text in any state is read, the same way each time, and a choice is always among the offers."""
    text = " ".join(pieces)
    said = read(text, asked, options=options, lang=lang, agent=agent)
    assert said == read(text, asked, options=options, lang=lang, agent=agent)
    assert said.slots.choice in (None, "none", *range(len(options)))
    assert asked in (Asked.CHOICE, Asked.APPOINTMENT) or said.slots.choice is None


@pytest.mark.parametrize(
    "text",
    ["move my visit " * 400, "to Thursday from Friday " * 300, "no yes " * 800, "a" * 20_000, "9" * 5_000],
)
def test_long_talk_takes_no_long_time(text: str) -> None:
    """Reading grows gently with what is said: a caller cannot stall the line."""
    began = time.perf_counter()
    read(text, Asked.INTENT)
    read(text, Asked.CHOICE, options=OFFERS)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "ye\u200bs pl\u00adease",
        "\u202eyes\u202c",
        "yes\x00\x07",
        "yes\u0301\u0301 please",
        "\ufeffyes",
        "yes 🙂",
        "\U00010d24 yes",
        "yes\tplease\n",
    ],
)
def test_what_cannot_be_heard_is_passed_over(text: str) -> None:
    """Controls, marks without a letter and pictures change no answer."""
    assert read(text, Asked.CONFIRMATION).answer is Answer.YES


def test_accents_may_come_apart() -> None:
    """A letter and its accent sent as two characters are one letter."""
    said = read("mi nombre es Sofi\u0301a Herna\u0301ndez", Asked.PATIENT_NAME, lang=Language.ES)
    assert said.slots.patient_name == PatientName(given="Sofía", family="Hernández")


async def test_it_is_an_extractor() -> None:
    """`extract` answers what `read` does."""
    request = Request(text="yes", now=NOW, asked=Asked.CONFIRMATION)
    assert await LocalExtractor().extract(request) == LocalExtractor().read(request)
