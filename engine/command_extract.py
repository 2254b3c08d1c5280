"""`python -m engine extract`: one JSON line in, one JSON line out, read by rules or with a model's help."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from engine.contract import LineError, frame, parse_request
from engine.extraction import Extraction, Request, RosterEntry
from engine.local.reader import LocalExtractor
from engine.settings import SettingsError, read_settings

Read = Callable[[Request], Extraction]

DEMO_ROSTER = tuple(
    RosterEntry(name=name, specialty=specialty)
    for name, specialty in (
        ("Dr. Maya Chen", "Family Medicine"),
        ("Dr. Samuel Okafor", "Family Medicine"),
        ("Dr. Wei Chan", "Orthopedics"),
        ("Dr. Elena Ruiz", "Pediatrics"),
        ("Dr. Priya Patel", "Cardiology"),
        ("Dr. Thomas Nguyen", "Dermatology"),
        ("Dr. Grace Kim", "Obstetrics and Gynecology"),
    )
)
"""The demo clinic's providers: lines carry no roster of their own."""


def main(argv: list[str]) -> int:
    """Read standard input to its end; 1 when some line was no request."""
    parser = argparse.ArgumentParser(prog="python -m engine extract", description=__doc__)
    parser.add_argument("--timezone", default=os.environ.get("CLINIC_TIMEZONE") or "America/New_York")
    parser.add_argument("--now", default=os.environ.get("CLINIC_NOW"), help="ISO time for lines without one")
    parser.add_argument(
        "--extractor",
        choices=["local", "anthropic"],
        default="local",
        help="anthropic asks the model as the server does",
    )
    arguments = parser.parse_args(argv)
    try:
        zone = ZoneInfo(arguments.timezone)
    except (KeyError, ValueError, OSError):
        parser.error(f"{arguments.timezone!r} is no time zone such as America/New_York")
    try:
        now = _now(arguments.now, zone)
    except (ValueError, OverflowError):
        parser.error(f"{arguments.now!r} is no ISO time")
    try:
        with _reader(arguments.extractor) as read:
            return extract_lines(sys.stdin.buffer, sys.stdout.buffer, zone=zone, now=now, read=read)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:
        # The reader of our output is gone. What Python flushes at exit must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def extract_lines(
    lines: Iterable[bytes], out: BinaryIO, *, zone: ZoneInfo, now: datetime, read: Read | None = None
) -> int:
    """Answer every line in order, a bad one with its error; blank lines are passed over."""
    read, encode, status = read or LocalExtractor().read, msgspec.json.encode, 0
    for line in lines:
        if not line.strip():
            continue
        try:
            request = parse_request(line, roster=DEMO_ROSTER, zone=zone, now=now)
            answer = encode(frame(read(request)))
        except LineError as error:
            answer, status = encode({"error": str(error)}), 1
        out.write(answer + b"\n")
        out.flush()
    return status


def _reader(name: str) -> AbstractContextManager[Read]:
    """What reads a request; raises SettingsError where it needs what is not set."""
    if name == "local":
        return nullcontext(LocalExtractor().read)
    from engine.model.start import reading

    settings = read_settings(dotenv=Path(".env"))
    if not settings.anthropic_api_key:
        raise SettingsError(("ANTHROPIC_API_KEY is not set",))
    return reading(settings)


def _now(given: str | None, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(given) if given else datetime.now(zone)
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)
