"""Twilio's sender against a stand-in of its REST API on this machine."""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clinic_books import NOW
from tools.sms import Delivery, Outcome, Text, TwilioTexts

ACCOUNT = "AC" + "0" * 32
TEXT = Text(to="+12125550111", body="See you Thursday, Sofía.", queued_at=NOW)


class MessagesApi(ThreadingHTTPServer):
    """The part of Twilio's API that sends and lists messages; answers `status` and `code` to every send."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.code, self.word = 201, 0, "queued"
        self.stays_silent = False
        self.sent: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.listed: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: MessagesApi

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.paths.append(self.path)
        self.server.sent.append({name: values[0] for name, values in parse_qs(form).items()})
        if self.server.stays_silent:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._answer({"sid": "SM1", "status": self.server.word, "code": self.server.code, "message": "no"})

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self._answer({"messages": self.server.listed, "page": 0, "next_page_uri": None})

    def _answer(self, body: dict[str, Any]) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Quiet."""


@pytest.fixture
def api() -> Iterator[MessagesApi]:
    server = MessagesApi()
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def texts(api: MessagesApi, **more: Any) -> TwilioTexts:
    return TwilioTexts(ACCOUNT, "token", "+12125550100", api_url=api.url, **more)


def test_a_text_is_posted_to_the_account(api: MessagesApi) -> None:
    """Number, words and sender go in the body of the request; nothing of the patient is in its address."""
    delivery = asyncio.run(texts(api).send(TEXT))
    assert delivery == Delivery(outcome=Outcome.HANDED_OVER, sid="SM1")
    assert api.paths == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]
    (form,) = api.sent
    assert (form["To"], form["From"], form["Body"]) == ("+12125550111", "+12125550100", TEXT.body)
    assert "StatusCallback" not in form


def test_options_are_sent_along(api: MessagesApi) -> None:
    """The status callback, and the wish that Twilio keeps neither words nor number."""
    sender = texts(api, status_callback="https://clinic.example/sms-status", discard_content=True)
    asyncio.run(sender.send(TEXT))
    (form,) = api.sent
    assert form["StatusCallback"] == "https://clinic.example/sms-status"
    assert (form["ContentRetention"], form["AddressRetention"]) == ("discard", "obfuscate")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21610, Outcome.OPTED_OUT),
        (400, 21211, Outcome.IMPOSSIBLE),
        (401, 20003, Outcome.IMPOSSIBLE),
        (429, 20429, Outcome.LATER),
        (400, 21611, Outcome.LATER),
        (500, 20500, Outcome.UNSURE),
        (503, 20503, Outcome.UNSURE),
    ],
)
def test_refusals_are_told_apart(api: MessagesApi, status: int, code: int, outcome: Outcome) -> None:
    """Opted out, never, later, and unsure are four answers; none carries Twilio's words."""
    api.status, api.code = status, code
    assert asyncio.run(texts(api).send(TEXT)) == Delivery(outcome=outcome, error=str(code))


def test_a_lost_answer_leaves_it_unsure(api: MessagesApi) -> None:
    """When the connection breaks after the request the text may have gone."""
    api.stays_silent = True
    delivery = asyncio.run(texts(api).send(TEXT))
    assert delivery.outcome is Outcome.UNSURE
    assert len(api.sent) == 1


def test_without_a_connection_nothing_was_sent() -> None:
    """A refused connection is certain: the text goes out later."""
    sender = TwilioTexts(ACCOUNT, "token", "+12125550100", api_url="http://127.0.0.1:9", timeout=2)
    assert asyncio.run(sender.send(TEXT)).outcome is Outcome.LATER
    found = asyncio.run(sender.find(TEXT, frozenset()))
    assert found is not None
    assert found.outcome is Outcome.UNSURE


def test_a_text_is_found_among_those_that_went_out(api: MessagesApi) -> None:
    """The same number and words, and a sid not known yet; the search names our number alone."""
    api.status = 200
    ours = {"to": TEXT.to, "body": TEXT.body, "status": "delivered"}
    api.listed = [
        {"sid": "SM5", "to": "+12125550105", "body": TEXT.body, "status": "sent"},
        {"sid": "SM4", **ours, "body": "Something else"},
        {"sid": "SM3", **ours},
        {"sid": "SM2", **ours},
    ]
    sender = texts(api)
    found = asyncio.run(sender.find(TEXT, frozenset({"SM3"})))
    assert found == Delivery(outcome=Outcome.HANDED_OVER, sid="SM2", status="delivered")
    assert asyncio.run(sender.find(TEXT, frozenset({"SM3", "SM2"}))) is None
    assert all(set(parse_qs(urlsplit(path).query)) == {"From", "PageSize"} for path in api.paths)


def test_a_text_is_found_behind_hundreds_of_others(api: MessagesApi) -> None:
    """A busy hour must not hide it, or it would go out twice; older texts are not looked at."""
    api.status = 200
    others = [
        {"sid": f"SM{n}", "to": "+12125550105", "body": "Another", "status": "sent"} for n in range(100, 700)
    ]
    ours = {"sid": "SM1", "to": TEXT.to, "body": TEXT.body, "status": "sent"}
    api.listed = [*others, ours]
    found = asyncio.run(texts(api).find(TEXT, frozenset()))
    assert found is not None and found.sid == "SM1"
    api.listed = [*others, {**ours, "date_created": "Sun, 01 Mar 2026 12:00:00 +0000"}]
    assert asyncio.run(texts(api).find(TEXT, frozenset())) is None


def test_no_log_line_holds_a_number_or_a_word(api: MessagesApi, caplog: pytest.LogCaptureFixture) -> None:
    """Twilio's own client logs requests and answers; here it does not."""
    caplog.set_level(logging.DEBUG)
    asyncio.run(texts(api).send(TEXT))
    assert not [r for r in caplog.records if "0111" in r.getMessage() or "Thursday" in r.getMessage()]
