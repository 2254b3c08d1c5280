"""Bluejay's webhook: verdicts on simulated and on real calls, each kept once."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine.log import fields
from engine.store import Store
from qa.bluejay import results
from qa.bluejay.payloads import judged

DELIVERY = "x-bluejay-delivery"
KINDS: Mapping[str, results.Kind] = {
    "simulation_result_evaluated": "simulated",
    "observability_call_evaluated": "observed",
}
"""The events that carry a verdict; the others are answered and nothing is kept of them."""
log = logging.getLogger(__name__)


class Verdicts:
    """Takes the webhook's posts."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def take(self, payload: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Keep a verdict; the same delivery once. Raises `StoreUnavailable`."""
        event = str(payload.get("type") or headers.get("x-bluejay-event") or "")
        kind = KINDS.get(event)
        found = judged(payload)
        if kind is None or not found.result_id:
            log.info("bluejay-event", extra=fields(kind=event, kept=False))
            return
        # Without the header the same words are the same delivery.
        whole = hashlib.sha256(msgspec.json.encode(payload, order="deterministic")).hexdigest()
        delivery = f"event:{headers.get(DELIVERY) or whole}"

        def work(connection: Connection) -> bool:
            if not results.is_new(connection, delivery, self._now()):
                return False
            results.store(connection, kind, found, self._now())
            return True

        kept = await self._store.transact(work)
        log.info("bluejay-event", extra=fields(kind=event, kept=kept))
