"""The judges of the fuzz run: each finds a bad observation, and lets a good one be."""

import json
import random

import pytest

from bench.fuzz import frames, judges, requests
from bench.fuzz.house import SETTINGS
from bench.fuzz.judges import MIB, Answer, Asked, Memory
from bench.fuzz.sessions import UNSIGNED, setup
from bench.fuzz.wire import read
from channels.conversation_relay.frames import Frame, Setup, Why
from channels.conversation_relay.frames import read as read_frame
from channels.conversation_relay.signature import Gate
from engine.settings import read_settings

STRANGER = Asked(kind="missigned", method="POST", path="/action")
SIGNED = Asked(kind="signed", method="POST", path="/action", signed=True)
BROKEN = Asked(kind="misframed", method="POST", path="/action", is_whole=False)
PAGE = Asked(kind="misrouted", method="GET", path="/healthz", is_webhook=False)
TWIML = b"<?xml version='1.0'?><Response><Hangup/></Response>"
WARM = Memory(warm=80 * MIB, half=90 * MIB, end=91 * MIB, peak=100 * MIB, sessions=1000)


@pytest.mark.parametrize(
    ("asked", "answer", "fault"),
    [
        (STRANGER, Answer(status=403), None),
        (STRANGER, Answer(status=200, body=TWIML), "200 for what nobody signed"),
        (STRANGER, Answer(status=204), "204 for what nobody signed"),
        (STRANGER, Answer(status=500), "500"),
        (STRANGER, Answer(status=0), "no answer"),
        (STRANGER, Answer(status=-1), "left hanging"),
        (BROKEN, Answer(status=0), None),
        (BROKEN, Answer(status=-1), "left hanging"),
        (SIGNED, Answer(status=200, body=TWIML), None),
        (SIGNED, Answer(status=204), None),
        (SIGNED, Answer(status=400), None),
        (SIGNED, Answer(status=200, body=b"<Response><Say>"), "no TwiML"),
        (SIGNED, Answer(status=503), "503"),
        (PAGE, Answer(status=200, body=b"ok"), None),
        (PAGE, Answer(status=200, body=TWIML), "200 for what nobody signed"),
    ],
)
def test_an_answer_is_judged(asked: Asked, answer: Answer, fault: str | None) -> None:
    """Unsigned is 4xx, signed TwiML or 4xx, and nothing is 5xx or left hanging."""
    found = judges.judge_answer(asked, answer)
    assert found is None if fault is None else found is not None and found.startswith(fault)


def test_a_traceback_in_the_log_is_found() -> None:
    """An exception's line, and anything that is no JSON line; a warning is neither."""
    calm = json.dumps({"level": "warning", "event": "webhook-refused"})
    raised = json.dumps(
        {"level": "error", "event": "turn-failed", "error": "KeyError", "where": ["a.py:1 f"]}
    )
    assert judges.judge_log([calm, "", calm]) == []
    assert "KeyError" in judges.judge_log([calm, raised, raised])[0]
    assert judges.judge_log(["Traceback (most recent call last):"])


def test_a_changed_table_is_found() -> None:
    """By its digest; a table that is gone has changed too."""
    assert judges.judge_books({"Calls": "a"}, {"Calls": "a", "Turns": "b"}, "x") == []
    assert judges.judge_books({"Calls": "a"}, {"Calls": "b"}, "a stranger") == ["a stranger changed Calls"]
    assert judges.judge_books({"Calls": "a"}, {}, "a stranger")


def test_memory_that_is_not_given_back_is_found() -> None:
    """At the peak, and by what each closed session leaves."""
    assert judges.judge_memory(WARM) == []
    assert judges.judge_memory(WARM.__replace__(peak=80 * MIB + judges.GROWTH + 1))
    assert judges.judge_memory(WARM.__replace__(end=91 * MIB + judges.CACHES + 1000 * judges.PER_SESSION))


def test_a_server_that_ended_and_a_call_that_went_wrong_are_found() -> None:
    """Any exit status is one too many; a call must be answered and end with a goodbye."""
    assert judges.judge_process(None) == []
    assert judges.judge_process(0) and judges.judge_process(-9)
    assert judges.judge_call(("Your visit with Dr. Chen", "Goodbye."), "Dr.") == []
    assert judges.judge_call((), "Dr.")
    assert judges.judge_call(("What?", "Goodbye."), "Dr.")
    assert judges.judge_call(("Your visit with Dr. Chen", "TimeoutError: "), "Dr.")


def test_an_answer_is_read_from_its_bytes() -> None:
    """The leave to go on is no answer, and nothing is status 0."""
    whole = b"HTTP/1.1 403 Forbidden\r\na: b\r\n\r\nForbidden."
    assert read(whole) == Answer(status=403, body=b"Forbidden.")
    assert read(b"HTTP/1.1 100 Continue\r\n\r\n" + whole).status == 403
    assert read(b"") == Answer(status=0)


def test_what_is_thrown_is_the_same_for_the_same_seed() -> None:
    """A fault that was found can be found again."""
    once, again = random.Random(7), random.Random(7)
    assert [frames.hostile(once) for _ in range(200)] == [frames.hostile(again) for _ in range(200)]
    made = [[requests.hostile(rng, ("/", "/x/{y}")).raw for _ in range(100)] for rng in (once, again)]
    assert made[0] == made[1]


def test_the_frames_are_as_bad_as_they_should_be() -> None:
    """Every reason for which a frame cannot be used comes up, and frames that can be used come too."""
    rng = random.Random(3)
    got = [read_frame(frames.hostile(rng)) for _ in range(2000)]
    assert {why for why in got if isinstance(why, Why)} == set(Why)
    assert sum(isinstance(frame, Frame) for frame in got) > 500


def test_a_session_of_a_stranger_has_no_ticket_that_fits() -> None:
    """And that of somebody let in has one."""
    gate, rng = Gate(read_settings(SETTINGS)), random.Random(1)

    def lets_in(how: str) -> bool:
        frame = read_frame(setup("CA" + "1" * 32, rng, how))
        return isinstance(frame, Setup) and gate.lets_call_in(frame, 1_700_000_000.0)

    assert lets_in("")
    wrong = set(UNSIGNED) - {"wrong-signature", "no-setup", "expired"}
    assert not any(lets_in(how) for how in wrong)
