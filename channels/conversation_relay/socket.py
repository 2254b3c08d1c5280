"""Drives a line with real I/O: reads its socket, runs its turns, keeps its deadlines, sends its frames."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from channels.caller_id import caller_number
from channels.clock import Clock
from channels.conversation_relay import frames
from channels.conversation_relay.admission import admit
from channels.conversation_relay.commands import Admit, Bridge, Close, Command, Note, Send, Turn
from channels.conversation_relay.events import Drop, Event, Failed, Leave, Lost
from channels.conversation_relay.line import Line
from channels.conversation_relay.signature import ATTESTED, SIMULATION, Gate
from channels.conversation_relay.webhook import CALL_SID, address
from channels.desk import Desk
from channels.limits import Doors
from channels.loopback import is_own_origin
from channels.telemetry.session import SessionWatch
from engine.heard import Gone, Heard, Reply
from engine.log import CALL, fields
from engine.observer import Observer
from engine.settings import Settings

HUNG_UP = 1000
"""Close code that means the caller is gone; after any other the call may come back."""
TAB_CLOSED = 1001
"""The same from the phone page of an unconfigured server; from elsewhere it is a proxy that restarts."""
TOO_BIG = 1009
TOO_MANY = 1013
MOST_WAITING = 1000
"""Sockets that have not said yet whose they are; beyond it the oldest has to go. Twilio's say so at once."""
SETUP_BYTES = 16 * 1024
"""A frame before the call is known; Twilio's setup takes about 1 KiB."""
ELSEWHERE = 1012
"""Makes Twilio report the session as failed, and so ask where the call goes on."""
UNHANDLED = 256
"""Frames of one socket that wait here at most; of a client that sends and never reads, TCP holds the rest."""
LAST_TURNS = 10.0
"""Seconds that running turns are given when the server stops."""

log = logging.getLogger(__name__)


class Switchboard:
    """Serves every session of the process. A call has one at a time; a newer one takes its place."""

    def __init__(
        self, desk: Desk, settings: Settings, gate: Gate, clock: Clock, observer: Observer, doors: Doors
    ) -> None:
        self.desk = desk
        self.settings = settings
        self.gate = gate
        self.clock = clock
        self.observer = observer
        self.doors = doors
        self.live: dict[str, asyncio.Queue[Event]] = {}
        self.sessions: set[asyncio.Queue[Event]] = set()
        """Of every socket, those that have not said yet whose they are too."""
        self.waiting: dict[asyncio.Queue[Event], None] = {}
        """Those only, the oldest first."""
        self._is_leaving = False
        self._all_gone = asyncio.Event()
        self._work: set[asyncio.Task[None]] = set()

    async def connect(self, socket: WebSocket) -> None:
        """Serve a socket to its end; one that is not Twilio's gets 403 instead of a handshake."""
        own = is_own_origin(socket.scope, self.settings.base_url)
        if not (own and self.gate.lets_socket_in(socket.headers)):
            if self.doors.strangers.admits(address(socket)):
                log.warning("socket-refused")
            self.observer.session_refused("socket-refused")
            await socket.close(1008)
            return
        if self._is_leaving:
            await socket.close(ELSEWHERE)
            return
        await socket.accept()
        self.observer.session_opened()
        try:
            await Session(self, socket).run()
        finally:
            self.observer.session_closed()
            if not self.sessions:
                self._all_gone.set()

    def wait(self, inbox: asyncio.Queue[Event]) -> None:
        """Let a socket say whose it is; where too many have not, the oldest of them must go."""
        self.waiting[inbox] = None
        if len(self.waiting) > MOST_WAITING:
            oldest = next(iter(self.waiting))
            del self.waiting[oldest]
            oldest.put_nowait(Drop(TOO_MANY, "too-many-sockets-waiting"))

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something to its end although the socket that asked for it may be gone by then."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    async def leave(self) -> None:
        """Let every session finish its turn and close, so that Twilio takes its call elsewhere."""
        self._is_leaving = True
        if self.sessions:
            self._all_gone.clear()
            for inbox in self.sessions:
                inbox.put_nowait(Leave())
            try:
                async with asyncio.timeout(LAST_TURNS):
                    await self._all_gone.wait()
            except TimeoutError:
                log.warning("sessions-left-open", extra=fields(number=len(self.sessions)))
        await self.drain()

    async def drain(self) -> None:
        """Let the running turns finish; what they change must be committed."""
        if self._work:
            await asyncio.wait(self._work, timeout=LAST_TURNS)


