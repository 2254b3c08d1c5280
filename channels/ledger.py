"""The border between the webhooks and what is remembered of them, whichever process they come to."""

from typing import Protocol

import msgspec

from engine.ledger import Entry, Kept, Verdict


class Ledger(Protocol):
    """Remembers webhooks for all processes of the clinic. May raise where nothing can be remembered now."""

    async def enter(self, entry: Entry, now: float) -> Kept:
        """Write a webhook down at `now` (epoch time); one that stands there keeps what was decided then."""
        ...


class MemoryLedger:
    """The ledger of a desk without books: it lasts as long as its process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Entry, Kept]] = {}

    async def enter(self, entry: Entry, now: float) -> Kept:
        if entry.key in self._kept:
            return msgspec.structs.replace(self._kept[entry.key][1], is_new=False)
        same = [
            kept.at
            for e, kept in self._kept.values()
            if (e.kind, e.about) == (entry.kind, entry.about)
            and kept.at > now - entry.seconds
            and kept.verdict is not Verdict.TOO_OFTEN
        ]
        is_over = bool(entry.limit and entry.about and len(same) >= entry.limit)
        kept = Kept(verdict=Verdict.TOO_OFTEN if is_over else entry.verdict, at=now, is_new=True)
        self._kept[entry.key] = (entry, kept)
        return kept
