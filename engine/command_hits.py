"""The urgent screen's hits and answered questions, out of the log: `python -m engine hits`."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.settings import SettingsError, read_settings
from engine.store import Store, StoreUnavailable

_TURNS = text(
    "SELECT call_sid, turn, at, screen FROM Turns WHERE screen IS NOT NULL AND at >= :since"
    " ORDER BY at, call_sid, turn"
)
FIELDS = ("outcome", "level", "category", "action", "matched", "rule", "answer", "list")


def hits(
    connection: Connection, *, since: str = "", category: str = "", outcome: str = ""
) -> Iterator[dict[str, Any]]:
    """Every stored hit that fits, oldest first; the list's own words and never the caller's."""
    for row in connection.execute(_TURNS, {"since": since}).mappings():
        screen = json.loads(row["screen"])
        if category in ("", screen.get("category")) and outcome in ("", screen.get("outcome")):
            found = {name: screen[name] for name in FIELDS if name in screen}
            yield {"call_sid": row["call_sid"], "turn": row["turn"], "at": row["at"], **found}


def main(argv: Sequence[str]) -> int:
    """Print one JSON object a hit; 1 when the database can't be read, 2 for settings that can't be used."""
    parser = argparse.ArgumentParser(prog="python -m engine hits", description=__doc__)
    parser.add_argument("--since", default="", help="an ISO time in UTC, for example 2026-03-02T00:00:00Z")
    parser.add_argument("--category", default="", help="for example cardiac")
    parser.add_argument("--outcome", default="", choices=("", "clear", "ask", "escalate"))
    options = parser.parse_args(argv)
    try:
        store = Store.open(read_settings(dotenv=Path(".env")).database_url, create=False)
    except SettingsError as error:
        sys.stderr.write("\n".join(error.problems) + "\n")
        return 2
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    wanted = {"since": options.since, "category": options.category, "outcome": options.outcome}
    try:
        for found in store.transact_now(lambda connection: list(hits(connection, **wanted))):
            sys.stdout.write(json.dumps(found) + "\n")
    finally:
        store.close_now()
    return 0
