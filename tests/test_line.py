"""The line alone: how a session begins, how words become turns, how it ends."""

import msgspec
import pytest

from channels.conversation_relay.commands import Admit, Send
from channels.conversation_relay.frames import End, Setup, SwitchLanguage, Text, read
from engine.heard import (
    Connected,
    Ending,
    Piece,
    Played,
    Reconnected,
    Reply,
    Utterance,
)
from engine.settings import Voice
from engine.vocabulary import Asked, Language
from tests.scripted_desk import hand_off, say
from tests.talk import GREETING, READ_BACK, Talk, connected


def test_a_session_begins_with_the_setup() -> None:
    """The setup asks for admission, and the admitted call is announced to the desk."""
    talk = Talk()
    talk.frame("setup", callSid="CA1")
    assert talk.commands == [Admit(Setup(call_sid="CA1"))]
    talk.commands += talk.line.admitted(talk.now, caller="+1212", attested=True, greeting=GREETING)
    assert talk.heard() == Connected(caller="+1212", attested=True)


def test_a_call_that_comes_back_is_not_greeted() -> None:
    """Without a greeting the desk hears that the call is here again, and its words are spoken."""
    talk = Talk()
    talk.frame("setup", callSid="CA1")
    talk.commands += talk.line.admitted(talk.now, caller="", attested=False, greeting=None)
    assert talk.heard() == Reconnected()
    talk.answer(say("Sorry, one moment.", "Which day?"))
    assert talk.spoken() == ["Sorry, one moment. Which day?"]


def test_setup_that_never_comes() -> None:
    """A socket that does not say which call it is gets ten seconds."""
    talk = Talk()
    talk.wait(9.9)
    assert talk.closes() == []
    talk.wait(0.2)
    assert talk.closes() == [1008] and talk.notes() == ["no-setup"]


def test_frames_before_setup_are_kept() -> None:
    """A prompt that overtakes the setup is answered after it."""
    talk = Talk(Voice())
    talk.frame("prompt", voicePrompt="I need a visit.", last=True)
    talk.connect()
    assert talk.notes() == ["frame-before-setup"]
    assert [type(heard) for heard in talk.turns()] == [Connected, Utterance]


def test_second_setup_is_ignored() -> None:
    """A call is announced once."""
    talk = connected()
    talk.frame("setup", callSid="CA2")
    assert talk.turns() == [] and talk.notes() == ["second-setup"]


@pytest.mark.parametrize("raw", ["{", "[]", '{"type":"zebra"}', '{"type":"prompt","voicePrompt":7}'])
def test_unreadable_frames_leave_a_note(raw: str) -> None:
    """A frame nobody can read is noted without its words, and the call goes on."""
    talk = connected()
    talk.commands += talk.line.receive(read(raw), talk.now)
    assert len(talk.notes()) == 1 and talk.closes() == []
    talk.prompt("I need a visit.")
    assert isinstance(talk.heard(), Utterance)


def test_partial_prompts_start_nothing() -> None:
    """Only a prompt marked last is acted on."""
    talk = connected()
    talk.prompt("I need a", last=False)
    talk.wait(3)
    assert talk.turns() == []
    talk.prompt("I need a visit.")
    assert talk.heard() == Utterance(text="I need a visit.", lang="en-US")


def test_a_complete_sentence_is_answered_at_once() -> None:
    """No time passes between a closed sentence and its turn."""
    talk = connected()
    talk.prompt("I need to see a doctor on Thursday.")
    assert len(talk.turns()) == 1


def test_split_finals_are_one_turn() -> None:
    """Two final prompts within the pause are merged."""
    talk = connected()
    talk.prompt("I need a visit")
    talk.wait(0.4)
    assert talk.turns() == []
    talk.prompt("on Thursday")
    talk.wait(0.5)
    assert talk.turns() == [Utterance(text="I need a visit on Thursday", lang="en-US")]


