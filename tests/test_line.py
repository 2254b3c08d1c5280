"""The line alone: frames and moments in, commands out. Time is a number here."""

from typing import Any

import msgspec
import pytest

from channels.conversation_relay.commands import Admit, Close, Command, Note, Send, Turn
from channels.conversation_relay.frames import End, Info, Interrupt, Setup, SwitchLanguage, Text, read
from channels.conversation_relay.line import Line
from engine.heard import (
    Connected,
    Ending,
    Heard,
    Keyed,
    Piece,
    Played,
    Reconnected,
    Reply,
    Silence,
    Utterance,
)
from engine.settings import Voice
from engine.vocabulary import Asked, Language
from tests.scripted_desk import hand_off, say

GREETING = "Welcome. How can I help?"
READ_BACK = "That is Tuesday, March 24th, at 9. Should I book it?"


class Talk:
    """A line with its clock, and what it wanted so far."""

    def __init__(self, voice: Voice | None = None, *, events: bool = True) -> None:
        self.now = 100.0
        self.events = events
        self.line = Line(voice or Voice(), self.now)
        self.commands: list[Command] = []

    # what the telephone does

    def frame(self, kind: str, **fields: Any) -> None:
        raw = msgspec.json.encode({"type": kind, **fields}).decode()
        self.commands += self.line.receive(read(raw), self.now)

    def info(self, name: str, value: str) -> None:
        if self.events:
            self.frame("info", name=name, value=value)

    def connect(self, *, greet: bool = True) -> None:
        self.frame("setup", callSid="CA1", sessionId="VX1")
        greeting = GREETING if greet else None
        self.commands += self.line.admitted(
            self.now, caller="+12125550101", attested=False, greeting=greeting
        )
        self.answer(Reply(asked=Asked.INTENT))
        if greet:
            self.play(GREETING)

    def play(self, *clauses: str) -> None:
        self.info("agentSpeaking", "on")
        for clause in clauses:
            self.info("tokensPlayed", clause)
        self.info("agentSpeaking", "off")

    def prompt(self, text: str, *, last: bool = True) -> None:
        self.info("clientSpeaking", "on")
        self.info("clientSpeaking", "off")
        self.frame("prompt", voicePrompt=text, lang="en-US", last=last)

    def barge_in(self, *heard: str) -> None:
        self.info("agentSpeaking", "on")
        self.info("clientSpeaking", "on")
        for clause in heard:
            self.info("tokensPlayed", clause)
        self.frame("interrupt", utteranceUntilInterrupt=heard[-1] if heard else "")
        self.info("agentSpeaking", "off")

    def keys(self, keys: str) -> None:
        for key in keys:
            self.frame("dtmf", digit=key)

    # what the desk and the clock do

    def answer(self, reply: Reply) -> None:
        self.commands += self.line.replied(reply, self.now)

    def wait(self, seconds: float) -> None:
        """Let time pass, stopping at every deadline as the socket does."""
        end = self.now + seconds
        while (due := self.line.deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.commands += self.line.tick(self.now)
        self.now = end

    # what came of it

    def turns(self) -> list[Heard]:
        return [command.heard for command in self.commands if isinstance(command, Turn)]

    def heard(self) -> Heard:
        return self.turns()[-1]

    def spoken(self) -> list[str]:
        """Whole turns of speech."""
        turns, open_turn = [], ""
        for command in self.commands:
            if isinstance(command, Send) and isinstance(command.frame, Text):
                open_turn += command.frame.token
                if command.frame.last:
                    turns.append(open_turn)
                    open_turn = ""
        assert open_turn == "", "a turn was left open"
        return turns

    def sent(self, kind: type) -> list[Any]:
        return [c.frame for c in self.commands if isinstance(c, Send) and isinstance(c.frame, kind)]

    def notes(self) -> list[str]:
        return [command.event for command in self.commands if isinstance(command, Note)]

    def closes(self) -> list[int]:
        return [command.code for command in self.commands if isinstance(command, Close)]


def connected(**settings: Any) -> Talk:
    talk = Talk(Voice(**settings))
    talk.connect()
    talk.commands.clear()
    return talk


# ---------------------------------------------------------------- beginning


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


# ---------------------------------------------------------------- words


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


# ---------------------------------------------------------------- what was heard


def asked_to_confirm() -> Talk:
    talk = connected()
    talk.prompt("Book it for Tuesday.")
    talk.answer(say("That is Tuesday, March 24th, at 9.", "Should I book it?", asked=Asked.CONFIRMATION))
    return talk


def test_a_reply_played_to_its_end_is_complete() -> None:
    """Every clause was played and the voice stopped."""
    talk = asked_to_confirm()
    talk.play("That is Tuesday,", " March 24th,", " at 9.", " Should I book it?")
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())


