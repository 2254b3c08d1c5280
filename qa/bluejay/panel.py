"""The box beside a call that shows what Bluejay says of it, its words masked like everybody's."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Connection

from engine.extraction import Record
from qa.access.known import Known, known_of
from qa.access.redaction import redact_said
from qa.access.rights import Visitor
from qa.bluejay import results
from qa.bluejay.payloads import Judged
from qa.bluejay.results import Stored
from qa.console.call_log import CallLog

SITE = "https://app.getbluejay.ai"


class Shown(Record, frozen=True):
    """One verdict."""

    verdict: Stored
    link: str
    reasoning: str
    lines: tuple[tuple[str, str], ...]
    """Measures that there is data for, and their values."""


def read(connection: Connection, log: CallLog, visitor: Visitor) -> Mapping[str, Any]:
    """Bluejay's verdicts on the call; nothing where there is none."""
    found = results.of_call(connection, log.row.call_sid)
    if not found:
        return {}
    known = known_of(log.clear, caller=log.number)
    return {"verdicts": tuple(_shown(one, known) for one in found)}


def link(stored: Stored) -> str:
    """Where a verdict can be looked at; of a run whose simulation is not known, the list of all."""
    if stored.kind == "observed":
        return f"{SITE}/monitor/logs?call_id={quote(stored.bluejay_id)}"
    simulation = stored.verdict.simulation_id if stored.verdict else ""
    if not (simulation and stored.run_id):
        return f"{SITE}/simulations"
    return f"{SITE}/simulations/{quote(simulation)}/runs/{quote(stored.run_id)}"


def _shown(stored: Stored, known: Known) -> Shown:
    said = stored.verdict
    return Shown(
        verdict=stored,
        link=link(stored),
        reasoning=redact_said(said.goal_reasoning, known) if said else "",
        lines=tuple(_lines(said, known)) if said else (),
    )


def _lines(said: Judged, known: Known) -> Iterator[tuple[str, str]]:
    for name, seconds in (
        ("latency, median", said.latency.p50),
        ("latency, 95 %", said.latency.p95),
        ("latency, longest", said.latency.most),
    ):
        if seconds is not None:
            yield name, f"{seconds:.2f} s"
    for name, flag in (("hallucination", said.hallucination), ("needless repeats", said.redundancy)):
        if flag is not None:
            yield name, "yes" if flag else "no"
    if said.wer is not None:
        yield "word-error rate", f"{said.wer:.1%}"
    for metric in said.metrics:
        yield metric.name, redact_said(metric.value, known)
