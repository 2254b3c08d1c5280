"""Who may speak to the server: signatures of webhooks and handshakes, and a ticket for each call's socket."""

import hashlib
import hmac
import re
from collections.abc import Mapping

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from channels.conversation_relay.frames import Setup
from engine.settings import Settings

Form = ImmutableMultiDict[str, str]
"""A webhook's fields, the blank ones included."""

SIGNATURE = "x-twilio-signature"
SOCKET_PATH = "/conversation-relay"
TICKET = "ticket"
ATTESTED = "attested"
SIMULATION = "simulation"
"""Names of the parameters that travel from the TwiML into the setup frame."""
EXPIRY = re.compile(r"[0-9]{1,12}")
"""Epoch seconds; what is longer cannot even be read as a number."""
TICKET_LIFE = 300.0
"""Seconds from the TwiML to the setup frame, at most; it takes one or two."""


class Gate:
    """Checks what comes from outside against the operator's secrets; without any, it lets everything through.

    A server without secrets is guarded by `LoopbackOnly`.
    """

    def __init__(self, settings: Settings) -> None:
        self._base = settings.base_url
        self._account = settings.twilio_account_sid
        self._tokens = settings.tokens
        self._validators = [RequestValidator(token) for token in settings.tokens]

    @property
    def socket_url(self) -> str:
        """The socket's address as the TwiML gives it, which is what Twilio signs; without a query."""
        return "wss://" + self._base.split("://", 1)[1] + SOCKET_PATH

    def url_of(self, path: str) -> str:
        """A route's address as Twilio is told."""
        return self._base + path

    def lets_webhook_in(self, path_and_query: str, form: Form, headers: Mapping[str, str]) -> bool:
        """Whether a form was signed for this very address, and comes from our account."""
        url, sent = self._base + path_and_query, headers.get(SIGNATURE, "")
        signed = not self._validators or any(v.validate(url, form, sent) for v in self._validators)
        return signed and self._is_ours(form.get("AccountSid", ""))

    def lets_socket_in(self, headers: Mapping[str, str]) -> bool:
        """Whether a handshake was signed; compared exactly, because the validator adds `:80` to `wss://`."""
        sent = headers.get(SIGNATURE, "").encode()
        own = [v.compute_signature(self.socket_url, {}).encode() for v in self._validators]
        return not own or any(hmac.compare_digest(signature, sent) for signature in own)

    def lets_call_in(self, setup: Setup, now: float, *, expires: bool = True) -> bool:
        """Whether a setup frame carries the ticket of its own call and account; `now` is epoch time.

        Without `expires` an old one will do, which is for calls that are known to be under way.
        """
        if not self._is_ours(setup.account_sid):
            return False
        given = setup.custom_parameters
        expiry, _, seal = given.get(TICKET, "").partition(".")
        if not self._tokens:
            return True
        if not EXPIRY.fullmatch(expiry) or (expires and int(expiry) < now):
            return False
        sealed = _sealed(setup.call_sid, setup.account_sid, expiry, given)
        return any(hmac.compare_digest(_seal(token, sealed), seal.encode()) for token in self._tokens)

    def parameters(
        self, call_sid: str, account_sid: str, *, attested: bool, now: float, simulation: str = ""
    ) -> dict[str, str]:
        """What a call's TwiML hands to its socket."""
        given = {ATTESTED: "1" if attested else ""} | ({SIMULATION: simulation} if simulation else {})
        if self._tokens:
            expiry = str(int(now + TICKET_LIFE))
            seal = _seal(self._tokens[0], _sealed(call_sid, account_sid, expiry, given))
            given[TICKET] = f"{expiry}.{seal.decode()}"
        return given

    def _is_ours(self, account_sid: str) -> bool:
        return not self._account or hmac.compare_digest(account_sid.encode(), self._account.encode())


def _sealed(call_sid: str, account_sid: str, expiry: str, given: Mapping[str, str]) -> tuple[str, ...]:
    simulated = (given[SIMULATION],) if given.get(SIMULATION) else ()
    return (call_sid, account_sid, expiry, given.get(ATTESTED, ""), *simulated)


def _seal(token: str, sealed: tuple[str, ...]) -> bytes:
    return hmac.new(token.encode(), "\n".join(sealed).encode(), hashlib.sha256).hexdigest().encode()
