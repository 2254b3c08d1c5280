"""The line alone: what the caller has heard of a reply, and what a noise does to it."""

from engine.heard import (
    Keyed,
    Played,
    Silence,
    Utterance,
)
from engine.vocabulary import Asked
from tests.scripted_desk import say
from tests.talk import asked_to_confirm, connected


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


def test_the_last_clause_may_be_told_late() -> None:
    """A reply whose last clause is reported behind the end of speech was played to its end all the same."""
    talk = asked_to_confirm()
    talk.play("That is Tuesday, March 24th, at 9.")
    talk.info("tokensPlayed", " Should I book it?")
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())


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