def test_a_cut_reply_is_the_sum_of_what_was_played() -> None:
    """The fragment of the interrupt has come as the last clause already and is not added twice."""
    talk = asked_to_confirm()
    talk.barge_in("That is Tuesday,", "March")
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(
        text="Yes.", lang="en-US", played=Played(complete=False, text="That is Tuesday, March")
    )


def test_all_clauses_and_an_interrupt_are_not_complete() -> None:
    """A read-back that was cut is not confirmed, however late the cut came."""
    talk = asked_to_confirm()
    talk.barge_in("That is Tuesday, March 24th, at 9.", " Should I book it?")
    talk.prompt("Yes.")
    heard = talk.heard()
    assert isinstance(heard, Utterance) and not heard.played.complete
    assert heard.played.text == "That is Tuesday, March 24th, at 9. Should I book it?"


def test_a_breath_is_no_end() -> None:
    """The voice may stop between clauses; words said then come before the end."""
    talk = asked_to_confirm()
    talk.play("That is Tuesday,")
    talk.prompt("Yes.")
    heard = talk.heard()
    assert isinstance(heard, Utterance)
    assert heard.played == Played(complete=False, text="That is Tuesday,")


def test_a_reply_to_a_key_survives_the_interrupt_that_the_key_caused() -> None:
    """The news of what a key cut off belongs to the old reply, although the new one was sent before it."""
    talk = asked_to_confirm()
    talk.info("agentSpeaking", "on")
    talk.keys("0")
    talk.wait(0.1)
    talk.answer(say("One moment.", asked=None))
    talk.info("tokensPlayed", "That is")
    talk.frame("interrupt", utteranceUntilInterrupt="That is")
    talk.info("agentSpeaking", "off")
    talk.play("One moment.")
    talk.prompt("Thank you very much.")
    heard = talk.heard()
    assert isinstance(heard, Utterance) and heard.played.complete


def test_a_key_waits_for_the_news_of_what_was_heard() -> None:
    """A key over the agent's speech is handed over with the words that were played before it."""
    talk = asked_to_confirm()
    talk.info("agentSpeaking", "on")
    talk.keys("1")
    assert len(talk.turns()) == 1
    talk.info("tokensPlayed", "That is Tuesday")
    talk.frame("interrupt", utteranceUntilInterrupt="That is Tuesday")
    assert talk.heard() == Keyed(digits="1", played=Played(complete=False, text="That is Tuesday,"))


def test_escaped_text_is_counted_as_it_was_written() -> None:
    """Markup in a reply is escaped on the wire, and what comes back is compared unescaped."""
    talk = connected()
    talk.prompt("Who is there?")
    talk.answer(say("Smith & Sons <Monday>."))
    assert talk.spoken() == ["Smith &amp; Sons &lt;Monday&gt;."]
    talk.barge_in("Smith &amp; Sons")
    talk.prompt("Thank you, that will do.")
    heard = talk.heard()
    assert isinstance(heard, Utterance) and heard.played.text == "Smith & Sons"


# ---------------------------------------------------------------- noise, and saying the rest


def test_a_noise_that_cuts_the_agent_off_is_followed_by_the_rest() -> None:
    """No prompt follows the noise: the pieces not heard are said, and then count as heard."""
    talk = asked_to_confirm()
    talk.barge_in("That is Tuesday, March 24th, at 9.", " Should")
    talk.info("clientSpeaking", "off")
    talk.wait(1)
    assert talk.spoken()[-1] == "Should I book it?"
    talk.play("Should I book it?")
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())


