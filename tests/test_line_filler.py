"""A slow turn is bridged with a few words, in the talk cycle of its reply, and never over the caller."""

from typing import Any

import pytest

from channels.conversation_relay.commands import Bridge, Send
from channels.conversation_relay.frames import Text
from channels.conversation_relay.line import Line
from engine.heard import Piece, Played, Reply, Utterance
from engine.settings import Voice
from engine.vocabulary import Asked
from tests.scripted_desk import say
from tests.talk import Talk

SOFT = 0.9
FILLER = Piece(text="One moment.")


class Slow(Talk):
    """A greeted call in which the caller has said something that takes long."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(Voice(**settings))
        self.line = Line(Voice(**settings), self.now, SOFT)
        self.connect()
        self.commands.clear()
        self.prompt("Whenever it suits you, really, I've got all the time in the world.")
        assert isinstance(self.heard(), Utterance)

    def bridge(self) -> None:
        """Let the soft limit pass, and the desk have words."""
        self.wait(SOFT)
        assert self.bridges() == 1
        self.commands += self.line.bridge(FILLER, self.now)

    def bridges(self) -> int:
        return sum(isinstance(command, Bridge) for command in self.commands)

    def lasts(self) -> list[bool]:
        return [c.frame.last for c in self.commands if isinstance(c, Send) and isinstance(c.frame, Text)]


def test_the_filler_and_the_reply_are_one_cycle() -> None:
    """One `last` a turn, and it is the reply's."""
    talk = Slow()
    talk.bridge()
    assert talk.lasts() == [False]
    talk.answer(say("I have Tuesday at nine.", "Does that work?", asked=Asked.CHOICE))
    assert talk.spoken() == ["One moment. I have Tuesday at nine. Does that work?"]


def test_a_quick_reply_needs_no_filler() -> None:
    """Before the limit nothing is said, and after the reply nothing is bridged."""
    talk = Slow()
    talk.wait(SOFT - 0.1)
    talk.answer(say("Which day?"))
    talk.wait(SOFT)
    assert talk.bridges() == 0 and talk.spoken() == ["Which day?"]


def test_a_turn_is_bridged_once() -> None:
    """However long it takes."""
    talk = Slow()
    talk.bridge()
    talk.wait(5)
    assert talk.bridges() == 1


def test_keys_and_silence_are_not_bridged() -> None:
    """Only who has spoken waits for somebody to have understood."""
    talk = Slow()
    talk.answer(say("Press 1 for yes.", asked=Asked.CONFIRMATION))
    talk.play("Press 1 for yes.")
    talk.keys("1")
    talk.wait(5)
    assert talk.bridges() == 0


def test_a_desk_without_words_leaves_the_silence() -> None:
    """In an emergency, say: then the reply is all there is."""
    talk = Slow()
    talk.wait(SOFT)
    talk.answer(say("Please hang up and dial 9-1-1."))
    assert talk.lasts() == [True]


def test_nobody_is_talked_over() -> None:
    """A caller who goes on speaking hears no filler."""
    talk = Slow()
    talk.info("clientSpeaking", "on")
    talk.bridge()
    assert talk.lasts() == []


def test_an_interrupted_filler_is_closed() -> None:
    """Its cycle does not stay open while the caller speaks, and the reply begins a new one."""
    talk = Slow()
    talk.bridge()
    talk.barge_in("One")
    assert talk.lasts() == [False, True]
    talk.frame("prompt", voicePrompt="Actually, make it Friday.", lang="en-US", last=True)
    talk.answer(say("Which day?", asked=Asked.WHEN))
    talk.wait(1)
    assert [heard.text for heard in talk.turns() if isinstance(heard, Utterance)][1:] == [
        "Actually, make it Friday."
    ]
    talk.answer(say("Friday, then.", asked=Asked.WHEN))
    assert talk.spoken() == ["One moment. ", "Friday, then."]


def test_a_turn_without_words_closes_its_filler() -> None:
    """Where there is nothing to say after all, the cycle is closed with nothing."""
    talk = Slow()
    talk.bridge()
    talk.answer(Reply())
    assert talk.spoken() == ["One moment. "]


@pytest.mark.parametrize("heard", ["One moment.", "One"])
def test_a_filler_is_not_heard_as_part_of_a_read_back(heard: str) -> None:
    """What was played of the filler does not count for the question behind it."""
    talk = Slow()
    talk.bridge()
    talk.info("agentSpeaking", "on")
    talk.info("tokensPlayed", heard)
    talk.answer(say("That is Tuesday, March 24th, at 9. Should I book it?", asked=Asked.CONFIRMATION))
    talk.barge_in(*(["One moment."] if heard == "One" else []), "That is Tuesday, March 24th,")
    talk.prompt("Yes.")
    talk.wait(1)
    heard_now = talk.heard()
    assert isinstance(heard_now, Utterance) and heard_now.text == "Yes."
    assert not heard_now.played.complete


def test_a_read_back_behind_a_filler_can_be_heard_to_its_end() -> None:
    """Played whole, it is confirmed like any other."""
    talk = Slow()
    talk.bridge()
    talk.play("One moment.")
    talk.answer(say("That is Tuesday at 9.", "Should I book it?", asked=Asked.CONFIRMATION))
    talk.play("That is Tuesday at 9.", "Should I book it?")
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())
