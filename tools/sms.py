"""Senders of texts: Twilio's REST API, or with no account none, and then texts stay stored and shown."""

import asyncio
import logging
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlsplit

from engine.extraction import Record


class Text(Record, frozen=True):
    """One text to one number."""

    to: str
    """E.164."""
    body: str
    queued_at: datetime
    """UTC."""


class Outcome(StrEnum):
    """What became of an attempt to send."""

    HANDED_OVER = "handed_over"
    STORED = "stored"
    OPTED_OUT = "opted_out"
    IMPOSSIBLE = "impossible"
    """It will not work later either."""
    LATER = "later"
    """Certainly not sent."""
    UNSURE = "unsure"
    """It may have been sent: the provider has no idempotency key, so it is looked for before a retry."""


class Delivery(Record, frozen=True):
    """What a sender says of one text."""

    outcome: Outcome
    sid: str | None = None
    """The provider's id of the message."""
    status: str = "sending"
    """As `Messages.status`, where it was handed over."""
    error: str | None = None
    """The provider's code, or the name of a network fault. No words of theirs: they quote numbers."""


class TextSender(Protocol):
    """Sends texts. It answers and does not raise."""

    async def send(self, text: Text) -> Delivery:
        """Try once."""
        ...

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        """Look for a text that may have been sent, among sids not `known`; None if it surely was not."""
        ...


class StoredTexts:
    """The sender of a clinic without an account: every text stays where it is."""

    async def send(self, text: Text) -> Delivery:
        return Delivery(outcome=Outcome.STORED)

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        return None


STATUSES = {
    "accepted": "sending",
    "scheduled": "sending",
    "queued": "sending",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "partially_delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}
"""Twilio's word for a status, and ours. Its `queued` is no longer our queue."""

OPTED_OUT = frozenset({21610})
TRY_LATER = frozenset({20429, 21611, 30022})
"""Rate limits and full queues."""
TOO_MANY = 429

RECENT = 5000
"""How many of the account's last texts are looked through; by sender, so that no patient is in a URL."""
PAGE = 1000
EARLIER = timedelta(minutes=5)
"""What Twilio made so long before a text was queued cannot be that text: clocks differ by less."""


class TwilioTexts:
    """Texts over Twilio's REST API; its client blocks, so it runs in a thread and is built on first use."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_number: str,
        *,
        api_url: str = "",
        status_callback: str = "",
        discard_content: bool = False,
        timeout: float = 8.0,
    ) -> None:
        """`api_url` stands in for `https://api.twilio.com`. `discard_content` has Twilio keep no body.

        `timeout` in seconds. Without bodies a text that may have been sent is found by its number alone.
        """
        self._credentials = account_sid, auth_token
        self._from = from_number
        self._api_url = api_url.rstrip("/")
        self._options: dict[str, str] = {}
        if status_callback:
            self._options["status_callback"] = status_callback
        if discard_content:
            self._options["content_retention"] = "discard"
            self._options["address_retention"] = "obfuscate"
        self._timeout = timeout
        self._client: Any = None

    async def send(self, text: Text) -> Delivery:
        return await asyncio.to_thread(self._send, text)

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        return await asyncio.to_thread(self._find, text, known)

    def _send(self, text: Text) -> Delivery:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException

        try:
            sent = self._messages().create(
                to=text.to, from_=self._from, body=text.body, smart_encoded=True, **self._options
            )
        except TwilioException as error:
            return _refused(error)
        except RequestException as error:
            outcome = Outcome.LATER if _never_connected(error) else Outcome.UNSURE
            return Delivery(outcome=outcome, error=type(error).__name__)
        return _handed_over(sent)

    def _find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException

        try:
            looked_at = 0
            for message in self._messages().stream(from_=self._from, limit=RECENT, page_size=PAGE):
                if message.date_created and message.date_created < text.queued_at - EARLIER:
                    return None
                same = message.to == text.to and message.body in (text.body, "", None)
                if same and message.sid not in known:
                    return _handed_over(message)
                looked_at += 1
        except (TwilioException, RequestException) as error:
            return Delivery(outcome=Outcome.UNSURE, error=type(error).__name__)
        return None if looked_at < RECENT else Delivery(outcome=Outcome.UNSURE, error="too many texts since")

    def _messages(self) -> Any:
        if self._client is None:
            from twilio.rest import Client

            http_client = _http_client(self._api_url, self._timeout)
            self._client = Client(*self._credentials, http_client=http_client)
        return self._client.messages


def _handed_over(message: Any) -> Delivery:
    status = STATUSES.get(str(message.status), "sending")
    return Delivery(outcome=Outcome.HANDED_OVER, sid=message.sid, status=status)


def _refused(error: Any) -> Delivery:
    """What an answer of 400 and up means; a 5xx may come after the message was taken."""
    code, status = getattr(error, "code", None), getattr(error, "status", 0)
    if code in OPTED_OUT:
        return Delivery(outcome=Outcome.OPTED_OUT, error=str(code))
    if status == TOO_MANY or code in TRY_LATER:
        return Delivery(outcome=Outcome.LATER, error=str(code or status))
    if status >= 500:
        return Delivery(outcome=Outcome.UNSURE, error=str(code or status))
    return Delivery(outcome=Outcome.IMPOSSIBLE, error=str(code or status or type(error).__name__))


def _never_connected(error: Exception) -> bool:
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(cause, NewConnectionError)


def _http_client(api_url: str, timeout: float) -> Any:
    """Twilio's own client, silenced (it logs bodies and numbers) and sent to `api_url` where one is given."""
    from twilio.http.http_client import TwilioHttpClient

    class Local(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            if api_url:
                parts = urlsplit(url)
                url = api_url + parts.path + (f"?{parts.query}" if parts.query else "")
            return super().request(method, url, *args, **kwargs)

    return Local(timeout=timeout, logger=logging.Logger("twilio", level=logging.CRITICAL + 1))
