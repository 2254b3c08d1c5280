"""What a line keeps to whatever happens: any frames, in any order, at any time."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.conversation_relay.commands import Close, Send, Turn
from channels.conversation_relay.frames import End, Text, read
from channels.conversation_relay.line import Line
from engine.heard import Ending, Keyed, Piece, Reply, Utterance
from engine.settings import Voice
from engine.vocabulary import Asked, Language
from tests.scripted_desk import hand_off, say

GUARDED = Piece(text="Dial 9-1-1 now.", interruptible=False)
REPLIES = (
    Reply(),
    say("Which day?", asked=Asked.WHEN),
    say("That is Tuesday at nine.", "Should I book it?", asked=Asked.CONFIRMATION),
    say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8),
    Reply(pieces=(GUARDED, Piece(text="Can you do that?")), asked=Asked.SYMPTOM),
    say("Claro.", lang=Language.ES),
    say("Goodbye.", asked=None, ending=Ending()),
    say("One moment.", asked=None, ending=hand_off("CA1")),
)
FRAMES = (
    '{"type":"prompt","voicePrompt":"I need a visit.","lang":"en-US","last":true}',
    '{"type":"prompt","voicePrompt":"I need a","lang":"en-US","last":true}',
    '{"type":"prompt","voicePrompt":"I","lang":"en-US","last":false}',
    '{"type":"prompt","voicePrompt":"uh","lang":"en-US","last":true}',
    '{"type":"prompt","voicePrompt":"Yes.","lang":"en-US","last":true}',
    '{"type":"dtmf","digit":"1"}',
    '{"type":"dtmf","digit":"#"}',
    '{"type":"interrupt","utteranceUntilInterrupt":"That is"}',
    '{"type":"interrupt","utteranceUntilInterrupt":""}',
    '{"type":"info","name":"agentSpeaking","value":"on"}',
    '{"type":"info","name":"agentSpeaking","value":"off"}',
    '{"type":"info","name":"clientSpeaking","value":"on"}',
    '{"type":"info","name":"clientSpeaking","value":"off"}',
    '{"type":"info","name":"tokensPlayed","value":"That is Tuesday at nine."}',
    '{"type":"info","name":"tokensPlayed","value":" Should I book it?"}',
    '{"type":"info","name":"tokensPlayed","value":"Which"}',
    '{"type":"setup","callSid":"CA2"}',
    '{"type":"error","description":"x"}',
    "{",
)
STEPS = st.one_of(
    st.sampled_from(FRAMES),
    st.sampled_from(REPLIES),
    st.floats(0.01, 20.0, allow_nan=False),
)


class Watched:
    """A line whose every command is checked as it is given."""

    def __init__(self) -> None:
        self.now = 100.0
        self.line = Line(Voice(), self.now)
        self.turn_runs = False
        self.turn_open = False
        self.over = False
        self.keyed = ""
        self.words: list[str] = []
        self.do(lambda: self.line.receive(read('{"type":"setup","callSid":"CA1"}'), self.now))
        self.do(lambda: self.line.admitted(self.now, caller="", attested=False, greeting="Welcome."))

    def do(self, act: Callable[[], list[object]] | Callable[..., object]) -> None:
        commands = act()
        assert isinstance(commands, list)
        for command in commands:
            self.check(command)
        assert not self.turn_open, "a batch left a turn open"

    def check(self, command: object) -> None:
        match command:
            case Turn(heard=heard):
                assert not self.turn_runs and not self.over, "two turns at once"
                self.turn_runs = True
                if isinstance(heard, Keyed):
                    self.keyed += heard.digits
                elif isinstance(heard, Utterance):
                    self.words.append(heard.text)
            case Send(frame=frame):
                assert not self.over, "something follows the end"
                self.turn_open = isinstance(frame, Text) and not frame.last
                self.over = isinstance(frame, End)
                assert not (self.over and self.turn_runs), "the call ended in the middle of a turn"
            case Close():
                self.over = True

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        for _ in range(200):
            due = self.line.deadline()
            if due is None or due > end:
                break
            assert not self.turn_runs or due >= self.now - 1e-6, "a deadline in the past"
            self.now = max(self.now, due)
            self.do(lambda: self.line.tick(self.now))
        else:
            raise AssertionError("the line never comes to rest")
        self.now = end


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_a_line_keeps_its_promises(steps: list[str | Reply | float]) -> None:
    """One turn at a time, every turn of speech closed, nothing after the end, and always a next deadline."""
    watched = Watched()
    for step in steps:
        match step:
            case str():
                watched.do(lambda raw=step: watched.line.receive(read(raw), watched.now))
            case Reply():
                if watched.turn_runs:
                    watched.turn_runs = False
                    watched.do(lambda reply=step: watched.line.replied(reply, watched.now))
            case _:
                watched.pass_time(float(step))
    assert watched.over or watched.line.deadline() is not None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(FRAMES), max_size=25))
def test_what_a_caller_says_is_never_lost(frames: list[str]) -> None:
    """Every word and every key reaches the desk once the desk is free, unless keys give way to words."""
    watched = Watched()
    watched.turn_runs = False
    watched.do(lambda: watched.line.replied(Reply(asked=Asked.CONFIRMATION), watched.now))
    for raw in frames:
        watched.do(lambda raw=raw: watched.line.receive(read(raw), watched.now))
        if watched.turn_runs:
            watched.turn_runs = False
            watched.do(lambda: watched.line.replied(Reply(asked=Asked.CONFIRMATION), watched.now))
    for _ in range(5):
        watched.pass_time(1.0)
        if watched.turn_runs:
            watched.turn_runs = False
            watched.do(lambda: watched.line.replied(Reply(asked=Asked.CONFIRMATION), watched.now))
    watched.pass_time(10.5)
    told = " ".join(watched.words)
    for word in ("I need a visit.", "Yes."):
        said = sum(word in raw for raw in frames)
        assert told.count(word) == said
    assert watched.keyed.count("1") == sum('"1"' in raw for raw in frames)
