"""A client of Bluejay's API: paced, patient where that is safe, and in words where it is refused.

BluejayError
├── Refused       it said no; asking again would not help
├── OutOfReach    certainly nothing was done there
└── Unsure        it may have been done: nothing there tells a repetition from a second request
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Any

import httpx

from engine.address import split
from engine.settings import Settings
from qa.bluejay.pacing import Bucket

URL = "https://api.getbluejay.ai/v1"
TRIES = 5
PAUSE = 1.0
"""Seconds before the second try; doubles, times 0.5 to 1.5."""
LONGEST = 60.0
"""Seconds of a `Retry-After` that are obeyed."""
TIMEOUT = 20.0
CONNECT = 5.0
SHOWN = 8
"""Faults of one request that are named."""
LIMITED = frozenset({401, 429})
"""Under load Bluejay answers 401 where others say 429, so a 401 is asked again too."""
NEVER_TAKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class BluejayError(Exception):
    """Bluejay could not be asked. Its text holds no key and nothing of what was sent."""


class Refused(BluejayError):
    """It said no."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class OutOfReach(BluejayError):
    """It did not answer, or was too busy, and did nothing."""


class Unsure(BluejayError):
    """The answer was lost; what was asked for may have been done."""


class Again(Enum):
    """When a request may be sent once more."""

    ALWAYS = auto()
    """Done twice it is the same as once."""
    UNTAKEN = auto()
    """Only where the first was certainly not taken."""


class Client:
    """Asks one account."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        bucket: Bucket,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        tries: int = TRIES,
    ) -> None:
        """`http` has the address and the key; `jitter` answers 0 to 1."""
        self._http = http
        self._bucket = bucket
        self._sleep = sleep
        self._jitter = jitter
        self._tries = tries

    async def get(self, path: str, **query: str | int) -> Any:
        """Read something."""
        return await self._ask("GET", path, None, query, Again.ALWAYS)

    async def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change something to what it is to be."""
        return await self._ask("PUT", path, body, {}, Again.ALWAYS)

    async def post(self, path: str, body: Mapping[str, Any], again: Again = Again.UNTAKEN) -> Any:
        """Make something, or set something off; raises `Unsure` where the answer was lost."""
        return await self._ask("POST", path, body, {}, again)

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, str | int],
        again: Again,
    ) -> Any:
        why = ""
        for number in range(self._tries):
            if number:
                await self._sleep(self._pause(number, why))
            await self._bucket.take()
            try:
                answer = await self._http.request(method, path, json=body, params=query or None)
            except NEVER_TAKEN as error:
                why = type(error).__name__
                continue
            except httpx.HTTPError as error:
                why = type(error).__name__
                if again is Again.UNTAKEN:
                    raise Unsure(f"{path}: the answer was lost ({why})") from None
                continue
            if answer.is_success:
                return _read(answer, path)
            why = f"{answer.status_code}{_asked_to_wait(answer)}"
            if answer.status_code in LIMITED:
                continue
            if answer.status_code < 500:
                raise Refused(answer.status_code, f"{path}: {in_words(answer)}")
            if again is Again.UNTAKEN:
                raise Unsure(f"{path}: Bluejay failed with {answer.status_code}")
        if why.startswith("401"):
            raise Refused(401, f"{path}: 401, {self._tries} times: is BLUEJAY_API_KEY right?")
        raise OutOfReach(f"{path}: {why.partition(' ')[0]}, {self._tries} times")

    def _pause(self, number: int, why: str) -> float:
        asked = why.partition(" ")[2]
        own = PAUSE * 2.0 ** (number - 1) * (0.5 + self._jitter())
        return max(own, min(float(asked), LONGEST)) if asked else own


@asynccontextmanager
async def open_client(settings: Settings, bucket: Bucket | None = None) -> AsyncIterator[Client]:
    """Open a client of the account that the settings name."""
    base = settings.bluejay_api_url or URL
    local = split(base).hostname in ("127.0.0.1", "::1", "localhost")
    async with httpx.AsyncClient(
        base_url=base,
        headers={"X-API-Key": settings.bluejay_api_key},
        timeout=httpx.Timeout(TIMEOUT, connect=CONNECT),
        trust_env=not local,
        follow_redirects=False,  # the key goes nowhere else
    ) as http:
        yield Client(http, bucket or Bucket())


def part(answer: Any, *names: str) -> str:
    """An id in an answer, one mapping in the other; raises `Refused` where the answer has none."""
    found = answer
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
        raise Refused(200, f"the answer has no {'.'.join(names)}")
    return str(found)


def parts(answer: Any, name: str) -> list[Mapping[str, Any]]:
    """The records that an answer lists under a name; none where it lists nothing."""
    found = answer.get(name) if isinstance(answer, Mapping) else answer
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def in_words(answer: httpx.Response) -> str:
    """Why a request was refused: every fault of a 422, with its place, and never what was sent."""
    try:
        detail = answer.json()["detail"]
    except (ValueError, LookupError, TypeError):
        return f"refused with {answer.status_code}"
    if isinstance(detail, str):
        return f"refused with {answer.status_code}: {detail[:200]}"
    faults = [one for one in detail if isinstance(one, dict)] if isinstance(detail, list) else []
    said = [f"{'.'.join(map(str, one.get('loc', ())))}: {one.get('msg', '')}" for one in faults[:SHOWN]]
    more = f" and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return f"refused with {answer.status_code}: {'; '.join(said)}{more}"


def _read(answer: httpx.Response, path: str) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise Refused(
            answer.status_code, f"{path}: the answer is no JSON; is BLUEJAY_API_URL right?"
        ) from None


def _asked_to_wait(answer: httpx.Response) -> str:
    seconds = answer.headers.get("retry-after", "")
    return f" {seconds}" if seconds.isascii() and seconds.isdecimal() else ""
