"""Whether the server lives and may be sent calls, and its numbers for Prometheus."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


async def healthz(request: Request) -> Response:
    """Answer as long as the process can."""
    return PlainTextResponse("ok")


def readyz(is_ready: Callable[[], bool]) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that answers 200 from the end of start-up to the beginning of shutdown."""

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("ready") if is_ready() else PlainTextResponse("not ready", 503)

    return endpoint


def metrics(exposition: Callable[[], Awaitable[bytes]]) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that shows what `exposition` writes, in Prometheus' text format."""

    async def endpoint(request: Request) -> Response:
        return Response(await exposition(), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

    return endpoint
