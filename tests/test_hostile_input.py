"""What comes from outside never raises, whatever it is; found by the fuzz run, and by generated input."""

import asyncio
import io
import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message, Scope

from channels.app import House, create_app, furnished
from channels.clock import JumpingClock
from channels.conversation_relay.collector import TOO_MANY, Collector
from channels.conversation_relay.completeness import is_backchannel, is_noise, judge
from channels.conversation_relay.debounce import TOO_MUCH, Ear
from channels.conversation_relay.frames import Frame, Setup, Why, read
from channels.conversation_relay.signature import Form, Gate
from channels.conversation_relay.socket import UNHANDLED
from channels.conversation_relay.webhook import webhook
from channels.limits import Window
from channels.loopback import is_direct, is_own_origin
from engine.__main__ import main
from engine.address import NONE, split
from engine.command_extract import extract_lines
from engine.heard import KeyPlan
from engine.local.words import tokens
from engine.screen.command import screen_lines
from engine.settings import SettingsError, Voice, read_settings
from engine.vocabulary import Asked, Language
from qa.access.known import Known
from qa.access.masking import mask_heard
from tests.office import packaged_screen
from tests.scripted_desk import ScriptedDesk
from tests.test_limits import listening, talk
from tests.wire import EAGER, served

SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "type",
    "callSid",
    "customParameters",
    "voicePrompt",
    "lang",
    "last",
    "digit",
    "name",
    "value",
    "from",
)
KINDS = st.sampled_from(["setup", "prompt", "dtmf", "interrupt", "info", "error", "connected"])


# ---------------------------------------------------------------- frames


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON),
    KINDS,
    st.integers(0, 60),
    st.sampled_from(["", "{", ",1"]),
)
def test_a_frame_is_read_or_has_a_reason(fields: dict[str, Any], kind: str, cut: int, tail: str) -> None:
    """Every field of any type, cut off anywhere, with anything behind it."""
    whole = json.dumps({"type": kind, **fields})
    for raw in (whole, whole + tail, whole[: len(whole) - cut]):
        assert isinstance(read(raw), Frame | Why)


@given(st.text() | st.binary())
def test_anything_at_all_is_read_or_has_a_reason(raw: str | bytes) -> None:
    """Text or bytes."""
    assert isinstance(read(raw), Frame | Why)


@pytest.mark.parametrize("where", ['"value"', '"x"'])
@pytest.mark.parametrize("kind", ["info", "zzz"])
def test_a_frame_nested_without_end_has_a_reason(kind: str, where: str) -> None:
    """The parser gives up before the stack does; the session goes on."""
    nest = "[" * 20_000 + "]" * 20_000
    assert read(f'{{"type":"{kind}",{where}:{nest}}}') is Why.TOO_DEEP
    assert read(f'{{{where}:{nest},"type":"{kind}"}}') is Why.TOO_DEEP


def test_a_wrong_field_in_a_frame_that_breaks_off() -> None:
    """The field is found first, and what is missing behind it is no surprise."""
    assert read('{"type":"dtmf","digit":5,"a":[1,') is Why.NOT_JSON
    assert read('{"type":"prompt","voicePrompt":[] x') is Why.NOT_JSON


# ---------------------------------------------------------------- doors


@pytest.mark.parametrize("expiry", ["9" * 5000, "9" * 30_000, "٣" * 10, "", "-1", "1e9"])
def test_a_ticket_that_is_no_number_is_refused(expiry: str) -> None:
    """A number of five thousand digits is none that Python would read."""
    frame = Setup(call_sid="CA1", custom_parameters={"ticket": expiry + ".0"})
    assert not Gate(read_settings(SIGNED)).lets_call_in(frame, 0.0)


@pytest.mark.parametrize("name", [b"host", b"origin"])
@pytest.mark.parametrize("value", [b"http://[", b"[", b"a:b:c]", b"http://[::1", b"\xe9"])
def test_half_an_address_is_nobodys(name: bytes, value: bytes) -> None:
    """No header makes the check itself fail."""
    scope: Scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": [(name, value)]}
    assert not is_own_origin(scope, "https://phone.example.net") or name == b"host"
    assert not is_direct(scope) or name == b"origin"


