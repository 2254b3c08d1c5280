"""A line with its clock, for tests: frames and moments in, commands out. Time is a number here."""

from typing import Any

import msgspec

from channels.conversation_relay.commands import Close, Command, Note, Send, Turn
from channels.conversation_relay.frames import Text, read
from channels.conversation_relay.line import Line
from engine.heard import Heard, Reply
from engine.settings import Voice
from engine.vocabulary import Asked
from tests.scripted_desk import say

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
    """A call that has been greeted; nothing was said yet."""
    talk = Talk(Voice(**settings))
    talk.connect()
    talk.commands.clear()
    return talk


def asked_to_confirm() -> Talk:
    """A call in which a read-back of two pieces has just been sent."""
    talk = connected()
    talk.prompt("Book it for Tuesday.")
    talk.answer(say("That is Tuesday, March 24th, at 9.", "Should I book it?", asked=Asked.CONFIRMATION))
    return talk
