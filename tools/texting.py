"""The worker that sends queued texts for as long as the server runs, and what is noted of texts meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from engine.ledger import Entry, Kind, enter
from engine.patience import patiently
from engine.settings import Settings
from engine.store import Store
from tools.sql.outbox import Outbox, record_opt_in, record_opt_out, record_status

ROUND = 15.0
"""Seconds between two looks into the outbox when nothing was queued."""

log = logging.getLogger(__name__)


class TextRecords:
    """What the network and the patients say of texts, kept in the clinic's database.

    Every method raises `StoreUnavailable`.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], patience: float = 0.0) -> None:
        """`patience` is how many seconds it may wait for a store that is away: nobody tells it twice."""
        self._store = store
        self._now = now
        self._patience = patience

    async def moved_on(self, message_sid: str, status: str, error: str | None) -> bool:
        """Move a text on as Twilio reports it; whether that changed anything."""
        now = self._now()

        def work(connection: Connection) -> bool:
            return record_status(connection, message_sid, status, now, error=error)

        return await patiently(lambda: self._store.transact(work), self._patience)

    async def opted_out(self, phone: str, key: str) -> None:
        """Send `phone` (E.164) no text any more; an old text that comes again undoes nothing newer."""
        now = self._now()
        await self._once(key, lambda c: record_opt_out(c, phone, now, how="sms"))

    async def opted_in(self, phone: str, key: str) -> None:
        """Let texts go to `phone` (E.164) again; an old text that comes again undoes nothing newer."""
        await self._once(key, lambda c: record_opt_in(c, phone))

    async def _once(self, key: str, act: Callable[[Connection], None]) -> None:
        """Act in the transaction that writes the text down, so that neither is lost without the other."""
        entry, now = Entry(key=key, kind=Kind.WISH, about=""), datetime.now(UTC)

        def work(connection: Connection) -> None:
            if enter(connection, entry, now).is_new:
                act(connection)

        await patiently(lambda: self._store.transact(work), self._patience)


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