@given(st.text() | st.text(alphabet="htps:/[]@.0123456789é%", max_size=20))
def test_any_address_can_be_taken_apart(address: str) -> None:
    """Its parts can be read, and of half an address there are none."""
    parts = split(address)
    assert (isinstance(parts.netloc, str) and parts.port is None) or isinstance(parts.port, int)
    assert split("https://[") == split("https://a:99999") == NONE


def posted(body: bytes, *, breaks_off: bool = False) -> int:
    """Status of a webhook that is sent `body`, unsigned."""

    async def answer(form: Form) -> str:
        raise AssertionError("nothing of an unsigned form may be used")

    async def receive() -> Message:
        if breaks_off:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": False}

    endpoint = webhook(Gate(read_settings(SIGNED)), Window(0, 60.0, JumpingClock()), answer)
    scope = {"type": "http", "method": "POST", "path": "/action", "query_string": b"", "headers": []}
    scope |= {"server": ("127.0.0.1", 8000), "scheme": "http", "client": ("127.0.0.1", 5000)}

    async def status() -> int:
        return (await endpoint(Request(scope, receive))).status_code

    return asyncio.run(status())


@given(st.binary(max_size=300) | st.text(alphabet="CallSid=&%ud80;+é\0", max_size=60).map(str.encode))
def test_any_body_is_refused_and_none_raises(body: bytes) -> None:
    """400 where it is no form, 403 where it is one that nobody signed."""
    assert posted(body) in (400, 403)


def test_a_body_that_breaks_off_is_refused() -> None:
    """A client that leaves in the middle is an event of the log, not an exception in it."""
    assert posted(b"", breaks_off=True) == 400


async def test_a_request_that_turns_out_to_be_none_is_answered_once(caplog: pytest.LogCaptureFixture) -> None:
    """Its head is being answered when its body proves broken: one 400, and nothing raised."""
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with listening() as port:
        answer = await talk(port, head + b"zz\r\nCallSid=CA1\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400") and answer.count(b"HTTP/1.1") == 1
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_recording_of_no_sensible_length_is_kept_and_one_of_no_sensible_id_is_not() -> None:
    """What Twilio would not send is answered all the same."""
    async with served(desk := ScriptedDesk()) as wire:
        for recording, seconds in (("RE1", "9" * 5000), ("RE2", "²"), ("RE 3\n", "1"), ("RE4", "20")):
            form = {"CallSid": "CA1", "RecordingSid": recording, "RecordingDuration": seconds}
            assert (await wire.post("/after-message", form)).status_code == 200
    assert desk.messages == [("CA1", "RE1", 0), ("CA1", "RE2", 0), ("CA1", "RE4", 20)]


# ---------------------------------------------------------------- commands and settings


