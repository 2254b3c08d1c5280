"""How well the line heard the caller: word errors, and the facts that came through whole."""

import re
from collections.abc import Iterable

from qa.simulate.records import FinishedCall, Line
from qa.simulate.score_numbers import Share, share

_WORD = re.compile(r"[\w'’]+")


def word_errors(call: FinishedCall) -> Share:
    """Words substituted, dropped and added, of all words truly said in lines that reached the server."""
    errors = words = 0
    for line in _heard(call):
        if line.alignment:
            errors += sum(true.lower() != heard.lower() for true, heard in line.alignment)
            words += sum(bool(true) for true, _ in line.alignment)
        else:
            words += len(_WORD.findall(line.said))
    return share(errors, words)


def entities(call: FinishedCall) -> dict[str, Share]:
    """By kind: the facts that were said, and how many of them were heard word for word."""
    counts: dict[str, list[bool]] = {}
    for line in _heard(call):
        heard = _plain(" ".join(line.heard))
        for entity in line.entities:
            whole = _plain(entity.text)
            counts.setdefault(entity.kind, []).append(f" {whole} " in f" {heard} ")
    return {kind: share(sum(right), len(right)) for kind, right in sorted(counts.items())}


def _heard(call: FinishedCall) -> Iterable[Line]:
    return (line for line in call.lines if line.heard)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
