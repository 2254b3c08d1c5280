"""Whether the server lives and may be sent calls, and a few numbers about it for Prometheus."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


@dataclass
class Tally:
    """What has been counted since the process started."""

    sessions_total: int = 0
    sessions_live: int = 0
    sessions_refused_total: int = 0
    calls_turned_away_total: int = 0
    turns_total: int = 0
    turns_failed_total: int = 0
    turn_seconds_total: float = 0.0
    frames_unreadable_total: int = 0

    def exposition(self) -> str:
        """Write the numbers in Prometheus' text format."""
        lines = []
        for field in fields(self):
            name = f"front_desk_{field.name}"
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE {name} {kind}", f"{name} {getattr(self, field.name)}"]
        return "\n".join(lines) + "\n"


async def healthz(request: Request) -> Response:
    """Answer as long as the process can."""
    return PlainTextResponse("ok")


def readyz(is_ready: Callable[[], bool]) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that answers 200 from the end of start-up to the beginning of shutdown."""

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("ready") if is_ready() else PlainTextResponse("not ready", 503)

    return endpoint


def metrics(tally: Tally) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that shows `tally`."""

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(tally.exposition(), media_type="text/plain; version=0.0.4")

    return endpoint
