"""The worker that sends queued texts for as long as the server runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from engine.settings import Settings
from engine.store import Store
from tools.sql.outbox import Outbox

ROUND = 15.0
"""Seconds between two looks into the outbox when nothing was queued."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def texting(
    settings: Settings, store: Store, queued: asyncio.Event, now: Callable[[], datetime]
) -> AsyncIterator[bool]:
    """Send texts while this is open, at once when `queued` is set; whether there is an account for it."""
    account = (settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_phone_number)
    if not all(account):
        yield False
        return
    from tools.sms import TwilioTexts  # the REST client is slow to import and not always needed

    callback = f"{settings.base_url}/sms-status" if settings.public_url else ""
    sender = TwilioTexts(*account, api_url=settings.twilio_api_url, status_callback=callback)

    async def work() -> None:
        outbox = Outbox()
        while True:
            queued.clear()
            try:
                await outbox.flush(store, sender, now())
            except Exception:
                log.exception("outbox-failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(queued.wait(), ROUND)

    worker = asyncio.create_task(work())
    try:
        yield True
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
