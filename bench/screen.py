"""`python -m bench screen`: how the urgent-symptom screen does on labelled utterances, and how fast."""

import argparse
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from bench.scoring import percentile
from engine.extraction import Record
from engine.screen.outcome import Outcome, Screening
from engine.screen.screen import RedFlagScreen

DATA = Path(__file__).parent.parent.parent / "shared" / "eval"
CALLS = ("urgent.jsonl", "urgent_cases.jsonl")
"""What callers say to an appointment line."""
VISITS = ("urgent_patients.jsonl",)
"""What patients say to a doctor: rows for the emergencies and the contexts, not for talk to a front desk."""
TALK = frozenset({"admin", "lookalike", "idiom", "plain"})
CONTEXT = frozenset({"negated", "historical", "family", "hypothetical", "other_person"})
SELF_HARM = re.compile(
    r"suicid|kill(ing|ed)? (my|him|her)self|end(ing)? (my|his|her) life|matarme|quitar(me|se) la vida"
)
LIMIT_MS = 1.0
READINGS = 3
"""Times each row is read; the quickest counts, so that what else the machine does is not measured."""
_HALVES = {"a": 0, "b": 1}


class Row(msgspec.Struct):
    """One labelled utterance; fields beside these are passed over."""

    text: str
    label: str
    aspect: str = ""
    category: str | None = None
    previous: str | None = None
    before: list[str] = []
    contested: bool = False
    file: str = ""


class Judged(Record, frozen=True):
    """A row and what the screen made of it."""

    row: Row
    got: Screening


class Line(Record, frozen=True):
    """One line of the table: a share of some rows, and the bound it has to keep."""

    name: str
    part: int
    whole: int
    bound: float | None = None
    at_most: bool = False

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def kept(self) -> bool:
        if self.bound is None or not self.whole:
            return True
        return self.share <= self.bound if self.at_most else self.share >= self.bound


def main(argv: list[str]) -> int:
    """Print the table; 1 when `--check` finds a bound that is not kept."""
    options = _parser().parse_args(argv)
    if not options.data.is_dir():
        print(f"skipped: no folder {options.data}")
        return 0
    start = time.perf_counter()
    screen = RedFlagScreen.load()
    load_ms = 1000 * (time.perf_counter() - start)
    judged, p95_ms = _judge(screen, _rows(options.data, options.half))
    lines = table(judged)
    for line in lines:
        print(_shown(line))
    print(
        f"{'p95 of one utterance':48}{p95_ms:8.3f} ms  (bound {LIMIT_MS} ms);  list read in {load_ms:.0f} ms"
    )
    print(f"list {screen.version}, {'signed' if screen.signed_off else 'not signed by a clinician'}")
    if options.misses:
        _write_misses(options.misses, judged)
    # the time is shown and not judged: another job on the machine would fail the check
    return 0 if all(line.kept for line in lines) or not options.check else 1


def table(judged: Iterable[Judged]) -> list[Line]:
    """Every figure with its bound; contested rows are left out."""
    rows = [one for one in judged if not one.row.contested]
    emergent, urgent, routine = (_of(rows, label) for label in ("emergent", "urgent", "routine"))
    talk = [one for one in routine if one.row.aspect in TALK and one.row.file in CALLS]
    visits = [one for one in routine if one.row.aspect not in CONTEXT and one.row.file in VISITS]
    context = [one for one in routine if one.row.aspect in CONTEXT]
    self_harm = [one for one in rows if _tells_of_self_harm(one.row)]
    return [
        _line("emergent: escalated or asked", emergent, _noticed, 0.98),
        _line("emergent: escalated at once", emergent, _escalated, 0.80),
        _line("urgent: escalated or asked", urgent, _noticed, 0.95),
        _line("urgent: escalated at once", urgent, _escalated),
        _line("routine, all: escalated", routine, _escalated, 0.01, at_most=True),
        _line("routine, talk to the desk: escalated or asked", talk, _noticed, 0.03, at_most=True),
        _line("routine, talk to a doctor: escalated or asked", visits, _noticed),
        _line("routine, denied, past, family, what-if: escalated", context, _escalated, 0.02, at_most=True),
        _line("routine, mild complaints: asked", [o for o in routine if o.row.aspect == "mild"], _noticed),
        _line("self-harm: cleared without a question", self_harm, _cleared, 0.0, at_most=True),
    ]


def wilson(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927)."""
    if not whole:
        return 0.0, 1.0
    p, n = part / whole, whole
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench screen", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write every miss as a JSON line")
    parser.add_argument("--half", choices=sorted(_HALVES), help="only the rows of one half, by their words")
    parser.add_argument("--check", action="store_true", help="fail when a bound is not kept")
    return parser


def _rows(data: Path, half: str | None) -> list[Row]:
    decoder, rows = msgspec.json.Decoder(Row), []
    for name in (*CALLS, *VISITS):
        for line in (data / name).read_bytes().splitlines():
            row = decoder.decode(line)
            row.file = name
            if half is None or zlib.crc32(row.text.encode()) % 2 == _HALVES[half]:
                rows.append(row)
    return rows


def _judge(screen: RedFlagScreen, rows: list[Row]) -> tuple[list[Judged], float]:
    """What each row came to, and the p95 of one reading in milliseconds."""
    judged: list[Judged] = []
    took: list[float] = []
    for row in rows:
        before = tuple(row.before or ())
        best = LIMIT_MS * 1000
        for _ in range(READINGS):
            start = time.perf_counter()
            got = screen.read(row.text, previous=row.previous or "", before=before)
            best = min(best, 1000 * (time.perf_counter() - start))
        took.append(best)
        judged.append(Judged(row=row, got=got))
    return judged, percentile(took, 95)


def _of(rows: list[Judged], label: str) -> list[Judged]:
    return [one for one in rows if one.row.label == label]


def _line(
    name: str,
    rows: list[Judged],
    counts: Callable[[Screening], bool],
    bound: float | None = None,
    *,
    at_most: bool = False,
) -> Line:
    part = sum(counts(one.got) for one in rows)
    return Line(name=name, part=part, whole=len(rows), bound=bound, at_most=at_most)


def _escalated(got: Screening) -> bool:
    return got.outcome is Outcome.ESCALATE


def _noticed(got: Screening) -> bool:
    return got.outcome is not Outcome.CLEAR


def _cleared(got: Screening) -> bool:
    return got.outcome is Outcome.CLEAR


def _tells_of_self_harm(row: Row) -> bool:
    return row.category == "suicide_self_harm" or bool(SELF_HARM.search(row.text.lower()))


def _shown(line: Line) -> str:
    low, high = wilson(line.part, line.whole)
    sign = "≤" if line.at_most else "≥"
    bound = f"{sign} {line.bound:.2f} {'' if line.kept else 'NOT KEPT'}" if line.bound is not None else ""
    return (
        f"{line.name:50}{line.part:5} of {line.whole:4}  {line.share:.3f}  [{low:.3f}, {high:.3f}]  {bound}"
    )


def _write_misses(path: Path, judged: Iterable[Judged]) -> None:
    with path.open("wb") as out:
        for one in judged:
            if not one.row.contested and _is_miss(one):
                out.write(msgspec.json.encode({"row": one.row, "got": one.got}) + b"\n")


def _is_miss(one: Judged) -> bool:
    if one.row.label == "routine":
        return _escalated(one.got) or (one.row.aspect in TALK and _noticed(one.got))
    return _cleared(one.got) or (one.row.label == "emergent" and not _escalated(one.got))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
