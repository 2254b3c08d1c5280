"""`python -m engine screen`: one JSON line in, one JSON line out, judged by the urgent-symptom list."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.screen.outcome import Screen, Screening
from engine.screen.redlist import PACKAGED, RedFlagListError
from engine.screen.screen import RedFlagScreen
from engine.vocabulary import Language


class _Line(msgspec.Struct):
    """One utterance; fields beside these are passed over."""

    text: str
    lang: str | None = None
    """As a recogniser tags it, `es-MX`."""
    previous: str | None = None
    before: list[str] | str | None = None


class _Judged(msgspec.Struct):
    """What outside tools are answered."""

    outcome: str
    level: str | None
    category: str | None
    matched: tuple[str, ...]


class _Explained(_Judged):
    """The same with what the log shows."""

    action: str | None
    rule: str
    question_en: str
    question_es: str


def main(argv: list[str]) -> int:
    """Read standard input to its end; 1 when some line was no request, 2 when the list cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m engine screen", description=__doc__)
    parser.add_argument("--list", type=Path, default=PACKAGED, metavar="FILE", help="another list")
    parser.add_argument("--explain", action="store_true", help="add the action, the rule and the question")
    arguments = parser.parse_args(argv)
    try:
        screen = RedFlagScreen.load(arguments.list)
        return screen_lines(sys.stdin.buffer, sys.stdout.buffer, screen, explain=arguments.explain)
    except RedFlagListError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:
        # The reader of our output is gone. What Python flushes at exit must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def screen_lines(lines: Iterable[bytes], out: BinaryIO, screen: Screen, *, explain: bool = False) -> int:
    """Answer every line in order, a bad one with its error; blank lines are passed over."""
    decoder, encode, status = msgspec.json.Decoder(_Line), msgspec.json.encode, 0
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = encode(_shown(_read(decoder.decode(line), screen), explain))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            answer, status = encode({"error": str(error)}), 1
        out.write(answer + b"\n")
        out.flush()
    return status


def _read(line: _Line, screen: Screen) -> Screening:
    lang = Language.ES if (line.lang or "").lower().startswith("es") else Language.EN
    before = (line.before,) if isinstance(line.before, str) else tuple(line.before or ())
    return screen.read(line.text, lang=lang, previous=line.previous or "", before=before)


def _shown(got: Screening, explain: bool) -> _Judged:
    level = got.level.value if got.level else None
    if not explain:
        return _Judged(got.outcome.value, level, got.category, got.matched)
    return _Explained(
        got.outcome.value,
        level,
        got.category,
        got.matched,
        got.action,
        got.rule,
        got.question_en,
        got.question_es,
    )
