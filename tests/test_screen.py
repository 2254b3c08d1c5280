"""The screen leaves scheduling for what is urgent, asks about what may be, and passes over talk to a desk."""

import time

import pytest

from engine.screen.outcome import Outcome, Screen, Urgency
from engine.vocabulary import Language
from tests.office import packaged_screen
from tests.screen_cases import CASES

SCREEN = packaged_screen()


@pytest.mark.parametrize(("lang", "text", "expected", "category"), CASES)
def test_the_lists_own_cases_hold(lang: str, text: str, expected: str, category: str | None) -> None:
    """Every regression case comes out as the list's authors wrote it."""
    got = SCREEN.read(text, lang=Language(lang))
    outcome = got.level.value if got.outcome is Outcome.ESCALATE and got.level else got.outcome.value
    assert outcome == expected
    assert category is None or got.category == category


@pytest.mark.parametrize(
    "text",
    [
        "there's a belt cinched round my ribs and I'm drenched",
        "Papa's left side isn't working and his words are all mush",
        "she's sitting up with her ribs sucking in every time she breathes",
        "he ate a walnut bar and his lips are swelling",
        "we've gone through three towels and his leg keeps bleeding",
        "my uncle's slumped over in the truck and he won't answer me",
        "I stood up, everything went black and I woke up on the floor",
        "her eyes rolled back and she's jerking all over",
        "Nana doesn't know who I am today, she was fine yesterday",
        "I don't think I want to wake up tomorrow, I wish I wouldn't wake up",
        "my husband's got a knife and I'm hiding in the bathroom",
        "my nephew drank drain cleaner",
        "something popped in my head and it's the worst pain, out of nowhere",
        "Grandma's on Eliquis and she fell on the porch steps",
        "he's got a fever and he can't put his chin to his chest",
        "her kidney infection's back and she's confused and clammy",
        "my newborn is limp and won't nurse",
        "half of what I see in one eye went dark an hour ago",
        "my belly's hard as a board",
        "my son's testicle is swollen and he's crying",
        "I'm diabetic, my sugar's five hundred and I keep throwing up",
        "my back gave out and I'm numb between my legs",
        "the saw took off the end of my thumb",
        "I'm thirty weeks and I'm gushing blood",
        "traigo un dolor en el pecho que se me corre al brazo",
        "a mi tía se le fue la cara de lado y habla enredado",
        "mi niño se tragó una pila",
        "mi papá no reacciona y está frío",
    ],
)
def test_emergencies_in_other_words_leave_scheduling(text: str) -> None:
    """Wordings that stand in no list are caught by what their words have in common with it."""
    got = SCREEN.read(text)
    assert (got.outcome, got.level) == (Outcome.ESCALATE, Urgency.EMERGENCY)


@pytest.mark.parametrize(
    "text",
    [
        "Hi, I'd like to book a physical with Dr. Okafor",
        "can I move my Tuesday visit to the week after",
        "my number is two one two, five five five, oh one oh one",
        "April seventeenth, nineteen eighty eight",
        "do you have anything Friday morning",
        "I can't make it on Monday, I've got work",
        "she can't come Thursday, she has school",
        "who do I talk to about the bill for the ambulance",
        "is the stroke support group still on Wednesdays",
        "poison control called us back about those flyers",
        "can you fax the seizure plan to the school",
        "I'm dying to get this over with",
        "this traffic is killing me, I'll be ten minutes late",
        "I nearly fainted when I saw that bill",
        "my phone's about to die",
        "the website keeps crashing on me",
        "my truck's bleeding oil so I need a ride",
        "quiero cambiar mi cita para el jueves en la tarde",
        "no puedo ir el martes, mejor el viernes",
        "me muero de ganas de que sea viernes",
    ],
)
def test_talk_to_a_desk_is_passed_over(text: str) -> None:
    """Errands, look-alikes and figures of speech neither leave scheduling nor cost a question."""
    assert SCREEN.read(text).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    "text",
    [
        "my knee's been sore, could I get in",
        "he's been coughing since Saturday",
        "I keep dropping my coffee cup",
        "she's got a rash on her stomach",
        "tengo mareos",
        "he put something in his ear and he's acting strange",
    ],
)
def test_a_plain_symptom_asks_one_question(text: str) -> None:
    """A body or symptom word that nothing explains asks, in both languages."""
    got = SCREEN.read(text)
    assert got.outcome is Outcome.ASK
    assert got.question_en.endswith("?")
    assert got.question_es.startswith("¿") or "¿" in got.question_es


def test_an_account_of_somebody_asks_though_no_word_of_it_is_known() -> None:
    """What people tell a desk without an errand is seldom nothing: it gets the plain question."""
    got = SCREEN.read("he put his boots in the cradle and sang to them until dawn")
    assert (got.outcome, got.rule) == (Outcome.ASK, "account")


def test_a_result_says_all_that_the_log_shows() -> None:
    """A hit carries level, action, category, rule and the list's own words, never the caller's."""
    got = SCREEN.read("oh Lord my chest is just plain hurting so, Beatrice")
    assert (got.level, got.action, got.category, got.rule) == (
        Urgency.EMERGENCY,
        "dial_911",
        "cardiac",
        "present",
    )
    assert got.matched
    assert all("Beatrice" not in words and "Lord" not in words for words in got.matched)


