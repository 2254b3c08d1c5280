"""Which object at Bluejay is which of ours: ids, and digests of what was last sent, in one small file.

The file may be lost: everything in it is found again by name, tag or external id, and then sent once more.
"""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path("var")


class Kept(msgspec.Struct, frozen=True):
    """One object there."""

    id: str
    digest: str = ""
    """Of what it was last given; empty where that is not known."""


class Remembered(msgspec.Struct):
    """Everything that was pushed to one account."""

    account: str = ""
    """Address and agent: ids of another account mean nothing in this one."""
    objects: dict[str, Kept] = {}
    """By kind and name: `agent`, `metric NAME`, `human SCENARIO`, `simulation`."""


def load(file: Path, account: str) -> Remembered:
    """Read the file; nothing is remembered of another account, or where the file cannot be read."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Remembered)
    except (OSError, msgspec.MsgspecError):
        return Remembered(account=account)
    return kept if kept.account == account else Remembered(account=account)


def save(file: Path, kept: Remembered) -> None:
    """Write the file so that a killed process leaves the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1))
    fresh.replace(file)


def digest(payload: Any) -> str:
    """The same for the same payload, whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(payload, order="deterministic")).hexdigest()[:16]
