"""The table of a run, for a terminal and a build's log. What there is no data for says so; it is not zero."""

from collections.abc import Iterator

from qa.bluejay.push import Connection
from qa.bluejay.scores import Numbers, Score, Share

NO_DATA = "no data"
NOT_LINKABLE = "not linkable over the telephone network"
WIDE = 34
SHOWN = 160
"""Letters of a reason that are shown."""


def table(score: Score, connection: Connection) -> str:
    """Lay a score out."""
    return "\n".join((*_measures(score, connection), "", *_scenarios(score))) + "\n"


def _measures(score: Score, connection: Connection) -> Iterator[str]:
    linked = connection.links
    yield _line("scenarios that hold", _share(score.outcome))
    yield _line("calls that reached their goal", _share(score.calls))
    yield _line("calls that count for nothing", str(score.void))
    for name, of in (
        ("latency, each call's P50", score.latency_p50),
        ("latency, each call's P95", score.latency_p95),
        ("latency, each call's P99", score.latency_p99),
        ("latency, each call's longest", score.latency_most),
    ):
        yield _line(name, _numbers(of, "s"))
    yield _line("interruptions a call", _numbers(score.interruptions))
    yield _line("tools used as expected", _share(score.tools) if linked else NOT_LINKABLE)
    yield _line("word-error rate", _numbers(score.wer) if linked else NOT_LINKABLE)
    yield _line("calls with a hallucination", _share(score.hallucination))
    yield _line("calls with needless repeats", _share(score.redundancy))
    yield _line("pronunciation", _numbers(score.pronunciation))
    for metric, value in score.metrics.items():
        shown = _share(value) if isinstance(value, Share) else _numbers(value)
        yield _line(metric, shown)


def _scenarios(score: Score) -> Iterator[str]:
    for one in score.scenarios:
        if one.holds and not one.void:
            continue
        verdict = {True: "holds", False: "FAILED", None: "not known"}[one.holds]
        yield f"{one.scenario:<{WIDE}} {verdict}: {one.passed} passed, {one.failed} failed, {one.void} void"
        for reason in one.reasons:
            yield f"    {reason[:SHOWN]}"


def _line(name: str, value: str) -> str:
    return f"{name:<{WIDE}} {value}"


def _share(of: Share | None) -> str:
    if of is None:
        return NO_DATA
    low, high = of.interval()
    return f"{of.value:6.1%}  ({of.part} of {of.whole}; 95 % between {low:.1%} and {high:.1%})"


def _numbers(of: Numbers | None, unit: str = "") -> str:
    if of is None:
        return NO_DATA
    mark = f" {unit}" if unit else ""
    return f"median {of.middle:.2f}{mark}, 95 % {of.p95:.2f}{mark}, most {of.most:.2f}{mark}  (n = {of.n})"