def test_a_sentence_in_the_air_waits_longer() -> None:
    """Words that break off in the middle get the slow pause."""
    talk = connected()
    talk.prompt("I need to move my")
    talk.wait(1.4)
    assert talk.turns() == []
    talk.prompt("appointment with Dr. Chen.")
    assert talk.turns() == [Utterance(text="I need to move my appointment with Dr. Chen.", lang="en-US")]


def test_a_half_said_phone_number_waits_longer_and_a_whole_one_does_not() -> None:
    """Digits are waited for until there are ten."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("What is your phone number?", asked=Asked.PHONE))
    talk.play("What is your phone number?")
    talk.prompt("212 555")
    talk.wait(1.4)
    assert len(talk.turns()) == 1
    talk.prompt("0101")
    assert talk.heard() == Utterance(text="212 555 0101", lang="en-US")


def test_a_caller_who_goes_on_speaking_is_waited_for() -> None:
    """While the caller is heard to speak nothing is due before the ceiling."""
    talk = connected()
    talk.prompt("I need a visit")
    talk.info("clientSpeaking", "on")
    talk.wait(9.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Utterance(text="I need a visit", lang="en-US")]


@pytest.mark.parametrize("text", ["", "  ", ".", "the", "uh", "Um."])
def test_noise_starts_no_turn(text: str) -> None:
    """A prompt with nothing in it is dropped with a note, and the silence goes on."""
    talk = connected()
    talk.prompt(text)
    talk.wait(5)
    assert talk.turns() == [] and talk.notes() == ["fragment-ignored"]


def test_a_late_okay_is_no_turn_unless_a_question_waits_for_it() -> None:
    """A backchannel is dropped where nothing was asked, and is an answer to a yes/no question."""
    talk = connected()
    talk.prompt("Okay.")
    assert talk.turns() == []
    talk.prompt("I need a visit.")
    talk.answer(say(READ_BACK, asked=Asked.CONFIRMATION))
    talk.play(READ_BACK)
    talk.prompt("Okay.")
    assert talk.heard() == Utterance(text="Okay.", lang="en-US")


def test_one_turn_at_a_time() -> None:
    """Prompts that come while a turn runs wait for it and are merged; the first reply is not spoken."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.prompt("With Dr. Chen.")
    talk.prompt("On Thursday.")
    assert len(talk.turns()) == 1
    talk.answer(say("Which day suits you?", asked=Asked.WHEN))
    assert talk.spoken() == []
    assert talk.heard() == Utterance(
        text="With Dr. Chen. On Thursday.", lang="en-US", played=Played(complete=False)
    )
    talk.answer(say("Thursday with Dr. Chen."))
    assert talk.spoken() == ["Thursday with Dr. Chen."]


def test_a_reply_that_must_be_heard_is_spoken_before_anything_else_is_listened_to() -> None:
    """Words that may not be interrupted are neither dropped nor overtaken by a queued prompt."""
    talk = connected()
    talk.prompt("I have chest pain.")
    talk.prompt("Hello?")
    urgent = Reply(pieces=(Piece(text="Please dial 9-1-1 now.", interruptible=False),), asked=Asked.SYMPTOM)
    talk.answer(urgent)
    assert talk.spoken() == ["Please dial 9-1-1 now."]
    assert len(talk.turns()) == 1
    talk.play("Please dial 9-1-1 now.")
    assert talk.heard() == Utterance(text="Hello?", lang="en-US", played=Played(complete=False))


def test_a_new_language_is_announced_before_its_words() -> None:
    """The `language` message comes once, ahead of the text, which carries its own language too."""
    talk = connected()
    talk.prompt("En español, por favor.")
    spanish = Reply(pieces=(Piece(text="Claro.", lang=Language.ES),), lang=Language.ES, asked=Asked.INTENT)
    talk.answer(spanish)
    sends = [c.frame for c in talk.commands if isinstance(c, Send)]
    assert sends == [
        SwitchLanguage(tts_language="es-US", transcription_language="es-US"),
        Text(token="Claro.", last=True, lang="es-US", interruptible=True),
    ]
    talk.play("Claro.")
    talk.prompt("Necesito una cita.")
    talk.answer(spanish)
    assert len(talk.sent(SwitchLanguage)) == 1


