"""The local extractor tells what an utterance asks for, in English and Spanish, beside the open question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.local.intent_rules import RULES, TOPICS, compiled
from engine.local.intents import read_intent, read_topic
from engine.local.tagging import Lexicon
from engine.vocabulary import Asked, Intent, Language, State, Topic

EN, ES = Language.EN, Language.ES


def intent_of(text: str, asked: Asked | None = Asked.INTENT, lang: Language = EN) -> Intent | None:
    return read_intent(text, asked=asked, state=State.INTENT, lang=lang)


@pytest.mark.parametrize(
    "text",
    [
        "I was hoping to get in to see somebody about my shoulder",
        "my boy has had an ear ache since last night and I want him looked at",
        "can you squeeze me in sometime next week",
        "do you have anything on Monday morning",
        "can I have something on Friday",
        "is there any way I could be seen today",
        "it's time for my mammogram",
        "the hospital told me to make a visit with you",
        "what's the soonest I can come in",
        "my elbow has been killing me",
        "put me on the schedule for next Tuesday",
        "could I get a tetanus booster this week",
        "who could I see about a mole",
        "find me a skin specialist",
    ],
)
def test_a_wish_for_a_visit_is_heard_however_it_is_put(text: str) -> None:
    """A visit may be asked for outright, by who or what is wanted, or by a complaint."""
    assert intent_of(text) is Intent.SCHEDULE


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("could I switch my ten o'clock to the afternoon", Intent.RESCHEDULE),
        ("I have an appointment on Monday but I need a different day", Intent.RESCHEDULE),
        ("I'm supposed to come in Thursday but that won't work, what else do you have", Intent.RESCHEDULE),
        ("I can't make it tomorrow, can we do next week", Intent.RESCHEDULE),
        ("my sitter fell through for Monday, how about another day", Intent.RESCHEDULE),
        ("I'm not going to be able to come in tomorrow", Intent.CANCEL),
        ("just take me off the books for Monday", Intent.CANCEL),
        ("we need to call off Emma's checkup", Intent.CANCEL),
        ("I can't come Monday and no, I don't want another time", Intent.CANCEL),
        ("get rid of my appointment on the tenth", Intent.CANCEL),
        ("what time am I supposed to be there on Monday", Intent.LOOK_UP),
        ("did my husband make an appointment", Intent.LOOK_UP),
        ("which doctor am I seeing on Monday", Intent.LOOK_UP),
        ("I forgot when I'm scheduled", Intent.LOOK_UP),
        ("am I still on for the tenth", Intent.LOOK_UP),
        ("do I have anything on Friday", Intent.LOOK_UP),
        ("does my son have something next week", Intent.LOOK_UP),
    ],
)
def test_errands_with_a_booked_visit_are_told_apart(text: str, intent: Intent) -> None:
    """Moving, cancelling and asking after a visit differ, also where none of these words is used."""
    assert intent_of(text) is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I'd rather not talk to a computer", Intent.TALK_TO_HUMAN),
        ("is there somebody I can talk to over there", Intent.TALK_TO_HUMAN),
        ("representative please", Intent.TALK_TO_HUMAN),
        ("could a nurse call me back", Intent.TALK_TO_HUMAN),
        ("can you say those times again", Intent.REPEAT),
        ("you're breaking up, what did you say", Intent.REPEAT),
        ("could you go a little slower", Intent.REPEAT),
        ("huh", Intent.REPEAT),
        ("this is all wrong, let's go back to the beginning", Intent.START_OVER),
        ("scratch all that, start from the top", Intent.START_OVER),
        ("alright, see you then", Intent.GOODBYE),
        ("I've got to run, take care", Intent.GOODBYE),
        ("are you an actual person or a machine", Intent.OTHER),
        ("I need a refill on my lisinopril", Intent.OTHER),
        ("did my test results come back", Intent.OTHER),
        ("I'm running ten minutes late", Intent.OTHER),
        ("what's the weather in Boston", Intent.OTHER),
        ("could you book a table for four", Intent.OTHER),
        ("I'd like to book a hair appointment at a salon", Intent.OTHER),
    ],
)
def test_words_about_the_call_and_off_the_topic_are_known(text: str, intent: Intent) -> None:
    """A person, a repeat, a new start, leave-taking and what the line can't do each have their intent."""
    assert intent_of(text) is intent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what time do you close", Topic.HOURS),
        ("what are your hours on Monday", Topic.HOURS),
        ("how do I get there", Topic.ADDRESS),
        ("where do I leave the car, is there parking", Topic.ADDRESS),
        ("do you work with Aetna", Topic.INSURANCE),
        ("should I fast before the blood test", Topic.BRING),
        ("what do I have to bring with me", Topic.BRING),
        ("what's the office fax number", Topic.PHONE),
        ("is Dr. Patel taking new patients", Topic.PROVIDERS),
        ("which doctors do you have", Topic.PROVIDERS),
        ("¿a qué hora abren?", Topic.HOURS),
        ("¿en qué calle están ubicados?", Topic.ADDRESS),
        ("¿toman el seguro de Aetna?", Topic.INSURANCE),
    ],
)
def test_a_question_about_the_clinic_has_its_topic(text: str, topic: Topic) -> None:
    """What the clinic can answer from its own facts is a question with a topic."""
    assert intent_of(text) is Intent.CLINIC_QUESTION
    assert read_topic(text, EN) is topic


