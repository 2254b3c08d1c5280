"""The accuracy bench scores labelled lines, keeps the best figures and notices when one falls."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from bench.accuracy import main
from bench.extractors import open_reader
from bench.figures import fallen, record, recorded
from bench.frames import frame_faults, same_name, same_when
from bench.scoring import Figure, macro_f1, percentile
from engine.extraction import Request
from engine.settings import Settings
from engine.vocabulary import Answer, Asked, State


def lines(folder: Path, name: str, *rows: dict[str, object]) -> None:
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


SILENCE: dict[str, object] = {"intent": None, "answer": None, "slots": {}}


def clinic_row(text: str, asked: str, **gold: object) -> dict[str, object]:
    row: dict[str, object] = {
        "text": text,
        "lang": "en",
        "state": "confirm",
        "asked": asked,
        "options": [],
        "now": "2026-03-02T09:00",
        "intent": None,
        "answer": None,
        "slots": {},
        "note": "",
    }
    return row | gold


def run(folder: Path, *flags: str) -> int:
    return main(["--data", str(folder), "--no-cost", "--record-file", str(folder / "kept.json"), *flags])


def test_a_folder_is_scored_and_absent_sets_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sets that are there are scored, each absent one is skipped with a line that says so."""
    lines(tmp_path, "clinic.jsonl", clinic_row("yes please", "confirmation", answer="yes"))
    assert run(tmp_path) == 0
    shown = capsys.readouterr().out
    assert "clinic.frame" in shown
    assert "skipped: no acts.jsonl" in shown
    assert "skipped: no directory.csv" in shown


def test_every_miss_is_listed_with_its_line(tmp_path: Path) -> None:
    """A miss names its set, its line, what was expected and what was read."""
    right = clinic_row("yes please", "confirmation", answer="yes")
    wrong = clinic_row("nope", "confirmation", answer="yes")
    lines(tmp_path, "clinic.jsonl", right, wrong)
    run(tmp_path, "--misses", str(tmp_path / "misses"))
    [miss] = [json.loads(line) for line in (tmp_path / "misses").read_text().splitlines()]
    assert (miss["set"], miss["line"], miss["kind"]) == ("clinic", 2, "answer yes as no")
    assert miss["got"]["answer"] == "no"


def test_half_of_the_lines_can_be_held_out(tmp_path: Path) -> None:
    """Odd and even lines are scored apart, so that rules made on one half are tried on the other."""
    right = clinic_row("yes please", "confirmation", answer="yes")
    wrong = clinic_row("nope", "confirmation", answer="yes")
    lines(tmp_path, "clinic.jsonl", right, wrong)
    for half, misses in (("odd", 0), ("even", 1)):
        run(tmp_path, "--half", half, "--misses", str(tmp_path / "misses"))
        assert len((tmp_path / "misses").read_text().splitlines()) == misses


def test_the_model_is_measured_only_with_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key the bench says what is missing; it never falls back to other figures."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "")
    assert run(tmp_path, "--extractor", "anthropic") == 2
    assert "ANTHROPIC_API_KEY" in capsys.readouterr().err


def test_the_model_is_read_through_the_servers_own_extractor(tmp_path: Path) -> None:
    """With a key the extractor is the server's: what rules settle is read without any request."""
    settings = Settings(anthropic_api_key="sk-nobody", anthropic_base_url="http://127.0.0.1:9")
    asked = Request(text="yes", now=datetime(2026, 3, 2, 9), asked=Asked.CONFIRMATION, state=State.CONFIRM)
    with open_reader("anthropic", settings) as read:
        assert read(asked).answer is Answer.YES


def test_half_of_the_lines_is_never_held_against_the_record(tmp_path: Path) -> None:
    """The record is of whole sets."""
    with pytest.raises(SystemExit):
        run(tmp_path, "--half", "odd", "--check")


def test_a_figure_that_falls_fails_the_check(tmp_path: Path) -> None:
    """A recorded figure is never lowered by recording again, and a worse one fails."""
    good = clinic_row("yes please", "confirmation", answer="yes")
    bad = clinic_row("nope", "confirmation", answer="yes")
    lines(tmp_path, "clinic.jsonl", good)
    assert run(tmp_path, "--record") == 0
    assert run(tmp_path, "--check") == 0
    lines(tmp_path, "clinic.jsonl", good, bad)
    assert run(tmp_path, "--record", "--check") == 1
    assert recorded(tmp_path / "kept.json")["clinic.frame"] == 1.0


