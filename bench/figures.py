"""The recorded figures: a small file in the tree whose figures are only ever made better."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from bench.scoring import Figure

_SLACK = 1e-4
"""Figures are kept to four places."""


def record_of(extractor: str) -> Path:
    """Where an extractor's figures are kept."""
    return Path(__file__).with_name("figures.json" if extractor == "local" else f"figures_{extractor}.json")


def recorded(path: Path) -> dict[str, float]:
    """The figures reached so far, by name; none where there is no file."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, float]) if path.exists() else {}


def fallen(figures: Iterable[Figure], reached: dict[str, float]) -> list[Figure]:
    """The figures that are worse than recorded."""
    return [f for f in figures if f.name in reached and _worse(f, reached[f.name])]


def record(figures: Iterable[Figure], path: Path) -> dict[str, float]:
    """Keep every figure that is new or better than recorded, and return the record."""
    kept = recorded(path)
    for figure in figures:
        value = round(figure.value, 4)
        if figure.name not in kept or not _worse(figure, kept[figure.name]):
            kept[figure.name] = value
    spelled = msgspec.json.format(msgspec.json.encode(dict(sorted(kept.items()))), indent=2)
    path.write_bytes(spelled + b"\n")
    return kept


def _worse(figure: Figure, than: float) -> bool:
    loss = figure.value - than if figure.lower_is_better else than - figure.value
    return loss > _SLACK
