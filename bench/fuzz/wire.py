"""Bytes to the server and its answer back, over a connection of their own."""

import asyncio
import contextlib

from bench.fuzz.judges import Answer, Asked


class Sent:
    """The bytes of a request, what a judge must know of it, and what its client does then."""

    def __init__(self, asked: Asked, raw: bytes, *, hangs_up: bool = False, waits: bool = False) -> None:
        self.asked = asked
        self.raw = raw
        self.hangs_up = hangs_up
        self.waits = waits
        """Neither says more nor ends what it says."""


async def send(port: int, sent: Sent, patience: float = 20.0) -> Answer:
    """Send it over a connection of its own; the answer, as far as there is one."""
    answer = b""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                with contextlib.suppress(ConnectionError):
                    writer.write(sent.raw)
                    if sent.hangs_up:
                        writer.transport.abort()
                        return Answer(status=0)
                    await writer.drain()
                    if not (sent.asked.is_whole or sent.waits):
                        writer.write_eof()
                    while piece := await reader.read(65_536):
                        answer += piece
            finally:
                writer.transport.abort()
    except TimeoutError:
        return read(answer) if answer else Answer(status=-1)
    return read(answer)


def read(answer: bytes) -> Answer:
    """Take an answer apart; of no bytes, the status is 0. The leave to go on (100) is none yet."""
    if answer.startswith(b"HTTP/1.1 100"):
        answer = answer.partition(b"\r\n\r\n")[2]
    top, _, body = answer.partition(b"\r\n\r\n")
    line = top.split(b"\r\n")[0].split(b" ")
    return Answer(status=int(line[1]) if len(line) > 1 and line[1].isdigit() else 0, body=body)
