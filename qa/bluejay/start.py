"""Puts Bluejay's part of the server together: its two addresses, and the worker that tells it of calls."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.routing import BaseRoute, Route

from channels.clock import WallClock
from channels.desk import Desk
from channels.limits import MINUTE, Window
from engine.clinic import Clinic
from engine.settings import Settings
from engine.store import Store
from qa.bluejay import results
from qa.bluejay.client import open_client
from qa.bluejay.pacing import Bucket
from qa.bluejay.posts import Posts
from qa.bluejay.signature import endpoint
from qa.bluejay.text_mode import TextMode
from qa.bluejay.timing import Timing
from qa.bluejay.webhook import Verdicts

ROUND = 15.0
"""Seconds between two looks for calls that are over."""
log = logging.getLogger(__name__)


@asynccontextmanager
async def opened(
    settings: Settings,
    store: Store,
    clinic: Clinic,
    desk: Desk,
    timing: Timing,
    now: Callable[[], datetime],
    bucket: Bucket | None = None,
) -> AsyncIterator[Sequence[BaseRoute]]:
    """Serve Bluejay while this is open; `now` is the clinic's clock. Nothing of it without a key.

    `bucket` paces the requests, in another way than usual where it is given.
    """
    if not settings.bluejay_api_key:
        yield ()
        return
    routes: list[BaseRoute] = []
    async with AsyncExitStack() as until_the_end:
        client = await until_the_end.enter_async_context(open_client(settings, bucket))
        await store.transact(lambda c: results.prune(c, world()))
        strangers = Window(settings.refusals_per_address, MINUTE, WallClock())
        if key := settings.bluejay_webhook_key:
            take = endpoint(key, Verdicts(store, world).take, strangers)
            routes.append(Route("/bluejay/webhook", take, methods=["POST"]))
        if key := settings.bluejay_text_key:
            talks = TextMode(desk, store, client, clinic, world)
            until_the_end.push_async_callback(talks.close)
            routes.append(Route("/bluejay/text", endpoint(key, talks.take, strangers), methods=["POST"]))
        posts = Posts(store, client, settings, clinic, timing, now, world)
        worker = asyncio.create_task(_work(posts, timing))
        try:
            yield routes
        finally:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker


async def _work(posts: Posts, timing: Timing) -> None:
    while True:
        try:
            await posts.flush()
        except Exception:
            log.exception("bluejay-posts-failed")
        with suppress(TimeoutError):
            await asyncio.wait_for(timing.due.wait(), ROUND)


def world() -> datetime:
    """The time outside the clinic, whose own may stand still."""
    return datetime.now(UTC)
