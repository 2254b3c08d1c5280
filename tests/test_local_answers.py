"""Yes, no and neither are told apart by what follows them and by what was asked."""

import pytest

from engine.local.answers import Question, read_answer
from engine.vocabulary import Answer, Language

YES, NO = Answer.YES, Answer.NO


def read(
    text: str,
    question: Question = Question.READ_BACK,
    lang: Language = Language.EN,
    *,
    changes: bool = False,
    errand: bool = False,
    agent: str = "",
    binds: bool = False,
) -> Answer | None:
    return read_answer(text, question, lang, changes=changes, errand=errand, agent=agent, binds=binds)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yep, all correct",
        "uh-huh",
        "mhm",
        "okay then",
        "I guess that's right",
        "I suppose so",
        "no worries, book it",
        "not a problem at all",
        "I don't see why not",
        "um yeah sure",
        "that one works for me",
        "go right ahead, yes",
        "you bet",
        "no no that's correct",
        "sounds lovely",
        "fine by me",
        "it's a bit early but fine",
        "yes and how long will it take",
        "ok is there parking",
        "absolutely",
        "please do",
        "that would be perfect thanks",
        "right",
        "yeah that's the one",
        "wait, yes, that's right",
    ],
)
def test_assent_to_a_read_back_is_a_yes(text: str) -> None:
    """Plain, hedged, idiomatic and grudging assent all count, also with a question behind it."""
    assert read(text) is YES


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Nope, try again",
        "uh uh",
        "that isn't it",
        "not really",
        "yeah no",
        "yes, no, that's wrong",
        "wait no that's my brother's",
        "I'd rather you didn't, no",
        "you got my day wrong",
        "never mind",
        "some other time maybe",
        "that's way too early",
        "I can't make that work",
        "the name is right but the time is wrong",
        "let's not",
        "I changed my mind",
        "make it Friday",
        "no thank you",
        "I don't want that one",
        "hold on, no",
        "I won't be able to come then",
    ],
)
def test_refusals_of_a_read_back_are_a_no(text: str) -> None:
    """A refusal needs no "no"; assent to one part is none to the whole."""
    assert read(text) is NO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "um",
        "I don't know",
        "hang on a second",
        "yeah hold on let me check",
        "one moment please",
        "maybe",
        "it depends",
        "what time was that again",
        "is that okay with the insurance",
        "how far is it",
        "let me think about it",
        "good morning",
        "does that work with my referral",
        "I'm not sure about that",
        "yeah maybe",
    ],
)
def test_what_settles_nothing_is_neither(text: str) -> None:
    """Hesitation, questions and noise never confirm and never refuse."""
    assert read(text) is None


@pytest.mark.parametrize("text", ["I'd like to book an appointment.", "I'd like to make another appointment"])
def test_an_errand_named_at_a_read_back_is_no_yes(text: str) -> None:
    """Whoever hears the wrong errand read back and says again what they came for agrees to nothing."""
    assert read(text) is None
    assert read("I'd like to book that") is YES


@pytest.mark.parametrize(
    "text", ["No, that's right.", "no that's correct", "Now that's right", "know and that right"]
)
def test_a_yes_that_may_have_lost_its_not_is_neither(text: str) -> None:
    """ "No, that's not right" comes over a telephone like this; the read-back is put once more."""
    assert read(text, binds=True) is None
    assert read("no no that's right", binds=True) is YES
    assert read("No, that's not right.", binds=True) is NO


def test_a_yes_that_changes_what_was_read_back_is_a_no() -> None:
    """Other values announced after a yes refuse the read-back; a mere echo of it does not."""
    assert read("yes but make it Thursday", changes=True) is NO
    assert read("sure, only could we do it at three", changes=True) is NO
    assert read("I said the ninth", changes=True) is NO
    assert read("yes, Thursday at ten", changes=True) is YES


