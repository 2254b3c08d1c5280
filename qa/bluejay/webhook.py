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
        # The header is not under the signature, so a captured post is known by its words as well.
        whole = hashlib.sha256(msgspec.json.encode(payload, order="deterministic")).hexdigest()
        keys = [f"words:{whole}"]
        if delivery := headers.get(DELIVERY):
            keys.append("event:" + hashlib.sha256(delivery.encode()).hexdigest())

        def work(connection: Connection) -> bool:
            new = [results.is_new(connection, key, self._now()) for key in keys]
            if not all(new):
                return False
            results.store(connection, kind, found, self._now())
            return True

        kept = await self._store.transact(work)
        log.info("bluejay-event", extra=fields(kind=event, kept=kept))
