"""`python -m engine extract`: one JSON line in, one JSON line out, read by the local extractor."""

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from engine.contract import LineError, frame, parse_request
from engine.extraction import RosterEntry
from engine.local.reader import LocalExtractor

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
    arguments = parser.parse_args(argv)
    zone = ZoneInfo(arguments.timezone)
    try:
        return extract_lines(sys.stdin.buffer, sys.stdout.buffer, zone=zone, now=_now(arguments.now, zone))
    except BrokenPipeError:
        # The reader of our output is gone. What Python flushes at exit must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def extract_lines(lines: Iterable[bytes], out: BinaryIO, *, zone: ZoneInfo, now: datetime) -> int:
    """Answer every line in order, a bad one with its error; blank lines are passed over."""
    extractor, encode, status = LocalExtractor(), msgspec.json.encode, 0
    for line in lines:
        if not line.strip():
            continue
        try:
            request = parse_request(line, roster=DEMO_ROSTER, zone=zone, now=now)
            answer = encode(frame(extractor.read(request)))
        except LineError as error:
            answer, status = encode({"error": str(error)}), 1
        out.write(answer + b"\n")
        out.flush()
    return status


def _now(given: str | None, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(given) if given else datetime.now(zone)
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)
