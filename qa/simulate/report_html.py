"""The report as one page that needs nothing else: no script, no address, light and dark."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine.extraction import Record
from qa.simulate.records import FinishedCall
from qa.simulate.report import Report, Scored, failed
from qa.simulate.report_figures import NO_DATA, Figure, figures
from qa.simulate.report_plot import outcomes
from qa.simulate.score import RunScore
from qa.simulate.score_coverage import Coverage, Part
from qa.simulate.score_gate import Gate

TEMPLATES = Path(__file__).with_name("templates")
PARTS = ("states", "transitions", "refusals", "patterns")
TONES = {Gate.MAY_GO_OUT: "passed", Gate.MAY_NOT: "failed", Gate.NOT_JUDGED: "void"}
HEADLINES = {
    Gate.MAY_GO_OUT: "May go out",
    Gate.MAY_NOT: "May not go out",
    Gate.NOT_JUDGED: "Could not be judged",
}


class Tile(Record, frozen=True):
    """One number above everything else."""

    label: str
    value: str
    tone: str = ""


class Step(Record, frozen=True):
    """One transition of a call's path."""

    words: str
    taken: bool


class Said(Record, frozen=True):
    """One line of a transcript."""

    at: str
    who: str
    """`agent`, `caller` or `note`."""
    text: str
    rest: str = ""
    """What of a reply was not heard."""
    heard: str = ""
    """What the line made of the words, where that differs."""


def write(report: Report, path: Path) -> None:
    """Write the page."""
    path.write_text(page(report), "utf-8")


def page(report: Report) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(
        anchor=_anchor, percent=_percent, parts=_parts, other=_other, path=_path, talk=_talk, wrongs=_wrongs
    )
    listed = list(failed(report.calls))
    return environment.get_template("report.html").render(
        report=report,
        headline=HEADLINES[report.decision.gate],
        tone=TONES[report.decision.gate],
        reasons=(*report.decision.against, *report.decision.unknown),
        tiles=list(_tiles(report)),
        failed=listed,
        void=[one for one in report.calls if one.call.void and one not in listed],
        scenarios=_scenarios(report),
        rows=list(zip(*(figures(run) for run in report.runs), strict=True)),
        kinds=sorted({kind for run in report.runs for kind in run.entities}),
        plot=Markup(outcomes(report.runs)),  # noqa: S704 - numbers alone
    )


def _tiles(report: Report) -> Iterator[Tile]:
    for run in report.runs:
        shown = {figure.key: figure for figure in figures(run)}
        at = f"at {_percent(run.noise)} word errors" if run.noise else "on a clean line"
        first = shown["outcome" if run.noise else "all_passed"]
        yield Tile(label=f"{first.label} {at}", value=_short(first))
    recall = [run.escalation.urgent_recall for run in report.runs]
    missed = sum(len(run.escalation.missed) for run in report.runs)
    wrong = sum(len(run.wrong_bookings) for run in report.runs)
    urgent = f"{sum(one.of for one in recall)} urgent calls, missed"
    yield Tile(label=urgent, value=str(missed), tone="wrong" if missed else "right")
    yield Tile(label="Wrong bookings", value=str(wrong), tone="wrong" if wrong else "right")


def _short(figure: Figure) -> str:
    return NO_DATA if figure.value is None else f"{figure.value:.1%}"


def _percent(value: float | None) -> str:
    return NO_DATA if value is None else f"{value:.0%}"


def _anchor(one: Scored) -> str:
    return f"{one.call.scenario}-{one.call.repeat}-{round(one.call.noise * 1000)}"


def _scenarios(report: Report) -> dict[str, list[list[Scored]]]:
    """By scenario, for each word-error rate, its repeats."""
    found: dict[str, list[list[Scored]]] = {}
    rates = [run.noise for run in report.runs]
    for one in report.calls:
        groups = found.setdefault(one.call.scenario, [[] for _ in rates])
        groups[rates.index(one.call.noise)].append(one)
    return found


def _parts(covered: Coverage) -> list[tuple[str, Part]]:
    return [(name, getattr(covered, name)) for name in PARTS]


def _other(run: RunScore, name: str) -> Part:
    part: Part = getattr(run.covered_by_failed, name)
    return part


def _path(call: FinishedCall) -> Iterator[Step]:
    """The transitions of a call, those that only asked left out; refused ones with the guard that refused."""
    for row in call.history.get("transitions", ()):
        if row["taken"] and row["trigger"] != "ask":
            yield Step(words=f"{row['trigger']} → {row['destination']}", taken=True)
        elif not row["taken"]:
            guard = row["guards"][-1]["guard"] if row["guards"] else "nobody"
            yield Step(words=f"{row['trigger']} refused by {guard}", taken=False)


def _talk(call: FinishedCall) -> list[Said]:
    """Everything that was said, pressed and cut off, in order; of two at once the cause comes first."""
    rows: list[tuple[float, int, Said]] = []
    for line in call.lines:
        heard = " | ".join(line.heard) if line.heard else "nothing"
        shown = "" if _letters(heard) == _letters(line.said) else heard
        rows.append((line.at, 1, Said(at=f"{line.at:.1f}", who="caller", text=line.said, heard=shown)))
    for reply in call.replies:
        rest = reply.text[len(reply.played) :] if reply.text.startswith(reply.played) else ""
        text = reply.text.removesuffix(rest) if rest else reply.text
        rows.append((reply.at, 2, Said(at=f"{reply.at:.1f}", who="agent", text=text, rest=rest)))
    rows.extend(
        (cut.at, 0, Said(at=f"{cut.at:.1f}", who="note", text=f"cut off by {cut.how}"))
        for cut in call.interruptions
    )
    rows.extend(
        (key.at, 1, Said(at=f"{key.at:.1f}", who="caller", text=f"presses {key.key}")) for key in call.keys
    )
    return [said for _, _, said in sorted(rows, key=lambda row: row[:2])]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _wrongs(one: Scored) -> list[str]:
    wrong = [check for check in one.call.checks if not check.passed]
    lines = [f"{check.name}: expected {check.expected}; got {check.got}" for check in wrong]
    lines += [f"unfounded {fact.kind}: {fact.fact}" for fact in one.score.unfounded]
    lines += [
        f"asked for {again.asked} in turn {again.turn}, told in turn {again.told}"
        for again in one.score.redundant
    ]
    lines += [f"tool not used as expected: {use}" for use in one.score.tools.missing]
    return lines + [f"tool used unasked: {tool}" for tool in one.score.tools.unexpected]