def test_a_hit_that_was_cleared_is_still_told() -> None:
    """What was found and cleared says its category and why."""
    got = SCREEN.read("I don't have any chest pain")
    assert (got.outcome, got.category, got.rule, got.level) == (Outcome.CLEAR, "cardiac", "negated", None)


def test_the_crisis_wins_over_every_other_hit() -> None:
    """Its script never says to hang up, so it comes before an emergency that is said with it."""
    got = SCREEN.read("I took all my pills because I want to die")
    assert (got.category, got.action) == ("suicide_self_harm", "crisis_988")


@pytest.mark.parametrize(
    ("before", "text", "category"),
    [
        (("my baby's four weeks old",), "well he's running a fever", "infant_fever"),
        (("I'm a type one diabetic", "my pump stopped"), "I can't keep anything down", "dka_hypoglycemia"),
        (("it's about my back again",), "I wet myself twice and didn't feel it", "cauda_equina"),
        (("estoy embarazada de ocho meses",), "me desmayé hace rato", "fainting"),
        (("she had surgery on Monday",), "and now there's pus and she has chills", "postop"),
    ],
)
def test_symptoms_told_over_several_turns_add_up(before: tuple[str, ...], text: str, category: str) -> None:
    """What one line begins and another ends is read as one."""
    got = SCREEN.read(text, before=before)
    assert got.outcome is Outcome.ESCALATE
    assert got.category == category


def test_an_earlier_line_alone_raises_nothing_again() -> None:
    """A symptom of an earlier turn was answered there."""
    got = SCREEN.read("Tuesday at nine is fine", before=("my chest hurts", "I'm pregnant and bleeding"))
    assert got.outcome is Outcome.CLEAR


def test_a_which_question_completes_the_answer() -> None:
    """ "The left one, it aches" said to "which arm?" is an aching arm."""
    got = SCREEN.read("the left one, it's been aching since lunch", previous="Which arm is it?")
    assert got.outcome is not Outcome.CLEAR


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        ("Can I have your first and last name?", "Dolores Sangrador"),
        ("Can I have your first and last name?", "it's Payne, Chester Payne"),
        ("What is your address?", "twelve Heart Lake Road"),
        ("¿Cuál es su dirección?", "vivo en la calle Corazón"),
        ("", "my last name is Hurt"),
        ("", "I'd like to see Dr. Payne"),
    ],
)
def test_names_and_addresses_are_masked(previous: str, text: str) -> None:
    """The words that answer a question for a name, or stand beside one, are no symptoms."""
    assert SCREEN.read(text, previous=previous).outcome is Outcome.CLEAR


def test_a_symptom_said_instead_of_a_name_is_read() -> None:
    """Only the words that answer are masked."""
    got = SCREEN.read("my chest hurts", previous="Can I have your first and last name?")
    assert got.outcome is Outcome.ESCALATE


ODD = [
    "",
    " ",
    "\x00\x07\x1b[31m",
    "‮?ereht olleh‬",
    "😀💔🔥",
    "٣٨ درجة",
    "я не могу дышать",
    "'; DROP TABLE Patients; --",
    "<speak><break time='9s'/></speak>",
    "a" * 100_000,
    "no " * 40_000,
    "my chest, " * 10_000,
    "\n".join(["dolor"] * 5_000),
    "9" * 5_000,
]


@pytest.mark.parametrize("text", ODD)
def test_no_input_raises(text: str) -> None:
    """Whatever is heard, the screen answers, in bounded time."""
    start = time.perf_counter()
    SCREEN.read(text, previous=text, before=(text, text, text, text))
    assert time.perf_counter() - start < 2.0


def test_both_ends_of_a_long_speech_are_read() -> None:
    """A symptom at the end of a monologue is heard."""
    assert SCREEN.read("so anyway " * 5_000 + "and I can't breathe").outcome is Outcome.ESCALATE


def test_digits_of_other_scripts_are_digits() -> None:
    """A temperature in Arabic-Indic digits is a temperature."""
    assert SCREEN.read("fever of ١٠٣").outcome is Outcome.ESCALATE


def test_zero_width_marks_hide_nothing() -> None:
    """Invisible characters inside words are taken out."""
    assert SCREEN.read("I can't bre​athe").outcome is Outcome.ESCALATE


def test_an_utterance_takes_well_under_a_millisecond() -> None:
    """The screen costs a turn nothing that a caller could hear."""
    text = (
        "hi, it's about my mother, she's been dizzy since breakfast and I wanted to see if Dr. Chen has room"
    )
    best = 1.0
    for _ in range(50):
        start = time.perf_counter()
        SCREEN.read(text, previous="How can I help you today?")
        best = min(best, time.perf_counter() - start)
    assert best < 0.001


def test_it_is_a_screen() -> None:
    """The class keeps the interface that the engine is written against."""
    screen: Screen = SCREEN
    assert screen.version
    assert screen.signed_off is False


@pytest.mark.parametrize(
    "text", ["I was born 74/17/1988.", "74/17/88", "It's 60/01/1960", "I was born /67/1988"]
)
def test_a_misheard_birthday_is_no_blood_pressure(text: str) -> None:
    """Three numbers with slashes are a date, however wrong; two are a blood pressure."""
    assert SCREEN.read(text, lang=Language.EN).outcome is Outcome.CLEAR
    assert SCREEN.read("my blood pressure is 74/40", lang=Language.EN).outcome is Outcome.ESCALATE
