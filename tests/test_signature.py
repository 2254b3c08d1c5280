"""Who is let in: signatures, tickets, and, without a token, this machine alone."""

import logging

import pytest
from starlette.types import Scope
from twilio.request_validator import RequestValidator
from websockets.exceptions import InvalidStatus

from channels.conversation_relay.frames import Setup
from channels.conversation_relay.signature import Form, Gate
from channels.loopback import is_direct, is_own_origin
from engine.settings import read_settings
from tests.scripted_desk import ScriptedDesk
from tests.wire import ACCOUNT, Wire, served

TOKEN = "a-token-of-this-test"
PUBLIC = "https://phone.example.net"
FORM = {"CallSid": "CA1", "AccountSid": ACCOUNT, "From": "+12125550101", "FromCity": ""}
SIGNED = {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": PUBLIC}


def gate(**settings: str) -> Gate:
    return Gate(read_settings(SIGNED | settings))


def signed(url: str, form: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    return {"x-twilio-signature": RequestValidator(token).compute_signature(url, form)}


# ---------------------------------------------------------------- the gate


def test_a_webhook_is_signed_over_its_address_and_all_its_fields() -> None:
    """Blank fields are signed too; another path, query, field or token does not fit."""
    headers = signed(PUBLIC + "/action?a=1", FORM)
    form = Form(list(FORM.items()))
    assert gate().lets_webhook_in("/action?a=1", form, headers)
    assert not gate().lets_webhook_in("/action", form, headers)
    assert not gate().lets_webhook_in("/action?a=1", Form([*FORM.items(), ("Extra", "")]), headers)
    assert not gate(TWILIO_AUTH_TOKEN="another").lets_webhook_in("/action?a=1", form, headers)
    assert not gate().lets_webhook_in("/action?a=1", form, {})


def test_a_repeated_field_is_signed_with_all_its_values() -> None:
    """As Twilio signs a parameter that comes twice."""
    form = Form([("A", "2"), ("A", "1"), ("AccountSid", ACCOUNT)])
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + "/action", form)
    assert gate().lets_webhook_in("/action", form, {"x-twilio-signature": signature})


def test_two_tokens_are_accepted_while_one_is_replaced() -> None:
    """A signature by either is good for webhooks, sockets and tickets."""
    both = gate(TWILIO_AUTH_TOKEN="new", TWILIO_AUTH_TOKEN_SECONDARY=TOKEN)
    assert both.lets_webhook_in("/action", Form(list(FORM.items())), signed(PUBLIC + "/action", FORM))
    assert both.lets_socket_in(signed("wss://phone.example.net/conversation-relay", {}))
    given = gate().parameters("CA1", ACCOUNT, attested=False, now=0.0)
    setup = Setup(call_sid="CA1", account_sid=ACCOUNT, custom_parameters=given)
    assert both.lets_call_in(setup, 1.0)


def test_only_our_account_is_served() -> None:
    """A good signature does not make another account's call ours."""
    ours = gate(TWILIO_ACCOUNT_SID="AC" + "1" * 32)
    form = Form(list(FORM.items()))
    assert not ours.lets_webhook_in("/action", form, signed(PUBLIC + "/action", FORM))
    given = ours.parameters("CA1", ACCOUNT, attested=False, now=0.0)
    assert not ours.lets_call_in(Setup(call_sid="CA1", account_sid=ACCOUNT, custom_parameters=given), 1.0)


@pytest.mark.parametrize(
    ("public", "url"),
    [
        ("https://phone.example.net", "wss://phone.example.net/conversation-relay"),
        ("https://phone.example.net:443/", "wss://phone.example.net/conversation-relay"),
        ("https://example.net:8443/clinic", "wss://example.net:8443/clinic/conversation-relay"),
    ],
)
def test_a_handshake_is_signed_over_the_address_in_the_twiml(public: str, url: str) -> None:
    """The scheme is wss, a stripped prefix is signed, and the default port is not."""
    door = gate(PUBLIC_URL=public)
    assert door.socket_url == url
    assert door.lets_socket_in(signed(url, {}))
    assert not door.lets_socket_in(signed(url.replace("wss", "https"), {}))
    assert not door.lets_socket_in({"x-twilio-signature": "ñ"})


def test_a_ticket_is_good_for_its_own_call_and_for_a_while() -> None:
    """Another call, account, attestation or a later time does not fit."""
    door = gate()
    given = door.parameters("CA1", ACCOUNT, attested=True, now=1000.0)
    good = Setup(call_sid="CA1", account_sid=ACCOUNT, custom_parameters=given)
    assert door.lets_call_in(good, 1299.0)
    assert not door.lets_call_in(good, 1301.0)
    for setup in (
        Setup(call_sid="CA2", account_sid=ACCOUNT, custom_parameters=given),
        Setup(call_sid="CA1", account_sid="AC2", custom_parameters=given),
        Setup(call_sid="CA1", account_sid=ACCOUNT, custom_parameters=given | {"attested": ""}),
        Setup(call_sid="CA1", account_sid=ACCOUNT, custom_parameters=given | {"ticket": "9" * 400}),
        Setup(call_sid="CA1", account_sid=ACCOUNT),
    ):
        assert not door.lets_call_in(setup, 1001.0)


# ---------------------------------------------------------------- this machine alone


def scope(client: str = "127.0.0.1", **headers: str) -> Scope:
    given = {"host": "127.0.0.1:8000"} | headers
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return {"type": "http", "client": (client, 5000), "headers": pairs}


@pytest.mark.parametrize(
    "header",
    [
        "forwarded",
        "x_forwarded_for",
        "x_forwarded_proto",
        "x_forwarded_host",
        "x_real_ip",
        "via",
        "cf_connecting_ip",
        "cf_ray",
        "ngrok_auth_user_email",
        "true_client_ip",
        "x_original_forwarded_for",
        "tailscale_user_login",
    ],
)
def test_a_forwarded_request_is_not_direct(header: str) -> None:
    """A tunnel on this machine gives itself away."""
    assert is_direct(scope())
    assert not is_direct(scope(**{header: "203.0.113.9"}))


def test_only_this_machine_by_its_own_name_is_direct() -> None:
    """Another machine is not, nor a web page that calls this machine by a name of its own."""
    assert is_direct(scope(client="::1", host="localhost:8000"))
    assert is_direct(scope(host="[::1]:8000"))
    assert not is_direct(scope(client="192.0.2.7"))
    assert not is_direct(scope(host="attacker.example:8000"))


def test_only_own_pages_may_open_a_socket() -> None:
    """Browsers send the page's origin; Twilio sends none."""
    assert is_own_origin(scope(), "http://127.0.0.1:8000")
    assert is_own_origin(scope(origin="http://127.0.0.1:8000"), PUBLIC)
    assert is_own_origin(scope(origin=PUBLIC), PUBLIC)
    assert not is_own_origin(scope(origin="https://attacker.example"), PUBLIC)
    assert not is_own_origin(scope(host="attacker.example", origin="http://attacker.example"), PUBLIC)
    assert not is_own_origin(scope(origin="null"), PUBLIC)


# ---------------------------------------------------------------- the server


async def refusal(wire: Wire, **headers: str) -> int:
    """The HTTP status of a refused handshake."""
    with pytest.raises(InvalidStatus) as refused:
        await wire.open(**headers)
    return refused.value.response.status_code


async def test_an_unsigned_request_is_refused() -> None:
    """Webhooks and sockets without a proper signature get 403 and reach no desk."""
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        for path in ("/incoming-call", "/action", "/after-dial", "/after-message"):
            answer = await wire.post(path, FORM, **{"X-Twilio-Signature": "wrong"})
            assert answer.status_code == 403
        assert await refusal(wire, **{"X-Twilio-Signature": "wrong"}) == 403
        assert (await wire.post("/incoming-call", FORM)).status_code == 200
    assert desk.heard == []


async def test_a_forged_forwarding_header_changes_no_address() -> None:
    """The signature is checked against the configured address, whatever a request says about itself."""
    async with served(ScriptedDesk(), **SIGNED) as wire:
        headers = {"Host": "attacker.example", "X-Forwarded-Host": "attacker.example"}
        signature = signed("https://attacker.example/incoming-call", FORM)["x-twilio-signature"]
        forged = {"X-Twilio-Signature": signature}
        assert (await wire.post("/incoming-call", FORM, **headers)).status_code == 200
        assert (await wire.post("/incoming-call", FORM, **headers, **forged)).status_code == 403


async def test_without_a_token_a_tunnel_is_refused() -> None:
    """A server that has not been configured answers nobody from outside, on any route."""
    async with served(ScriptedDesk()) as wire:
        assert (await wire.post("/incoming-call", FORM)).status_code == 200
        forwarded = {"X-Forwarded-For": "203.0.113.9"}
        assert (await wire.post("/incoming-call", FORM, **forwarded)).status_code == 403
        assert (await wire.http.get("/healthz", headers=forwarded)).status_code == 403
        assert await refusal(wire, **forwarded) == 403


async def test_a_foreign_page_cannot_open_a_socket() -> None:
    """The origin of a browser's handshake must be the server's own."""
    async with served(ScriptedDesk()) as wire:
        assert await refusal(wire, Origin="https://attacker.example") == 403
        socket = await wire.open(Origin=f"http://{wire.address}")
        await socket.close()


async def test_a_setup_without_its_ticket_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    """A signed handshake with another call's setup reaches no desk, and one line says so."""
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        with caplog.at_level(logging.WARNING):
            socket = await wire.open()
            await socket.send('{"type":"setup","callSid":"CA9","accountSid":"AC9"}')
            await socket.wait_closed()
        assert socket.close_code == 1008
    assert desk.heard == [] and "setup-refused" in caplog.messages


async def test_what_is_no_form_is_refused_politely() -> None:
    """Neither another body nor a missing or odd call id is an error of the server's."""
    async with served(ScriptedDesk()) as wire:
        no_form = await wire.http.post("/action", content=b"\xff{", headers={"Content-Type": "text/plain"})
        huge = await wire.http.post("/action", content=b"a=" + b"b" * 70_000)
        assert [no_form.status_code, huge.status_code] == [400, 400]
        assert (await wire.post("/action", {"CallSid": ""})).status_code == 400
        assert (await wire.post("/action", {"CallSid": "CA1\nforged"})).status_code == 400
        assert (await wire.http.get("/action")).status_code == 405
