"""Which finished calls are posted for observability: all of some kinds, and a share of the rest."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from engine.settings import Settings
from engine.vocabulary import Reason

History = Mapping[str, list[dict[str, Any]]]


def is_observed(settings: Settings, call_sid: str, row: Mapping[str, Any], history: History) -> bool:
    """Whether the settings want this call; the same call always gets the same answer."""
    always = {kind.strip() for kind in settings.bluejay_observe_always.split(",")} - {""}
    return any(KINDS[kind](row, history) for kind in always) or draw(call_sid) < settings.bluejay_observe


def draw(call_sid: str) -> float:
    """A number from 0 to 1, 1 left out, that only the call's id decides."""
    digest = blake2b(call_sid.encode(), digest_size=8, person=b"bluejay.share").digest()
    return int.from_bytes(digest, "big") / 2**64


def _is_urgent(row: Mapping[str, Any], history: History) -> bool:
    if row["reason"] in (Reason.EMERGENCY, Reason.URGENT):
        return True
    return any((turn["screen"] or {}).get("outcome") == "escalate" for turn in history["turns"])


def _is_handed_over(row: Mapping[str, Any], history: History) -> bool:
    return bool(row["outcome"] == "handed_over")


def _is_refused(row: Mapping[str, Any], history: History) -> bool:
    return any(not moved["taken"] for moved in history["transitions"])


def _has_failed(row: Mapping[str, Any], history: History) -> bool:
    return any(not used["ok"] for used in history["tools"])


KINDS: Mapping[str, Callable[[Mapping[str, Any], History], bool]] = {
    "urgent": _is_urgent,
    "handed-over": _is_handed_over,
    "refused": _is_refused,
    "failed": _has_failed,
}
"""As the setting names them."""