class Session:
    """One socket and its line."""

    def __init__(self, board: Switchboard, socket: WebSocket) -> None:
        self._board = board
        self._socket = socket
        self._clock = board.clock
        settings = board.settings
        self._line = Line(settings.voice, self._clock.now(), settings.model_soft_limit)
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._watch = SessionWatch(board.observer, board.clock)
        self._taken = asyncio.Event()
        self._call_sid = ""
        self._turn: asyncio.Task[None] | None = None
        self._open = True
        self._is_leaving = False

    async def run(self) -> None:
        """Serve until either side closes."""
        reader = asyncio.create_task(self._read())
        self._board.sessions.add(self._inbox)
        self._board.wait(self._inbox)
        try:
            while self._open:
                event = await self._clock.wait(self._inbox, self._line.deadline())
                self._taken.set()
                await self._carry_out(self._handle(event))
        finally:
            reader.cancel()
            self._watch.left()
            self._board.sessions.discard(self._inbox)
            self._board.waiting.pop(self._inbox, None)
            if self._board.live.get(self._call_sid) is self._inbox:
                del self._board.live[self._call_sid]
                self._board.doors.capacity.ends(self._call_sid)

    # ------------------------------------------------------------ in

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                self._inbox.put_nowait(Lost(message.get("code") or 1006))
                return
            raw = message.get("text")
            raw = message.get("bytes", b"") if raw is None else raw
            if len(raw) > (frames.MAX_BYTES if self._call_sid else SETUP_BYTES):
                self._inbox.put_nowait(Drop(TOO_BIG, "frame-too-big"))
                return
            while self._inbox.qsize() >= UNHANDLED:
                self._taken.clear()
                await self._taken.wait()
            self._inbox.put_nowait(frames.read(raw))

    def _handle(self, event: Event | None) -> list[Command]:
        now = self._clock.now()
        match event:
            case None:
                return self._line.tick(now)
            case Leave():
                return self._leave()
            case Reply() | Failed() if self._is_leaving:
                return [Close(ELSEWHERE)]  # where the call goes on, it hears what this turn had to say
            case Reply():
                return self._line.replied(event, now)
            case Failed():
                return self._line.failed(now)
            case Drop(code=code, why=why):
                return [Note(why), Close(code)]
            case Lost(code=code):
                self._lost(code)
                return []
            case _:
                self._watch.came(event)
                return self._line.receive(event, now)

    def _leave(self) -> list[Command]:
        self._is_leaving = True
        is_busy = self._turn is not None and not self._turn.done()
        return [] if is_busy or self._line.is_over else [Close(ELSEWHERE)]

    def _lost(self, code: int) -> None:
        self._open = False
        log.info("socket-closed", extra=fields(code=code, ended=self._line.is_over))
        is_gone = code == HUNG_UP or (code == TAB_CLOSED and not self._board.settings.tokens)
        if is_gone and self._call_sid and not self._line.is_over:
            self._board.start(self._hear_gone())

    # ------------------------------------------------------------ out

    async def _carry_out(self, commands: list[Command]) -> None:
        todo = list(commands)
        while todo:
            match todo.pop(0):
                case Send(frame=frame):
                    await self._send(frame)
                case Turn(heard=heard):
                    self._watch.turn(heard)
                    self._turn = self._board.start(self._hear(heard))
                case Bridge():
                    todo += self._bridge()
                case Admit(setup=setup):
                    todo += await self._admit(setup)
                case Close(code=code):
                    self._open = False
                    await self._close(code)
                case Note(event=event):
                    log.warning(event)
                    self._watch.noted(event)

    async def _send(self, frame: frames.Text | frames.SwitchLanguage | frames.End) -> None:
        try:
            await self._socket.send_text(frames.encode(frame))
            self._watch.sent(frame)
        except (WebSocketDisconnect, RuntimeError):
            log.info("sent-too-late")  # the reader says how the socket was closed

    async def _close(self, code: int) -> None:
        try:
            await self._socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            log.info("closed-already")

    async def _admit(self, setup: frames.Setup) -> list[Command]:
        board, call_sid, given = self._board, setup.call_sid, setup.custom_parameters
        board.waiting.pop(self._inbox, None)
        if not CALL_SID.fullmatch(call_sid):
            return self._refuse()
        CALL.set(call_sid)
        self._call_sid = call_sid
        try:
            admission = await admit(board.gate, board.desk, board.settings.voice, setup, self._clock)
        except Exception:
            log.exception("status-failed")
            return self._line.failed(self._clock.now())
        if admission is None:
            self._call_sid = ""
            return self._refuse()
        self._line.replays = admission.replays
        if before := board.live.get(call_sid):
            before.put_nowait(Drop(ELSEWHERE, "session-replaced"))
        board.live[call_sid] = self._inbox
        self._watch.joined(call_sid)
        board.doors.capacity.begins(call_sid)
        log.info("session-begins", extra=fields(session=setup.session_id, new=admission.is_new))
        return self._line.admitted(
            self._clock.now(),
            caller=caller_number(setup.caller),
            attested=bool(given.get(ATTESTED)),
            greeting=board.desk.greeting() if admission.is_new else None,
            simulation=given.get(SIMULATION, ""),
        )

    def _refuse(self) -> list[Command]:
        self._board.observer.session_refused("setup-refused")
        return self._line.refused(self._clock.now())

    # ------------------------------------------------------------ turns

    def _bridge(self) -> list[Command]:
        piece = self._board.desk.filler(self._call_sid)
        return [] if piece is None else self._line.bridge(piece, self._clock.now())

    async def _hear(self, heard: Heard) -> None:
        try:
            self._inbox.put_nowait(await self._board.desk.hear(self._call_sid, heard))
        except Exception:
            self._board.observer.turn_failed("fault")
            log.exception("turn-failed", extra=fields(heard=type(heard).__name__))
            self._inbox.put_nowait(Failed())

    async def _hear_gone(self) -> None:
        if self._turn is not None:
            await asyncio.wait((self._turn,))
        try:
            await self._board.desk.hear(self._call_sid, Gone())
        except Exception:
            log.exception("turn-failed", extra=fields(heard="Gone"))
