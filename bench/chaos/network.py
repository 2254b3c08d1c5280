"""The telephone network as it reaches the servers: signed webhooks and sockets, through a load balancer."""

import asyncio
import itertools
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PUBLIC_URL = "https://phone.example.net"
SOCKET_URL = PUBLIC_URL.replace("https", "wss") + "/conversation-relay"
ACCOUNT = "AC" + "0" * 32
TOKEN = "a token that all of them know"
WEBHOOK_LIMIT = 15.0
"""Seconds after which Twilio gives a webhook up."""
LINE_IS_DEAD = 45.0
"""Seconds in which a webhook is tried again, as with a fallback address, before a caller gives up."""
PAUSE = 0.25
LOOKS = 0.5
"""Seconds between two looks of the load balancer at `/readyz`."""


class Network:
    """Every process is the same server to it: a request goes to one that is ready, or else to the next."""

    def __init__(self, addresses: list[str], grace: float = LINE_IS_DEAD) -> None:
        """`addresses` are `host:port`; `grace` is in seconds."""
        self._addresses = addresses
        self._grace = grace
        self._turn = itertools.count()
        self._validator = RequestValidator(TOKEN)
        self._http = httpx.AsyncClient(trust_env=False, timeout=WEBHOOK_LIMIT)
        self._unready: set[str] = set()
        self._looking: asyncio.Task[None] | None = None
        self.answers: dict[str, int] = {}
        """How webhooks were answered: by status or fault, each counted."""

    def look(self) -> None:
        """Begin to look which processes are ready."""
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self._http.aclose()

    async def post(self, path: str, form: Mapping[str, str]) -> tuple[str | None, int]:
        """Send a webhook until a process answers it; its TwiML, None where nobody did, and the retries."""
        filled = {"AccountSid": ACCOUNT, **form}
        signature = self._validator.compute_signature(PUBLIC_URL + path, filled)
        limit, tries = time.monotonic() + self._grace, 0
        while True:
            for address in self._in_turn():
                answer = await self._try(f"http://{address}{path}", filled, signature)
                if answer is not None:
                    return answer, tries
                tries += 1
            if time.monotonic() > limit:
                return None, tries
            await asyncio.sleep(PAUSE)

    async def open(self) -> ClientConnection | None:
        """Open a socket at any process; None where none takes it."""
        headers = {"X-Twilio-Signature": self._validator.compute_signature(SOCKET_URL, {})}
        for address in self._in_turn():
            url = f"ws://{address}{urlsplit(SOCKET_URL).path}"
            try:
                return await connect(
                    url,
                    additional_headers=headers,
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                    open_timeout=5,
                    close_timeout=1,
                )
            except (OSError, WebSocketException):
                self._count("no socket")
        return None

    def _in_turn(self) -> list[str]:
        first = next(self._turn) % len(self._addresses)
        turn = self._addresses[first:] + self._addresses[:first]
        return sorted(turn, key=self._unready.__contains__)

    async def _look(self) -> None:
        while True:
            for address in self._addresses:
                try:
                    answer = await self._http.get(f"http://{address}/readyz", timeout=2)
                    is_ready = answer.status_code == httpx.codes.OK
                except httpx.HTTPError:
                    is_ready = False
                (self._unready.discard if is_ready else self._unready.add)(address)
            await asyncio.sleep(LOOKS)

    async def _try(self, url: str, form: Mapping[str, str], signature: str) -> str | None:
        try:
            answer = await self._http.post(url, data=dict(form), headers={"X-Twilio-Signature": signature})
        except httpx.HTTPError as error:
            self._count(f"{urlsplit(url).path} {type(error).__name__}")
            return None
        self._count(f"{urlsplit(url).path} {answer.status_code}")
        return answer.text if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR else None

    def _count(self, what: str) -> None:
        self.answers[what] = self.answers.get(what, 0) + 1
