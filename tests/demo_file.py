"""The demo clinic as a SQLite file: made once for each time of it, written for every test that wants it."""

import functools
import tempfile
from datetime import datetime
from pathlib import Path

from engine.clinic import Clinic
from engine.store import Store
from tools.sql import load_demo, read_clinic


def load_clinic(url: str, now: datetime) -> Clinic:
    """The clinic of a database, which is the demo clinic of `now` if it had none."""
    store = Store.open(url)
    store.transact_now(lambda c: load_demo(c, now))
    clinic = store.transact_now(read_clinic)
    store.close_now()
    return clinic


@functools.cache
def _demo(now: datetime) -> tuple[bytes, Clinic]:
    """The content of a SQLite file with the demo clinic of `now`, made once and written for every test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.db"
        clinic = load_clinic(f"sqlite:///{path}", now)
        return path.read_bytes(), clinic


def open_clinic(path: Path, now: datetime) -> Clinic:
    """The clinic of a SQLite file; where there is none, one with the demo clinic of `now` is written."""
    if path.exists():
        return load_clinic(f"sqlite:///{path}", now)
    content, clinic = _demo(now)
    path.write_bytes(content)
    return clinic
