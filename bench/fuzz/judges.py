"""What must hold whatever is sent: each judge takes what was observed and names what it finds wrong."""

import json
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from engine.extraction import Record

MIB = 2**20
GROWTH = 96 * MIB
"""Memory that the process may hold at its peak beyond what it held once warm."""
PER_SESSION = 8 * 1024
"""Bytes that a closed session may leave behind, over the second half of the run."""
CACHES = 16 * MIB
"""What may come on top of that, whatever the number of sessions: caches fill, and the allocator rounds up."""

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class Asked(Record, frozen=True):
    """One request, as far as a judge needs to know it."""

    kind: str
    method: str
    path: str
    signed: bool = False
    """Whether it carries a signature that fits."""
    is_whole: bool = True
    """Whether the server has been sent all that it must have before it can answer."""
    is_webhook: bool = True


class Answer(Record, frozen=True):
    """What came back: status 0 is a connection closed without a word, -1 one left hanging."""

    status: int
    body: bytes = b""


class Memory(Record, frozen=True):
    """Bytes held by the process: warm, half-way, at the end and at the peak; sessions of the second half."""

    warm: int
    half: int
    end: int
    peak: int
    sessions: int


def judge_answer(asked: Asked, answer: Answer) -> str | None:
    """4xx for whatever nobody signed, and TwiML or 4xx for what somebody did; never 5xx, never nothing."""
    status = answer.status
    if status == -1:
        return f"left hanging: {asked.kind} {asked.method} {asked.path}"
    if status >= 500:
        return f"{status}: {asked.kind} {asked.method} {asked.path}"
    if status == 0:
        return f"no answer: {asked.kind} {asked.method} {asked.path}" if asked.is_whole else None
    if asked.signed and status in (200, 204):
        return None if status == 204 or is_twiml(answer.body) else f"no TwiML: {asked.kind} {asked.path}"
    if 400 <= status < 500:
        return None
    if not asked.is_webhook and 200 <= status < 400 and not is_twiml(answer.body):
        return None  # a page or a number that is open to all
    return f"{status} for what nobody signed: {asked.kind} {asked.method} {asked.path}"


def is_twiml(body: bytes) -> bool:
    """Whether a body is a well-formed `<Response>`."""
    try:
        return ET.fromstring(body).tag == "Response"
    except ET.ParseError:
        return False


def judge_log(lines: Iterable[str]) -> list[str]:
    """No exception passed through, and every line is one JSON object."""
    found: dict[str, int] = {}
    for line in filter(None, (line.strip() for line in lines)):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            fault = f"log: {line[:100]}"
        elif "where" in entry:
            fault = f"log: {entry.get('event')} {entry.get('error')} at {entry['where'][-1:]}"
        else:
            continue
        found[fault] = found.get(fault, 0) + 1
    return [f"{fault} ({count} times)" for fault, count in found.items()]


def judge_books(before: Mapping[str, str], after: Mapping[str, str], who: str) -> list[str]:
    """No table that is compared has changed; both map tables to digests."""
    return [f"{who} changed {table}" for table in sorted(before) if before[table] != after.get(table)]


def judge_memory(memory: Memory) -> list[str]:
    """The peak is bounded, and what closed sessions leave behind is too."""
    found = []
    if memory.peak - memory.warm > GROWTH:
        found.append(f"memory: {(memory.peak - memory.warm) / MIB:.0f} MiB more at the peak")
    left = (memory.end - memory.half - CACHES) / max(1, memory.sessions)
    if left > PER_SESSION:
        found.append(f"memory: {left / 1024:.1f} KiB left behind by each closed session")
    return found


def judge_process(returncode: int | None) -> list[str]:
    """The server is still there; `returncode` is None while it runs."""
    return [] if returncode is None else [f"the server ended with status {returncode}"]


def judge_call(said: tuple[str, ...], expected: str) -> list[str]:
    """A call that behaves gets its answer: the last reply but one holds `expected`, the last says goodbye."""
    if len(said) < 2 or expected not in said[-2]:
        return [f"a well-behaved call heard {said[-2:]!r} instead of {expected!r}"]
    return [] if "oodbye" in said[-1] else [f"a well-behaved call ended with {said[-1]!r}"]