def test_end_waits_for_the_goodbye() -> None:
    """The session ends when the last words have been played, not before."""
    talk = connected()
    talk.prompt("That is all, thank you.")
    talk.answer(say("Goodbye.", asked=None, ending=Ending()))
    talk.info("agentSpeaking", "on")
    talk.info("tokensPlayed", "Goodbye.")
    assert talk.sent(End) == []
    talk.info("agentSpeaking", "off")
    assert talk.sent(End) == [End()]


def test_a_hand_off_carries_its_reason_and_nothing_about_the_patient() -> None:
    """`handoffData` holds the reason code, the state and the call."""
    talk = connected()
    talk.prompt("I want to talk to a person.")
    talk.answer(say("One moment.", asked=None, ending=hand_off("CA1")))
    talk.play("One moment.")
    assert msgspec.json.decode(talk.sent(End)[0].handoff_data) == {
        "reasonCode": "caller-asked",
        "state": "escalate",
        "callSid": "CA1",
    }


def test_words_before_the_end_are_still_heard() -> None:
    """A caller who speaks over the goodbye is answered, and the call goes on if the desk says so."""
    talk = connected()
    talk.prompt("That is all, thank you.")
    talk.answer(say("Goodbye, and take care.", asked=None, ending=Ending()))
    talk.barge_in("Goodbye")
    talk.prompt("Wait, one more thing.")
    assert isinstance(talk.heard(), Utterance)
    talk.answer(say("Of course. What is it?"))
    talk.play("Of course. What is it?")
    assert talk.sent(End) == []


def test_a_reply_with_nothing_to_say_leaves_the_ending_as_it_was() -> None:
    """An empty reply after the goodbye was decided does not keep the call open."""
    talk = connected()
    talk.prompt("That is all, thank you.")
    talk.answer(say("Goodbye, and take care.", asked=None, ending=Ending()))
    talk.barge_in("Goodbye")
    talk.prompt("Bye bye.")
    talk.answer(Reply())
    talk.wait(1)
    talk.play("Goodbye, and take care.")
    assert talk.sent(End) == [End()]


def test_without_events_the_end_comes_when_the_words_must_be_over() -> None:
    """The goodbye is given the time it takes to say."""
    talk = Talk(events=False)
    talk.connect()
    talk.wait(3)
    talk.prompt("That is all, thank you.")
    talk.answer(say("Goodbye, and take care.", asked=None, ending=Ending()))
    talk.wait(1.5)
    assert talk.sent(End) == []
    talk.wait(1)
    assert talk.sent(End) == [End()]


def test_nothing_follows_the_end() -> None:
    """After `end` nothing is sent, and a socket that Twilio leaves open is closed."""
    talk = connected()
    talk.prompt("That is all, thank you.")
    talk.answer(say("Goodbye.", asked=None, ending=Ending()))
    talk.play("Goodbye.")
    talk.commands.clear()
    talk.prompt("Hello?")
    talk.keys("1")
    assert talk.commands == []
    talk.wait(6)
    assert talk.closes() == [1000]


def test_a_turn_that_fails_or_hangs_gives_the_call_back() -> None:
    """The socket is closed so that Twilio brings the call back; no error text is ever sent."""
    failing, hanging = connected(), connected(voice_turn_limit=15.0)
    failing.prompt("I need a visit.")
    failing.commands += failing.line.failed(failing.now)
    hanging.prompt("I need a visit.")
    hanging.wait(15.1)
    for talk in (failing, hanging):
        assert talk.closes() == [1011] and talk.sent(Text) == []


def test_every_turn_is_closed_once() -> None:
    """However many pieces a reply has, exactly the last frame says so."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("One.", "Two.", "Three."))
    assert [frame.last for frame in talk.sent(Text)] == [False, False, True]
    assert [frame.token for frame in talk.sent(Text)] == ["One. ", "Two. ", "Three."]