def test_the_rest_is_said_twice_at_most() -> None:
    """A noisy line does not keep the agent talking for ever; the silence is told instead."""
    talk = asked_to_confirm()
    for _ in range(4):
        talk.barge_in("That is")
        talk.info("clientSpeaking", "off")
        talk.wait(1)
    assert len(talk.spoken()) == 3
    talk.wait(6)
    assert talk.heard() == Silence()


def test_a_backchannel_over_the_agent_does_not_silence_it() -> None:
    """An "uh" during the reply is dropped, and the rest of the reply is said."""
    talk = asked_to_confirm()
    talk.barge_in("That is")
    talk.prompt("uh")
    talk.wait(1)
    assert talk.spoken()[-1] == "That is Tuesday, March 24th, at 9. Should I book it?"
    assert len(talk.turns()) == 1


def test_a_late_hash_does_not_cost_the_caller_the_reply() -> None:
    """The `#` behind a full entry is swallowed; what it cut off is said again at once."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8))
    talk.play("Key your date of birth.")
    talk.keys("04171988")
    assert talk.heard() == Keyed(digits="04171988")
    talk.answer(say("Thank you. What is it about?", asked=Asked.REASON))
    talk.wait(1)
    talk.info("agentSpeaking", "on")
    talk.keys("#")
    talk.info("tokensPlayed", "Thank")
    talk.frame("interrupt", utteranceUntilInterrupt="Thank")
    talk.info("agentSpeaking", "off")
    talk.wait(0.01)
    assert talk.spoken()[-1] == "Thank you. What is it about?" and len(talk.spoken()) == 3
    assert len(talk.turns()) == 2


def test_nothing_is_said_between_a_barge_in_and_its_prompt() -> None:
    """A reply that is ready while the caller speaks waits, and is dropped when words follow."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.info("clientSpeaking", "on")
    talk.answer(say("Which day?", asked=Asked.WHEN))
    talk.wait(3)
    assert talk.spoken() == []
    talk.info("clientSpeaking", "off")
    talk.frame("prompt", voicePrompt="On Thursday, please.", lang="en-US", last=True)
    assert talk.spoken() == []
    assert talk.heard() == Utterance(text="On Thursday, please.", lang="en-US", played=Played(complete=False))


def test_a_reply_held_back_for_a_noise_is_spoken_after_it() -> None:
    """The caller made a sound and said nothing: the reply is not lost."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.info("clientSpeaking", "on")
    talk.answer(say("Which day?", asked=Asked.WHEN))
    talk.info("clientSpeaking", "off")
    talk.wait(1)
    assert talk.spoken() == ["Which day?"]


# ---------------------------------------------------------------- silence


def test_silence_is_counted_from_the_end_of_speech() -> None:
    """However long the agent speaks, the caller has the whole of the patience afterwards."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("Which day? Take your time.", asked=Asked.WHEN, patience=8.0))
    talk.info("agentSpeaking", "on")
    talk.info("tokensPlayed", "Which day?")
    talk.wait(4)
    talk.info("tokensPlayed", " Take your time.")
    talk.info("agentSpeaking", "off")
    talk.wait(7.9)
    assert len(talk.turns()) == 1
    talk.wait(0.2)
    assert talk.heard() == Silence()


def test_a_caller_who_speaks_is_not_silent() -> None:
    """The silence begins anew when the caller stops speaking."""
    talk = connected()
    talk.wait(5)
    talk.info("clientSpeaking", "on")
    talk.wait(5)
    talk.info("clientSpeaking", "off")
    talk.wait(5.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Silence()]


def test_silence_is_told_once_for_each_reply() -> None:
    """A desk that says nothing to a silence is asked again only after its patience."""
    talk = connected()
    talk.wait(6.1)
    talk.answer(Reply())
    talk.wait(5.9)
    assert talk.turns() == [Silence()]


def test_without_events_the_length_of_speech_is_estimated() -> None:
    """An account that sends no events is waited for as long as the words take, at 15 characters a second."""
    talk = Talk(events=False)
    talk.connect()
    talk.commands.clear()
    talk.wait(0.5 + len(GREETING) / 15 + 5.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Silence()]


