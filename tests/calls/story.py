"""Calls told as transcripts, over the real socket, to the real front desk of the demo clinic.

    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play('''
            caller: I need to cancel my visit
            agent:  first and last name
            keys:   04171988
        ''')
        assert await call.path() == ["identified", …]

An `agent:` line must be part of the reply to the line before it; several may follow one line.
"""

import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from channels.clock import JumpingClock
from engine.extraction import Extraction
from tests.office import NOW, Office, Script
from tests.wire import Caller, Wire, served

TYROME = """
    caller: Tyrome Williams
    agent:  date of birth
    caller: April 17th, 1988
"""
TYROMES_PHONE = """
    agent:  phone number
    caller: 212 555 0101
"""


class Line:
    """A clinic with a telephone."""

    def __init__(self, office: Office, wire: Wire) -> None:
        self.office = office
        self.wire = wire

    async def call(self, number: str = "+19175550199") -> "Story":
        """Somebody calls and hears the greeting."""
        return Story(self.office, await self.wire.dial(number))


class Story:
    """One call, told line by line."""

    def __init__(self, office: Office, caller: Caller) -> None:
        self.office = office
        self.caller = caller
        self.reply = caller.greeting

    async def play(self, *acts: str) -> None:
        """Play the caller's lines and hold the agent to its own."""
        for act in acts:
            for line in textwrap.dedent(act).strip().splitlines():
                who, _, words = line.partition(":")
                await self._line(who.strip(), words.strip())

    async def _line(self, who: str, words: str) -> None:
        match who:
            case "agent":
                assert words.lower() in self.reply.lower(), f"wanted {words!r}, heard {self.reply!r}"
            case "agent does not say":
                assert words.lower() not in self.reply.lower(), f"did not want {words!r}: {self.reply!r}"
            case "caller":
                await self.caller.say(words)
                self.reply = await self.caller.hear()
            case "keys":
                await self.caller.press(words)
                self.reply = await self.caller.hear()
            case "silence":
                await self.caller.silence(float(words))
                self.reply = await self.caller.hear()
            case _:
                raise ValueError(f"expected caller, keys, silence or agent, got {who!r}")

    async def path(self) -> list[str]:
        """The triggers that moved the call, in order."""
        rows = (await self.history())["transitions"]
        return [row["trigger"] for row in rows if row["taken"] and row["trigger"] != "ask"]

    async def refused(self) -> list[tuple[str, str]]:
        """Every refused trigger with the guard that refused it, silence apart."""
        rows = (await self.history())["transitions"]
        return [
            (row["trigger"], row["guards"][-1]["guard"])
            for row in rows
            if not row["taken"] and row["trigger"] != "no_input"
        ]

    async def patterns(self) -> set[str]:
        """The repair patterns that the log names."""
        return {row["reason"] for row in (await self.history())["transitions"] if row["reason"]}

    async def tools(self) -> list[str]:
        """The tools that were used, in order."""
        return [row["tool"] for row in (await self.history())["tools"]]

    async def history(self) -> dict[str, list[dict[str, Any]]]:
        return await self.office.history(self.caller.call_sid)

    async def ends(self) -> dict[str, Any] | None:
        """Wait for the end; the hand-off data, None for a goodbye."""
        return await self.caller.ended()


@asynccontextmanager
async def clinic_line(
    folder: Path,
    *,
    now: datetime = NOW,
    frames: dict[str, Extraction] | None = None,
    clock: JumpingClock | None = None,
    database: str | None = None,
    **settings: str,
) -> AsyncIterator[Line]:
    """Open the demo clinic at `now` with a telephone; `frames` scripts what certain words are heard as."""
    office = await Office.open(
        folder, now=now, extractor=Script(frames) if frames else None, database=database
    )
    try:
        async with served(office.desk, clock, **settings) as wire:
            yield Line(office, wire)
    finally:
        await office.close()
