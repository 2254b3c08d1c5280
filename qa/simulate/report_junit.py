"""The report as JUnit XML, for CI: a test case for each call, void ones skipped with the reason."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from qa.simulate.report import Report, Scored
from qa.simulate.transcript import transcript, wrong

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML 1.0 document may hold."""


def write(report: Report, path: Path) -> None:
    """Write the report; one suite for each word-error rate."""
    suites = ET.Element("testsuites", name="simulated callers")
    for run in report.runs:
        calls = [one for one in report.calls if one.call.noise == run.noise]
        suite = ET.SubElement(
            suites,
            "testsuite",
            name=f"{run.noise:.0%} word errors",
            tests=str(len(calls)),
            failures=str(sum(_is_wrong(one) for one in calls)),
            skipped=str(sum(_is_skipped(one) for one in calls)),
            errors="0",
            timestamp=report.made[:19],
            time=f"{sum(one.call.wall_seconds for one in calls):.3f}",
        )
        for one in calls:
            _case(suite, one)
    ET.ElementTree(suites).write(path, encoding="utf-8", xml_declaration=True)


def _is_wrong(one: Scored) -> bool:
    return one.verdict == "failed" or one.score.missed_urgent or bool(one.score.wrong_bookings)


def _is_skipped(one: Scored) -> bool:
    return one.verdict == "void" and not _is_wrong(one)


def _case(suite: ET.Element, one: Scored) -> None:
    call = one.call
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"simulate.{call.scenario}",
        name=f"repeat {call.repeat}",
        time=f"{call.wall_seconds:.3f}",
    )
    if _is_skipped(one):
        ET.SubElement(case, "skipped", message=_clean(call.void))
    elif _is_wrong(one):
        first = call.first_wrong
        message = f"{first.name}: expected {first.expected}; got {first.got}" if first else "see below"
        lines = "\n".join((*one.score.wrong_bookings, *wrong(call), *transcript(call)))
        ET.SubElement(case, "failure", message=_clean(message)).text = _clean(lines)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
