"""What an observer is told of a session's frames and turns."""

from channels.clock import JumpingClock
from channels.conversation_relay.frames import Dtmf, End, Info, Prompt, Text, Why
from channels.telemetry.session import SessionWatch
from engine.heard import Keyed, Silence, Utterance
from engine.observer import Observer, Speaker

WORDS = Text(token="Which day?", last=True, lang="en-US", interruptible=True)


class Listener(Observer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.speech: list[tuple[str, Speaker, bool]] = []
        self.sessions: list[str] = []
        self.unreadable: list[str] = []

    def answered(self, seconds: float) -> None:
        self.waits.append(seconds)

    def spoke(self, call_sid: str, speaker: Speaker, is_on: bool) -> None:
        self.speech.append((call_sid, speaker, is_on))

    def call_joined(self, call_sid: str) -> None:
        self.sessions.append(f"{call_sid} joined")

    def call_left(self, call_sid: str) -> None:
        self.sessions.append(f"{call_sid} left")

    def frame_unreadable(self, why: str) -> None:
        self.unreadable.append(why)


def watching() -> tuple[SessionWatch, Listener, JumpingClock]:
    """A session that has just been admitted."""
    listener, clock = Listener(), JumpingClock()
    watch = SessionWatch(listener, clock)
    watch.joined("CA1")
    return watch, listener, clock


def test_a_caller_waits_from_the_last_prompt_to_the_first_words() -> None:
    """The pause for more words and the turn included; the rest of the reply counts no second time."""
    watch, listener, clock = watching()
    watch.came(Prompt(voice_prompt="next", last=True))
    clock.jump(1.0)
    watch.came(Prompt(voice_prompt="Tuesday", last=True))
    clock.jump(0.5)
    watch.turn(Utterance(text="next Tuesday"))
    clock.jump(0.25)
    watch.sent(WORDS)
    clock.jump(9.0)
    watch.sent(WORDS)
    assert listener.waits == [0.75]


def test_keys_are_waited_for_like_words() -> None:
    """From the last key."""
    watch, listener, clock = watching()
    for digit in "04":
        watch.came(Dtmf(digit=digit))
        clock.jump(0.5)
    watch.turn(Keyed(digits="04"))
    watch.sent(WORDS)
    assert listener.waits == [0.5]


def test_what_is_said_into_silence_is_no_answer() -> None:
    """Nobody waited: neither after a noise that made no turn, nor for a goodbye without words."""
    watch, listener, clock = watching()
    watch.came(Prompt(voice_prompt="uh", last=True))
    clock.jump(6.0)
    watch.turn(Silence())
    watch.sent(WORDS)
    watch.came(Prompt(voice_prompt="bye", last=True))
    watch.turn(Utterance(text="bye"))
    watch.sent(End())
    assert listener.waits == []


def test_speech_and_frames_that_are_none_are_told() -> None:
    """Who speaks, of which call; and why a frame could not be read."""
    watch, listener, _ = watching()
    watch.came(Info(name="agentSpeaking", value="on"))
    watch.came(Info(name="clientSpeaking", value="off"))
    watch.came(Info(name="tokensPlayed", value="Which day?"))
    watch.came(Info(name="agentSpeaking", value={"Tyrome": "Williams"}))
    watch.came(Why.NOT_JSON)
    watch.left()
    assert listener.speech == [("CA1", "agent", True), ("CA1", "customer", False)]
    assert listener.unreadable == ["frame-not-json"]
    assert listener.sessions == ["CA1 joined", "CA1 left"]


def test_a_session_that_was_never_admitted_is_no_call() -> None:
    """It joins nothing and leaves nothing."""
    listener = Listener()
    watch = SessionWatch(listener, JumpingClock())
    watch.came(Info(name="agentSpeaking", value="on"))
    watch.left()
    assert listener.sessions == [] and listener.speech == []
