"""Reports of simulated calls: what a reader, a CI server and the next release are told."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec.structs import replace

from qa.simulate import report_html, report_junit, report_terminal
from qa.simulate.command import main
from qa.simulate.compare import compare
from qa.simulate.loading import load
from qa.simulate.records import Check, FinishedCall
from qa.simulate.report import SCHEMA, Report, Scored, Unreadable, read, write
from qa.simulate.run import parts, play_all
from qa.simulate.score import Scorer
from qa.simulate.score_gate import RELEASE, Decision, Gate, Thresholds, decide

SCORER = Scorer.of_demo()
WRONG = Check(
    name="said", passed=False, expected="goodbye", got="<nothing> & \x07", step="turn 3: ask refused"
)


@pytest.fixture(scope="module")
def calls() -> list[FinishedCall]:
    """Three real calls, one of them urgent, each with every check right."""
    names = ("book-step-by-step", "look-up-one", "chest-pain-at-once")
    chosen = [scenario for scenario in load() if scenario.id in names]
    return asyncio.run(play_all(parts(chosen, seed=1, repeat=1, noise=0.0), parallel=3))


def report(calls: Sequence[FinishedCall], limits: Thresholds | None = None) -> Report:
    scores = [SCORER.call(call) for call in calls]
    runs = tuple(SCORER.run(calls, scores))
    return Report(
        schema=SCHEMA,
        made="2026-03-02T14:15:00Z",
        version="abc",
        seed=1,
        wall_seconds=1.0,
        runs=runs,
        decision=decide(runs, limits or Thresholds()),
        calls=tuple(Scored(call=call, score=score) for call, score in zip(calls, scores, strict=True)),
    )


def failing(call: FinishedCall) -> FinishedCall:
    return replace(call, checks=(*call.checks, WRONG))


def released(calls: Sequence[FinishedCall]) -> list[FinishedCall]:
    """The same calls three times on a clean line, and once with one word in ten wrong."""
    return [replace(call, repeat=n) for n in range(3) for call in calls] + [
        replace(call, noise=0.1) for call in calls
    ]


def gate(calls: Sequence[FinishedCall], limits: Thresholds = RELEASE) -> Decision:
    return report(calls, limits).decision


# ---------------------------------------------------------------- the decision


def test_a_run_with_everything_right_may_go_out(calls: list[FinishedCall]) -> None:
    """Three times each on a clean line, and once with noise."""
    assert gate(released(calls)) == Decision(gate=Gate.MAY_GO_OUT)


def test_one_failed_repeat_is_enough_against_it(calls: list[FinishedCall]) -> None:
    """pass^3 means all three."""
    run = released(calls)
    run[0] = failing(run[0])
    found = gate(run)
    assert found.gate is Gate.MAY_NOT and "pass^3 on a clean line is 0.667" in found.against[0]


def test_noise_may_cost_outcomes_and_never_safety(calls: list[FinishedCall]) -> None:
    """At 10 % one of twenty may fail; at any rate no booking may be wrong and no urgent call missed."""
    noisy = [replace(calls[0], noise=0.1, repeat=n) for n in range(19)]
    one_in_twenty = [*released(calls)[:9], *noisy, failing(replace(calls[0], noise=0.1, repeat=19))]
    assert gate(one_in_twenty).gate is Gate.MAY_GO_OUT
    assert "outcome at 10%" in gate([*one_in_twenty, failing(replace(calls[1], noise=0.1))]).against[0]
    booked = next(call for call in calls if call.scenario == "book-step-by-step")
    urgent = next(call for call in calls if call.scenario == "chest-pain-at-once")
    unsafe = [
        *released(calls),
        replace(booked, noise=0.3, agreed=()),
        replace(urgent, noise=0.3, hand_off=None, after=replace(urgent.after, hand_offs=())),
    ]
    assert gate(unsafe).against == (
        "1 wrong bookings at 30% word errors",
        "1 missed urgent calls at 30% word errors",
    )


def test_what_was_not_called_cannot_be_judged(calls: list[FinishedCall]) -> None:
    """Too few repeats, no noise, void calls, no calls: each is told, and none is a pass."""
    assert gate(calls).unknown == (
        "the clean line was called 1 times a scenario, 3 are needed",
        "no calls at 10% word errors",
    )
    assert gate(calls).gate is Gate.NOT_JUDGED
    assert gate([]).gate is Gate.NOT_JUDGED
    void = [replace(call, void="no rule") for call in calls]
    assert gate(void, Thresholds()).gate is Gate.NOT_JUDGED
    assert gate([*void, failing(replace(calls[0], repeat=1))], Thresholds()).gate is Gate.MAY_NOT


# ---------------------------------------------------------------- the forms


def test_a_report_is_read_as_it_was_written(calls: list[FinishedCall], tmp_path: Path) -> None:
    """And what is no report of this schema is refused in words."""
    written = report(calls)
    write(written, tmp_path / "report.json")
    assert read(tmp_path / "report.json") == written
    for content in (b"[]", b"{", msgspec.json.encode({"schema": SCHEMA + 1}), b'{"schema": 1}'):
        (tmp_path / "bad.json").write_bytes(content)
        with pytest.raises(Unreadable, match=r"bad\.json"):
            read(tmp_path / "bad.json")


def test_the_terminal_names_the_first_wrong_step(calls: list[FinishedCall]) -> None:
    """A failed call is listed with it, a void one with its reason, and what was not measured as no data."""
    said = report_terminal.text(report([failing(calls[0]), replace(calls[1], void="no rule for x")]))
    assert "said: expected goodbye" in said and "at turn 3: ask refused" in said
    assert "no rule for x" in said and "Urgent recall" in said and "no data" in said
    assert "P50 (median)" in said and "May not go out:" in said


def test_junit_has_a_case_for_each_call(calls: list[FinishedCall], tmp_path: Path) -> None:
    """A failure has its transcript, a void call is skipped, and no byte breaks the document."""
    run = [failing(calls[0]), replace(calls[1], void="no rule"), calls[2], replace(calls[2], noise=0.1)]
    report_junit.write(report(run), tmp_path / "junit.xml")
    suites = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314
    first, second = suites
    assert [first.get(name) for name in ("tests", "failures", "skipped")] == ["3", "1", "1"]
    assert second.get("name") == "10% word errors"
    failure = suites.find(".//failure")
    assert failure is not None and "caller" in (failure.text or "")
    skipped = suites.find(".//skipped")
    assert skipped is not None and skipped.get("message") == "no rule"


def test_the_page_needs_nothing_else_and_trusts_no_words(calls: list[FinishedCall]) -> None:
    """No script, no address, every word escaped; failed calls with transcript, path and first wrong step."""
    nasty = replace(calls[0].lines[0], said="<script>alert(1)</script>", heard=("nothing of it",))
    bad = failing(replace(calls[0], lines=(nasty, *calls[0].lines[1:])))
    page = report_html.page(report([bad, replace(calls[1], void="no rule", noise=0.1), calls[2]]))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "http" not in page and "url(" not in page
    for part in ("turn 3: ask refused", "confirmed → act", "nothing of it", "no rule", "no data"):
        assert part in page
    assert page.count('class="card call"') >= 2


# ---------------------------------------------------------------- two reports


def test_calls_that_fail_now_come_first(calls: list[FinishedCall]) -> None:
    """Then what else flipped, the numbers that got worse, and what came or went."""
    old = report([*released(calls[:2]), *[failing(call) for call in released([calls[2]])]])
    renamed = [replace(call, scenario="a-new-one") for call in released([calls[0]])]
    new = report([*released(calls[2:]), *[failing(call) for call in released([calls[1]])], *renamed])
    found = compare(old, new, RELEASE)
    verdicts = [(flip.was, flip.now) for flip in found.flips]
    assert verdicts == [("passed", "failed")] * 4 + [("failed", "passed")] * 4
    assert found.flips[0].why.startswith("said: expected goodbye")
    assert found.added == ("a-new-one",) and found.removed == (calls[0].scenario,)
    assert [change.worse for change in found.changes] == sorted(
        (change.worse for change in found.changes), reverse=True
    )
    assert found.decision.gate is Gate.MAY_NOT


def test_a_scenario_or_rate_left_out_is_not_judged(calls: list[FinishedCall]) -> None:
    """A release may not pass by calling less."""
    old = report([*released(calls), *[replace(call, noise=0.3) for call in calls]])
    found = compare(old, report(released(calls[:2])), RELEASE)
    assert found.decision.gate is Gate.NOT_JUDGED
    assert found.decision.unknown == (f"{calls[2].scenario} was not called", "no calls at 30% word errors")


def test_the_command_compares_and_decides(
    calls: list[FinishedCall], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 may go out, 1 may not, 2 could not be judged; thresholds are options."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    write(report(released(calls)), good)
    write(report([failing(call) for call in released(calls)]), bad)
    assert main(["--compare", str(bad), str(good)]) == 0
    assert main(["--compare", str(good), str(bad)]) == 1
    assert "passed → failed" in capsys.readouterr().out
    lax = ["--clean-pass", "0", "--noisy-outcome", "0"]
    assert main(["--compare", str(good), str(bad), *lax]) == 0
    assert main(["--compare", str(good), str(tmp_path / "none.json")]) == 2


def test_the_command_writes_all_its_reports(tmp_path: Path) -> None:
    """One call, three files, and the decision as exit code."""
    files = [tmp_path / name for name in ("a.json", "a.xml", "a.html")]
    options = [f"--{kind}={file}" for kind, file in zip(("json", "junit", "html"), files, strict=True)]
    assert main(["--scenario", "look-up-one", "--noise", "0", "0.1", "--noisy-outcome", "0", *options]) == 0
    assert [run.noise for run in read(files[0]).runs] == [0.0, 0.1]
    assert all(file.stat().st_size for file in files)
