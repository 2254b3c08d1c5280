"""A stand-in of Twilio's Messages API: it errs, takes a text and says nothing, and reports out of order."""

import asyncio
import itertools
import random
from enum import StrEnum
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.chaos.network import ACCOUNT, Network
from bench.chaos.record import Sent

SILENCE = 9.0
"""Seconds without an answer; the sender waits eight."""
NEWS = ("queued", "sent", "delivered")


class Temper(StrEnum):
    """How the network does at the moment."""

    WELL = "well"
    REFUSING = "refusing"
    """500 or 429, and nothing taken."""
    LYING = "lying"
    """The text is taken, and the answer is 500."""
    MUTE = "mute"
    """The text is taken, and the answer comes after the sender has gone."""


class SmsApi:
    """The stand-in; `temper` may be changed at any time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = itertools.count(1)
        self._callbacks: set[asyncio.Task[None]] = set()
        self.network: Network | None = None
        """Where the status callbacks go."""
        self.temper = Temper.WELL
        self.sent: list[Sent] = []
        """What was accepted, oldest first."""
        self.tries = 0
        self.lookups = 0
        address = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        self.routes = [
            Route(address, self._take, methods=["POST"]),
            Route(address, self._list, methods=["GET"]),
        ]

    async def settle(self) -> None:
        """Wait until every status callback was sent."""
        while self._callbacks:
            await asyncio.wait(self._callbacks)

    async def _take(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.tries += 1
        temper = self.temper
        if temper is Temper.REFUSING:
            status, code = self._rng.choice(((500, 20500), (429, 20429)))
            return _error(status, code)
        text = Sent(to=form["To"], body=form["Body"], sid=f"SM{next(self._numbers):032}")
        self.sent.append(text)
        self._report(text)
        if temper is Temper.LYING:
            return _error(500, 20500)
        if temper is Temper.MUTE:
            await asyncio.sleep(SILENCE)
        return JSONResponse(_row(text, "queued"), 201)

    async def _list(self, request: Request) -> Response:
        self.lookups += 1
        if self.temper is Temper.REFUSING:
            return _error(500, 20500)
        size = int(request.query_params.get("PageSize", "50"))
        rows = [_row(text, "sent") for text in reversed(self.sent[-size:])]
        return JSONResponse({"messages": rows, "page": 0, "next_page_uri": None})

    def _report(self, text: Sent) -> None:
        if self.network is None:
            return
        news = [*NEWS, self._rng.choice(NEWS)]
        self._rng.shuffle(news)
        task = asyncio.create_task(self._call_back(self.network, text, news))
        self._callbacks.add(task)
        task.add_done_callback(self._callbacks.discard)

    async def _call_back(self, network: Network, text: Sent, news: list[str]) -> None:
        for status in news:
            await asyncio.sleep(self._rng.uniform(0.0, 0.5))
            await network.post("/sms-status", {"MessageSid": text.sid, "MessageStatus": status})


def _row(text: Sent, status: str) -> dict[str, str]:
    return {"sid": text.sid, "to": text.to, "body": text.body, "status": status}


def _error(status: int, code: int) -> Response:
    return JSONResponse({"code": code, "message": "made to fail", "status": status}, status)