def test_a_day_added_to_a_proposal_is_no_refusal() -> None:
    """Where no time was offered, naming one goes with the yes."""
    assert read("sounds good, could you do Monday at nine", Question.PROPOSAL, changes=True) is YES
    assert read("maybe later", Question.PROPOSAL) is NO


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no, that's all", NO),
        ("nope I'm all set, thank you", NO),
        ("that'll be everything", NO),
        ("I'm good", NO),
        ("yes that's it", NO),
        ("thanks a lot, bye", NO),
        ("thank you", NO),
        ("not right now", NO),
        ("yes please", YES),
        ("yeah one more thing", YES),
        ("actually I have another question", YES),
        ("hmm let me think", None),
        ("um", None),
    ],
)
def test_anything_else(text: str, answer: Answer | None) -> None:
    """Being done and taking leave are a no, something more is a yes."""
    assert read(text, Question.ANYTHING_ELSE) is answer


def test_another_errand_is_a_yes_to_anything_else() -> None:
    """An errand named needs no yes, and a no before it does not undo it."""
    assert read("I need to book one for my son", Question.ANYTHING_ELSE, errand=True) is YES
    assert read("no just move my Tuesday one", Question.ANYTHING_ELSE, errand=True) is YES


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, not at all",
        "nope",
        "no I'm not",
        "no chest pain",
        "no I don't have any chest pain",
        "no sir",
    ],
)
def test_a_plain_no_clears_a_symptom(text: str) -> None:
    """A no in so many words, or a denial of the very symptom, is a no."""
    assert read(text, Question.SYMPTOM, agent="Are you having chest pain right now?") is NO


@pytest.mark.parametrize(
    "text",
    [
        "not right now",
        "no but it hurt this morning",
        "no I have chest pain",
        "I don't think so",
        "not really",
        "no just pressure",
        "a little",
        "no it comes and goes",
        "no not anymore",
        "hold on",
        "no not that bad",
        "know what it's worse",
        "no, my arm is numb",
        "",
    ],
)
def test_anything_less_never_clears_a_symptom(text: str) -> None:
    """A hedge, a past symptom or a new one leaves the question open."""
    assert read(text, Question.SYMPTOM, agent="Are you having chest pain right now?") is not NO


def test_a_symptom_is_confirmed() -> None:
    """A yes to the screen's question is heard as one."""
    assert read("yes I am", Question.SYMPTOM, agent="Are you having chest pain right now?") is YES
    assert read("sí, mucho", Question.SYMPTOM, Language.ES, agent="¿Le duele el pecho ahora?") is YES


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("sí", YES),
        ("claro que sí", YES),
        ("sí, así está bien", YES),
        ("cómo no", YES),
        ("ándale pues", YES),
        ("no hay problema", YES),
        ("supongo que sí", YES),
        ("está perfecto, gracias", YES),
        ("me parece bien", YES),
        ("por qué no", YES),
        ("no", NO),
        ("no, gracias", NO),
        ("no me conviene", NO),
        ("así no", NO),
        ("está muy temprano", NO),
        ("mejor no", NO),
        ("todavía no", NO),
        ("no, eso no es", NO),
        ("no sé", None),
        ("un momento por favor", None),
        ("espéreme tantito", None),
        ("a lo mejor", None),
        ("depende", None),
        ("¿cuánto dura?", None),
        ("si se puede", None),
    ],
)
def test_spanish(text: str, answer: Answer | None) -> None:
    """The same in Spanish, where "no sé" is no no and "cómo no" is a yes."""
    assert read(text, lang=Language.ES) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no, es todo", NO),
        ("nada más, gracias", NO),
        ("eso sería todo, hasta luego", NO),
        ("muchas gracias, muy amable", NO),
        ("sí, otra cosa", YES),
        ("ah sí, una pregunta", YES),
    ],
)
def test_anything_else_in_spanish(text: str, answer: Answer) -> None:
    """Leave-taking is a no and one more thing is a yes."""
    assert read(text, Question.ANYTHING_ELSE, Language.ES) is answer
