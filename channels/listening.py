"""How the server listens: what it reads before it knows who is there, and how long it waits."""

import asyncio
from collections.abc import Mapping
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from channels.conversation_relay.frames import MAX_BYTES

HEAD_BYTES = 16 * 1024
"""A request's first line and headers; Twilio's take about 1 KiB."""
HEAD_SECONDS = 10.0
UNREAD_SECONDS = 10.0
"""A client that reads nothing for so long, with something to read, is not waited for."""


class Impatient(H11Protocol):
    """HTTP that hangs up on a request whose head takes too long; uvicorn itself waits for ever."""

    head_seconds = HEAD_SECONDS
    _running_out: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; a request that is being answered must not be answered again."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        super().send_400_response(msg)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def _wait_for_head(self) -> None:
        """The time runs from the first byte on, and no further byte gives more of it."""
        if self.conn.their_state is not h11.IDLE or self.transport.get_protocol() is not self:
            self._stop_waiting()
        elif self._running_out is None:
            self._running_out = self.loop.call_later(self.head_seconds, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._running_out is not None:
            self._running_out.cancel()
            self._running_out = None

    def _hang_up(self) -> None:
        self._running_out = None
        # A head may have come whole and been answered since; the time between requests is uvicorn's to keep.
        if self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None:
            self.transport.close()


class Unhurried(WebSocketsSansIOProtocol):
    """A WebSocket that hangs up on a client that has stopped reading; uvicorn itself waits for ever.

    Until then at most asyncio's 64 KiB and one frame wait to be sent, and only this client's session waits.
    """

    unread_seconds = UNREAD_SECONDS
    _losing_patience: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._losing_patience = self.loop.call_later(self.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._go_on()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._go_on()
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        """Close on text that is no UTF-8; uvicorn does so too, but with a traceback in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def _go_on(self) -> None:
        if self._losing_patience is not None:
            self._losing_patience.cancel()
            self._losing_patience = None


LISTENING: Mapping[str, Any] = {
    "http": Impatient,
    "ws": Unhurried,
    "h11_max_incomplete_event_size": HEAD_BYTES,
    "timeout_keep_alive": 5,
    "ws_max_size": MAX_BYTES,
    "ws_per_message_deflate": False,
    "proxy_headers": False,
    "server_header": False,
    "access_log": False,
    "log_config": None,
}
"""Options of uvicorn. No header of a proxy is believed: the address is that of whoever connects."""
