"""The web app in front of a front desk: its addresses, and what happens when it starts and leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from channels.clock import Clock, WallClock
from channels.conversation_relay.action import Calls
from channels.conversation_relay.signature import SOCKET_PATH, Gate
from channels.conversation_relay.socket import Switchboard
from channels.conversation_relay.webhook import webhook
from channels.desk import Desk
from channels.health import healthz, metrics, readyz
from channels.leaving import giving_up_at_once, leaving_in_order
from channels.ledger import Ledger, MemoryLedger
from channels.limits import Doors
from channels.loopback import LoopbackOnly
from channels.sms import NoTextRecords, TextRecords, Texts
from channels.starting import SaysWhyNot
from channels.telemetry.start import Backlog, Telemetry
from engine.observer import NOBODY, Observer, together
from engine.settings import Settings
from engine.vocabulary import Language


class House(NamedTuple):
    """A front desk, and the pages beside it."""

    desk: Desk
    pages: Sequence[BaseRoute] = ()
    text_records: TextRecords = NoTextRecords()
    text_words: Callable[[Language], str] = lambda lang: ""
    backlog: Backlog | None = None
    ledger: Ledger | None = None
    hang_up: Callable[[], None] = lambda: None
    """Ends the streams to open pages."""


Opening = Callable[[Observer], AbstractAsyncContextManager[House]]
"""Opens a house for as long as the app runs, and tells the observer what happens there.

Raises `CannotOpen` where an operator can do something about it.
"""


def furnished(house: House) -> Opening:
    """Make the opening of a house that stands already, as in tests and simulated calls."""
    return lambda observer: nullcontext(house)


class Rooms:
    """What the routes share; furnished when the house is open."""

    calls: Calls
    board: Switchboard
    texts: Texts
    is_ready = False

    def __init__(self, settings: Settings, clock: Clock, observer: Observer) -> None:
        self.gate = Gate(settings)
        self.doors = Doors(settings, clock)
        self.hang_up: Callable[[], None] = lambda: None
        self._settings = settings
        self._clock = clock
        self._observer = observer

    def furnish(self, house: House) -> None:
        """Let the routes work for this house."""
        settings, gate, clock, observer = self._settings, self.gate, self._clock, self._observer
        known = house.ledger or MemoryLedger()
        self.calls = Calls(house.desk, settings, gate, clock, observer, self.doors, known)
        self.board = Switchboard(house.desk, settings, gate, clock, observer, self.doors)
        self.texts = Texts(house.text_records, house.text_words, clock, known)
        self.hang_up = house.hang_up
        self.is_ready = True

    async def leave(self) -> None:
        """Stop taking calls, wait until that is known, and let the running ones go elsewhere."""
        self.is_ready = False
        self.doors.capacity.shut()
        await asyncio.sleep(self._settings.drain_seconds)
        self.hang_up()
        await self.board.leave()

    async def clear(self) -> None:
        """Let what still runs come to its end, before the house is closed."""
        self.is_ready = False
        await self.board.drain()


def create_app(
    settings: Settings, opening: Opening, clock: Clock | None = None, observer: Observer = NOBODY
) -> Starlette:
    """Make the app of the house that `opening` opens; `observer` watches beside metrics and traces."""
    telemetry, clock = Telemetry(settings), clock or WallClock()
    watching = together(telemetry.observer, observer)
    rooms = Rooms(settings, clock, watching)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as until_the_end:
            await until_the_end.enter_async_context(telemetry.running())
            with giving_up_at_once():
                house = await until_the_end.enter_async_context(opening(watching))
            telemetry.backlog = house.backlog
            rooms.furnish(house)
            app.router.routes.extend(house.pages)
            with leaving_in_order(rooms.leave):
                yield
            await rooms.clear()

    guard = [Middleware(SaysWhyNot), *([] if settings.tokens else [Middleware(LoopbackOnly)])]
    app = Starlette(routes=addresses(rooms, telemetry, watching), middleware=guard, lifespan=lifespan)
    app.state.leave = rooms.leave
    app.state.hang_up = lambda: rooms.hang_up()
    return app


def addresses(rooms: Rooms, telemetry: Telemetry, observer: Observer) -> list[BaseRoute]:
    """The routes of every house; its pages come when it is open."""
    hook = partial(webhook, rooms.gate, rooms.doors.strangers, observer=observer)
    posts = {
        "/incoming-call": hook(lambda form: rooms.calls.incoming(form)),
        "/action": hook(lambda form: rooms.calls.action(form)),
        "/after-dial": hook(lambda form: rooms.calls.after_dial(form)),
        "/after-message": hook(lambda form: rooms.calls.after_message(form)),
        "/sms": hook(lambda form: rooms.texts.inbound(form), "MessageSid"),
        "/sms-status": hook(lambda form: rooms.texts.status(form), "MessageSid"),
    }
    return [
        *(Route(path, endpoint, methods=["POST"]) for path, endpoint in posts.items()),
        WebSocketRoute(SOCKET_PATH, lambda socket: rooms.board.connect(socket)),
        Route("/healthz", healthz),
        Route("/readyz", readyz(lambda: rooms.is_ready)),
        Route("/metrics", metrics(telemetry.exposition)),
    ]
