"""Records the stored calls of this folder: `python -m tests.replays.record` writes them all anew.

The callers are the demo clinic's people, their words are made up here. Only what a replay needs is kept.
"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.office import Caller, Office
from tests.replays.calls import CALLS, RIVAL

FOLDER = Path(__file__).parent

KEPT = {
    "turns": ("call_sid", "turn", "at", "event", "extraction", "asked"),
    "transitions": ("turn", "step", "trigger", "source", "destination", "taken", "guards"),
    "tools": ("turn", "step", "tool", "request", "result"),
}


async def record(lines: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """Let somebody call the demo clinic and say these lines; what the log holds of it."""
    with tempfile.TemporaryDirectory() as folder:
        office = await Office.open(Path(folder))
        try:
            caller = await office.call("+19175550199")
            await take(caller, lines)
            history = await caller.history()
        finally:
            await office.close()
    return {name: [{key: row[key] for key in KEPT[name]} for row in rows] for name, rows in history.items()}


async def take(caller: Caller, lines: tuple[str, ...]) -> None:
    """Let somebody say these lines, nine seconds apart."""
    for line in lines:
        caller.office.wait(seconds=9)
        await _do(caller, line)


async def _do(caller: Caller, line: str) -> None:
    verb, _, rest = line.partition(" ")
    match verb:
        case "keys":
            await caller.keys(rest)
        case "silence":
            await caller.is_silent()
        case "cut":
            await caller.cuts_in(rest, after="That's")
        case "comes":
            await caller.comes_back()
        case "hangs":
            await caller.hangs_up()
        case "meanwhile":
            rival = await caller.office.call()
            await rival.says(*RIVAL)
            assert "You're booked" in rival.heard
        case "fails":
            tool, _, times = rest.partition(" ")
            caller.office.failing[tool] = int(times)
        case _:
            await caller.says(line)


def stored() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The recorded calls by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def write(name: str, history: dict[str, list[dict[str, Any]]]) -> None:
    """Write one call, one row a line, so that a change shows as the rows it changes."""
    parts = [
        f' "{part}": [\n' + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n ]"
        for part, rows in history.items()
    ]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


if __name__ == "__main__":
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, lines in CALLS.items():
        write(name, asyncio.run(record(lines)))