def test_without_events_the_interrupt_tells_what_was_heard() -> None:
    """Its fragment is found in the agent's words."""
    talk = Talk(events=False)
    talk.connect()
    talk.wait(3)
    talk.prompt("Book it for Tuesday.")
    talk.answer(say(READ_BACK, asked=Asked.CONFIRMATION))
    talk.wait(1)
    talk.frame("interrupt", utteranceUntilInterrupt="March 24th", durationUntilInterruptMs="700")
    talk.prompt("No.")
    assert talk.heard() == Utterance(
        text="No.", lang="en-US", played=Played(complete=False, text="That is Tuesday, March 24th,")
    )


def test_without_events_words_that_do_not_interrupt_mean_the_agent_has_finished() -> None:
    """Speech over the agent interrupts or is not reported, so a plain prompt comes after the read-back."""
    talk = Talk(events=False)
    talk.connect()
    talk.wait(3)
    talk.prompt("Book it for Tuesday.")
    talk.answer(say(READ_BACK, asked=Asked.CONFIRMATION))
    talk.wait(3.2)
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())


def test_lost_events_do_not_hold_a_call_up() -> None:
    """A reply of which nothing is ever heard again is taken as over, and not as heard."""
    talk = asked_to_confirm()
    talk.wait(16)
    assert talk.heard() == Silence()
    talk.answer(Reply())
    talk.prompt("Yes.")
    heard = talk.heard()
    assert isinstance(heard, Utterance) and not heard.played.complete


# ---------------------------------------------------------------- keys


def asked_for_birth() -> Talk:
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8))
    talk.play("Key your date of birth.")
    talk.commands.clear()
    return talk


@pytest.mark.parametrize(
    ("keys", "wait", "digits"),
    [
        ("04171988", 0.0, "04171988"),
        ("041788#", 0.0, "041788"),
        ("041788", 4.1, "041788"),
        ("0", 4.1, "0"),
    ],
)
def test_keys_are_complete_by_number_by_hash_or_by_time(keys: str, wait: float, digits: str) -> None:
    """An entry ends with its last key, with `#`, or when no key comes for four seconds."""
    talk = asked_for_birth()
    talk.keys(keys)
    talk.wait(wait)
    assert talk.turns() == [Keyed(digits=digits)]


def test_each_key_gives_time_for_the_next() -> None:
    """The pause is counted from the last key."""
    talk = asked_for_birth()
    talk.keys("04")
    talk.wait(3.9)
    talk.keys("17")
    talk.wait(3.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Keyed(digits="0417")]


def test_a_single_key_is_handed_over_at_once() -> None:
    """Where one key is an answer nobody waits for another."""
    talk = connected()
    talk.keys("0")
    assert talk.turns() == [Keyed(digits="0")]


def test_speech_replaces_an_unfinished_entry() -> None:
    """Somebody who gives up keying and speaks is heard, and the keys are forgotten."""
    talk = asked_for_birth()
    talk.keys("0417")
    talk.prompt("I want to talk to a person.")
    assert isinstance(talk.heard(), Utterance) and talk.notes() == ["unfinished-keys-dropped"]
    talk.answer(say("One moment.", asked=None))
    talk.play("One moment.")
    talk.wait(5)
    assert len(talk.turns()) == 1


def test_keys_pressed_during_a_turn_wait_for_it() -> None:
    """A key that comes while the desk is thinking is the next turn, and no answer to what was not heard."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.keys("0")
    assert len(talk.turns()) == 1
    talk.answer(say("Which day?", asked=Asked.WHEN))
    assert talk.heard() == Keyed(digits="0", played=Played(complete=False))
    assert talk.spoken() == []


# ---------------------------------------------------------------- language, ending, failure


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


def test_the_pieces_of_the_protocol_are_frozen() -> None:
    """Frames compare by value."""
    assert Info(name="a", value="b") == Info(name="a", value="b")
    assert Interrupt() == Interrupt(utterance_until_interrupt="")