def test_asking_for_the_machine_is_no_wish_for_a_person() -> None:
    """ "Is this a recording?" is answered, not transferred."""
    text = "wait, is this a recording"
    assert (intent_of(text), read_topic(text, EN)) == (Intent.OTHER, Topic.AUTOMATED)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("necesito ver al doctor", Intent.SCHEDULE),
        ("quisiera agendar una consulta con la doctora Ruiz", Intent.SCHEDULE),
        ("¿me puede reprogramar la consulta?", Intent.RESCHEDULE),
        ("no puedo ir el martes, ¿me la puede cambiar?", Intent.RESCHEDULE),
        ("ya no voy a poder ir a la consulta", Intent.CANCEL),
        ("¿cuándo es mi próxima cita?", Intent.LOOK_UP),
        ("prefiero hablar con alguien de recepción", Intent.TALK_TO_HUMAN),
        ("¿me lo puede repetir?", Intent.REPEAT),
        ("empecemos de nuevo", Intent.START_OVER),
        ("gracias, nos vemos", Intent.GOODBYE),
        ("ya están mis resultados", Intent.OTHER),
    ],
)
def test_spanish_is_told_by_the_same_rules(text: str, intent: Intent) -> None:
    """A Spanish caller's errand is heard, whatever language the call is in."""
    assert intent_of(text, lang=ES) is intent
    assert intent_of(text, lang=EN) is intent


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Asked.WHEN, "I'd like to come in on Thursday"),
        (Asked.WHEN, "do you have anything on Monday"),
        (Asked.WHEN, "I can't make it on Tuesdays"),
        (Asked.CHOICE, "book the second one for me"),
        (Asked.CHOICE, "do you have anything else"),
        (Asked.CONFIRMATION, "yes, go ahead and book that"),
        (Asked.CONFIRMATION, "no, cancel that"),
        (Asked.PROVIDER, "whoever can see me first"),
        (Asked.VISIT_TYPE, "I need a follow up"),
        (Asked.REASON, "I need a refill on my medication"),
        (Asked.PHONE, "the number is the one I'm calling from"),
        (Asked.ANYTHING_ELSE, "no, that'll be all for me today"),
        (Asked.SYMPTOM, "yes, right now"),
    ],
)
def test_an_answer_to_the_question_is_no_intent(asked: Asked, text: str) -> None:
    """What answers the open question asks for nothing new, also when worded as a wish."""
    assert intent_of(text, asked) is None


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        (Asked.WHEN, "actually I want to cancel my other appointment", Intent.CANCEL),
        (Asked.WHEN, "let me talk to a person", Intent.TALK_TO_HUMAN),
        (Asked.WHEN, "never mind, bye", Intent.GOODBYE),
        (Asked.CHOICE, "is there parking", Intent.CLINIC_QUESTION),
        (Asked.CONFIRMATION, "how much will it cost", Intent.CLINIC_QUESTION),
        (Asked.CONFIRMATION, "wait, what time was that again", Intent.REPEAT),
        (Asked.PROVIDER, "which doctors do you have", Intent.CLINIC_QUESTION),
        (Asked.PATIENT_NAME, "it's Ann Lee and I need to cancel my appointment", Intent.CANCEL),
        (Asked.ANYTHING_ELSE, "yes, we also need one for my nephew", Intent.SCHEDULE),
        (Asked.ANYTHING_ELSE, "no, have a good one", Intent.GOODBYE),
    ],
)
def test_a_change_of_mind_is_heard_in_the_middle_of_an_answer(
    asked: Asked, text: str, intent: Intent
) -> None:
    """A person, a digression or another errand is heard whatever was asked."""
    assert intent_of(text, asked) is intent


def test_the_first_of_two_errands_is_named() -> None:
    """Two errands in one breath: the one named first."""
    assert intent_of("cancel my visit and tell me when you close on Monday") is Intent.CANCEL
    assert intent_of("when do you close on Monday, and I have to cancel my visit") is Intent.CLINIC_QUESTION


@pytest.mark.parametrize(
    "text", ["", "um", "hello", "okay", "hold on one second", "Tyrome Williams", "next Tuesday at ten"]
)
def test_what_asks_for_nothing_has_no_intent(text: str) -> None:
    """Noise, greetings, names and days are no errand."""
    assert intent_of(text) is None


@given(st.text(max_size=80))
def test_nothing_a_caller_can_say_raises(text: str) -> None:
    """Any text at all is read without an exception."""
    for asked in (None, Asked.WHEN, Asked.PATIENT_NAME):
        intent_of(text, asked)
    read_topic(text, ES)


def test_every_rule_speaks_of_tags_that_exist() -> None:
    """A misspelt tag is found when the rules are compiled, not on a call."""
    for rules in (*RULES.values(), *TOPICS.values()):
        assert isinstance(compiled(rules), re.Pattern)
    with pytest.raises(KeyError):
        Lexicon({"pet": "cat|dog"}).compile(["pet .. owner"])


def test_a_phrase_is_one_word_with_the_tags_of_its_words() -> None:
    """The longest phrase wins and is still found by the tags of what it is made of."""
    lexicon = Lexicon({"see": "see", "someone": "someone", "visit": "see someone"})
    for rule in ("visit", "see", "someone"):
        assert lexicon.compile([rule]).search(lexicon.write("i must see someone"))
    assert not lexicon.compile(["see someone"]).search(lexicon.write("i must see someone"))
