"""The report as text: what failed and where first, the figures, the decision."""

from collections.abc import Iterator

from qa.simulate.report import Report, Scored, failed
from qa.simulate.report_figures import figures
from qa.simulate.score import RunScore
from qa.simulate.score_gate import Decision, Gate

SAID = {
    Gate.MAY_GO_OUT: "May go out.",
    Gate.MAY_NOT: "May not go out:",
    Gate.NOT_JUDGED: "Could not be judged:",
}
MOST = 40
"""Failed calls that are listed; the page lists all."""
WIDE = 150


def text(report: Report) -> str:
    """The whole report, without transcripts."""
    return "\n".join((*_calls(report), *_figures(report.runs), *decision(report.decision))) + "\n"


def _calls(report: Report) -> Iterator[str]:
    listed = list(failed(report.calls))
    if listed:
        yield f"{len(listed)} failed:"
    for one in listed[:MOST]:
        yield from _wrong(one)
    if len(listed) > MOST:
        yield f"  … and {len(listed) - MOST} more"
    void = [one for one in report.calls if one.call.void]
    if void:
        yield f"{len(void)} void, which count for nothing:"
        yield from (f"  {one.name}: {one.call.void}"[:WIDE] for one in void[:MOST])
    if listed or void:
        yield ""


def _wrong(one: Scored) -> Iterator[str]:
    yield f"  {one.name} (seed {one.call.seed}): {one.call.title}"
    if one.score.missed_urgent:
        yield "    MISSED URGENT CALL"
    yield from (f"    WRONG BOOKING {what}" for what in one.score.wrong_bookings)
    check = one.call.first_wrong
    if check is not None:
        yield f"    {check.name}: expected {check.expected}; got {check.got}"[:WIDE]
        if check.step:
            yield f"    at {check.step}"[:WIDE]


def _figures(runs: tuple[RunScore, ...]) -> Iterator[str]:
    for run in runs:
        line = f"{run.noise:.0%} word errors" if run.noise else "Clean line"
        yield f"{line}: {run.calls} calls, {run.void} void"
        rows = figures(run)
        width = max(len(row.label) for row in rows)
        yield from (f"  {row.label:<{width}}  {row.words}" for row in rows)
        for missed in run.escalation.missed:
            yield f"  missed urgent call: {missed}"
        for wrong in run.wrong_bookings:
            yield f"  wrong booking: {wrong}"
        kinds = ", ".join(f"{kind} {one.good}/{one.of}" for kind, one in run.entities.items())
        yield f"  Key entities by kind: {kinds or 'no data'}"
        for name, part in _covered(run):
            yield f"  {name}: {part}"
        yield ""


def _covered(run: RunScore) -> Iterator[tuple[str, str]]:
    """What calls that passed have not used; those that only failed calls used are named so."""
    for name in ("states", "transitions", "refusals", "patterns"):
        part, other = getattr(run.covered, name), getattr(run.covered_by_failed, name)
        missed = [f"{one} (failed calls only)" if one in other.hit else one for one in part.missed]
        told = f"{len(part.hit)} of {len(part.hit) + len(part.missed)}"
        yield f"Coverage, {name}", told + (f", not {', '.join(missed)}" if missed else "")


def decision(decided: Decision) -> Iterator[str]:
    """The decision and its reasons."""
    yield SAID[decided.gate]
    yield from (f"  {reason}" for reason in (*decided.against, *decided.unknown))
