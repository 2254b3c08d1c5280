"""Frames between a telephone and a server in one process: while one is on its way, the time stands still."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.simulate.clock import SteppingClock


class Traffic:
    """Counts what has left and not arrived yet, in both directions."""

    def __init__(self, clock: SteppingClock) -> None:
        self._clock = clock
        self._there = self._back = 0

    def leaves(self) -> None:
        """A frame, or the end of the socket, is on its way to the server."""
        self._there += 1
        self._clock.hold()

    def arrives(self) -> None:
        """The server has taken it."""
        if self._there:
            self._there -= 1
            self._clock.release()

    def answers(self) -> None:
        """A frame is on its way to the telephone."""
        self._back += 1
        self._clock.hold()

    def is_heard(self) -> None:
        """The telephone has taken it."""
        if self._back:
            self._back -= 1
            self._clock.release()

    def session_is_over(self) -> None:
        """Nothing that was under way will arrive any more."""
        self._clock.release(self._there + self._back)
        self._there = self._back = 0


class Watched:
    """An ASGI app whose sockets tell the traffic what has arrived and what has left."""

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def take() -> Message:
            message = await receive()
            if message["type"] in ("websocket.receive", "websocket.disconnect"):
                self._traffic.arrives()
            return message

        async def give(message: Message) -> None:
            leaves = message["type"] in ("websocket.send", "websocket.close")
            if leaves:
                self._traffic.answers()
            try:
                await send(message)
            except BaseException:
                if leaves:
                    self._traffic.is_heard()
                raise

        await self._app(scope, take, give)