@pytest.mark.parametrize("command", ["extract", "screen"])
def test_a_line_nested_without_end_is_answered_with_its_error(command: str) -> None:
    """And the line behind it is read."""
    lines = [b'{"text":"hi","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}", b"[" * 20_000, b'{"text":"hi"}']
    out = io.BytesIO()
    if command == "extract":
        status = extract_lines(lines, out, zone=ZoneInfo("America/New_York"), now=datetime(2027, 3, 1, 9))
    else:
        status = screen_lines(lines, out, packaged_screen())
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert status == 1 and ["error" in answer for answer in answers] == [True, True, False]


@pytest.mark.parametrize("mistake", ["--timezone=Mars/Olympus", "--now=soon"])
def test_a_mistyped_option_is_named(mistake: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As argparse does: exit status 2 and a sentence."""
    with pytest.raises(SystemExit) as stop:
        main(["extract", mistake])
    assert stop.value.code == 2 and mistake.partition("=")[2] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://["),
        ("TWILIO_API_URL", "http://[::"),
        ("VOICE_DEBOUNCE", "nan"),
        ("DRAIN_SECONDS", "inf"),
        ("MODEL_SOFT_LIMIT", "-inf"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    """Half an address, and numbers that no deadline can be reckoned with."""
    with pytest.raises(SettingsError) as error:
        read_settings({name: value})
    assert any(name in problem for problem in error.value.problems)


def test_a_file_of_settings_that_is_no_text_is_named(tmp_path: Path) -> None:
    """It is the file that must be looked at."""
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"PORT=\xff\n")
    with pytest.raises(SettingsError) as error:
        read_settings({}, dotenv)
    assert ".env" in error.value.problems[0]


# ---------------------------------------------------------------- words and keys


@given(st.text(), st.sampled_from([None, *Asked]), st.sampled_from(Language))
def test_any_words_are_judged(text: str, asked: Asked | None, lang: Language) -> None:
    """How finished they are, and whether they are any."""
    is_noise(text, asked)
    is_backchannel(text, asked)
    judge(text, asked, lang)
    assert all(tokens(text))


def test_a_lone_accent_is_no_word() -> None:
    """Nothing is left of it once it is folded."""
    assert tokens("\u0301 ´ hi") == ["'", "hi"]
    assert is_noise("\u0301", None)


@pytest.mark.parametrize(
    "text",
    ["0" * 2000, "a." * 1000, "a dot " * 300, "A' " * 600, "a at b dot " * 180],
    ids=lambda text: text[:5],
)
def test_endless_words_are_masked_in_time(text: str) -> None:
    """No pattern of the console may try every way to cut one word: it would stop every call."""
    assert isinstance(mask_heard(text, Known()), str)


def test_what_is_collected_is_bounded() -> None:
    """Keys and words that never end, while a turn runs."""
    keys, ear = Collector(), Ear(Voice(), quiet_since=0.0)
    for _ in range(1000):
        keys.press("7", KeyPlan(length=10), Asked.PHONE, 0.0, race=True)
    for _ in range(50):
        ear.add("and then " * 100, "en-US", None, Language.EN, 0.0)
    assert len(keys.take().digits) == TOO_MANY
    assert len(ear.take().text) <= TOO_MUCH


async def test_a_client_that_sends_and_never_reads_is_not_stored() -> None:
    """While an answer cannot be sent, only so many of its frames are taken."""
    stuck, taken = asyncio.Event(), 0

    async def receive() -> Message:
        nonlocal taken
        await asyncio.sleep(0)
        taken += 1
        if taken == 1:
            return {"type": "websocket.connect"}
        if taken == 2:
            return {"type": "websocket.receive", "text": '{"type":"setup","callSid":"CA1"}'}
        if taken > 3:
            await stuck.wait()
        return {"type": "websocket.receive", "text": '{"type":"prompt","voicePrompt":"Hello.","last":true}'}

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            stuck.set()
            await asyncio.Event().wait()

    scope: Scope = {"type": "websocket", "path": "/conversation-relay", "headers": [(b"host", b"localhost")]}
    scope.update({"client": ("127.0.0.1", 1), "query_string": b"", "subprotocols": [], "root_path": ""})
    app = create_app(read_settings(EAGER), furnished(House(ScriptedDesk())))
    async with app.router.lifespan_context(app):
        session = asyncio.create_task(app(scope, receive, send))
        async with asyncio.timeout(30):
            await stuck.wait()
        before = taken
        for _ in range(4 * UNHANDLED):
            await asyncio.sleep(0)
        session.cancel()
        await asyncio.gather(session, return_exceptions=True)
    assert taken - before <= UNHANDLED + 2


def test_nothing_here_was_logged_as_an_exception(caplog: pytest.LogCaptureFixture) -> None:
    """The webhook that is sent nonsense says so in one line without a traceback."""
    with caplog.at_level(logging.INFO):
        posted(b"\xff")
    assert caplog.messages == ["webhook-malformed"]
