"""All that is written down while a call runs: what was played, pressed, cut off and complained about."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from qa.simulate.clock import SteppingClock
from qa.simulate.records import Interruption, Key
from qa.simulate.voice import Spoken


@dataclass
class Tape:
    """The record of one call, over all its sessions."""

    clock: SteppingClock
    began: float
    """When the call was dialled, on the clock."""
    replies: list[Spoken] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    hand_off: dict[str, str] | None = None
    prompted_at: float | None = None
    """When the last final prompt went out that has not been answered yet."""
    answered: Callable[[float], None] = lambda waited: None
    """Told how long the caller waited for the first token."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def now(self) -> float:
        """Seconds since the call was dialled."""
        return self.clock.now() - self.began