def test_figures_that_should_be_low_are_kept_low(tmp_path: Path) -> None:
    """For a share of errors better means less."""
    kept = tmp_path / "kept.json"
    high, low = (
        Figure(name="dob.wrong", value=value, rows=10, goal=0.08, lower_is_better=True)
        for value in (0.2, 0.1)
    )
    record([high], kept)
    assert record([low], kept) == {"dob.wrong": 0.1}
    assert record([high], kept) == {"dob.wrong": 0.1}
    assert fallen([high], recorded(kept)) == [high]
    assert fallen([low], recorded(kept)) == []


def test_callers_are_found_by_the_identity_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A caller whose name and birth were heard well is found; one with another's birth is not."""
    header = "scenario_id,postcode,name,dob,name_first,name_last,sex,email\n"
    people = "1,,Ada Byron,1970-02-03,Ada,Byron,F,\n2,,Tom Reed,1981-05-06,Tom,Reed,M,\n"
    (tmp_path / "directory.csv").write_text(header + people, encoding="utf-8")
    ada: dict[str, object] = {"id": "x", "region": "US", "names": ["Ada Byron"]}
    genuine = ada | {"dobs": ["February 3rd 1970"], "person": "1"}
    impostor = ada | {"dobs": ["May 6th 1981"], "person": None}
    lines(tmp_path, "callers.jsonl", genuine, impostor)
    assert run(tmp_path) == 0
    shown = capsys.readouterr().out
    assert "callers.right" in shown
    assert "callers.let_in" in shown


def test_frames_are_compared_by_the_sets_conventions() -> None:
    """Noise may be other, extra slots are free beside a question, what repeats the pick is free too."""
    noise = clinic_row("…", "when", note="noise: television")
    assert frame_faults(noise, SILENCE | {"intent": "other"}) == []
    question = clinic_row("…", "when", intent="clinic_question")
    assert frame_faults(question, SILENCE | {"intent": "clinic_question", "slots": {"provider": "X"}}) == []
    offers = [{"provider": "X", "start": "2026-03-03T09:00"}, {"provider": "X", "start": "2026-03-04T09:00"}]
    pick = clinic_row("…", "choice", options=offers, slots={"choice": 1})
    same_day = {"choice": 1, "when": {"from": "2026-03-04", "to": "2026-03-04"}}
    other_day = {"choice": 1, "when": {"from": "2026-03-03", "to": "2026-03-03"}}
    assert frame_faults(pick, SILENCE | {"slots": same_day}) == []
    assert frame_faults(pick, SILENCE | {"slots": other_day}) == ["when made up"]
    assert frame_faults(clinic_row("…", "when"), SILENCE | {"slots": {"phone": "1"}}) == ["phone made up"]


def test_an_answer_counts_only_where_one_is_asked_for() -> None:
    """An answer read at a question that takes none is no fault."""
    assert frame_faults(clinic_row("…", "when"), SILENCE | {"answer": "yes"}) == []
    assert frame_faults(clinic_row("…", "confirmation"), SILENCE | {"answer": "yes"}) == [
        "answer None as yes"
    ]


def test_names_are_compared_without_case_and_accents() -> None:
    """Sofía is sofia; a part too many is another name."""
    assert same_name({"given": "Sofía"}, {"given": "SOFIA"})
    assert not same_name({"given": "Sofía"}, {"given": "Sofia", "family": "Ruiz"})
    assert same_name(None, {})


def test_hours_may_be_read_where_a_row_leaves_them_open() -> None:
    """A day with its part of the day is that day; another day, or a day that nobody said, is not."""
    day, hours = {"from": "2026-03-03", "to": "2026-03-03"}, {"time_from": "17:00", "time_to": "20:00"}
    assert same_when(day, day | hours)
    assert not same_when(hours, day | hours)
    assert not same_when(day | hours, day)
    assert not same_when(day, {"from": "2026-03-04", "to": "2026-03-04"})
    assert not same_when(day, None)


def test_macro_f1_weighs_every_label_alike() -> None:
    """A rare label counts as much as a common one."""
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "b"]) == 1.0
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx((6 / 7) / 2)
    assert macro_f1([], []) == 0.0


def test_the_percentile_is_a_measured_value() -> None:
    """The 95th of a hundred values is the 96th smallest; of none it is nothing."""
    assert percentile([float(n) for n in range(100)], 0.95) == 95.0
    assert percentile([], 0.95) == 0.0
