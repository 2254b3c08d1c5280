"""Which calls are put up for review: closed rules, each with the share of its calls that is taken."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.vocabulary import State
from qa.console.review.checks import History


class Rule(StrEnum):
    """Why a call may be put up; the first that fits counts."""

    URGENT = "urgent"
    FAILED = "failed"
    REFUSED = "refused"
    REST = "rest"


EXPLAINED: Mapping[Rule, str] = {
    Rule.URGENT: "Urgent words, or a question about them",
    Rule.FAILED: "An automatic check failed",
    Rule.REFUSED: "An act was refused",
    Rule.REST: "All other calls",
}
USUAL: Mapping[Rule, float] = {Rule.URGENT: 1.0, Rule.FAILED: 1.0, Rule.REFUSED: 1.0, Rule.REST: 0.05}
"""Shares where nothing else was set."""
_PARTS = 1_000_000
_SHARES = text("SELECT rule, share FROM QaReviewRules")
_SET = text(
    "INSERT INTO QaReviewRules (rule, share) VALUES (:rule, :share)"
    " ON CONFLICT (rule) DO UPDATE SET share = excluded.share"
)


def shares(connection: Connection) -> dict[Rule, float]:
    """The share of every rule, 0 to 1."""
    stored = {row.rule: float(row.share) for row in connection.execute(_SHARES)}
    return {rule: stored.get(rule.value, USUAL[rule]) for rule in Rule}


def keep(connection: Connection, wanted: Mapping[Rule, float]) -> None:
    """Set shares, 0 to 1."""
    for rule, share in wanted.items():
        connection.execute(_SET, {"rule": rule.value, "share": share})


def fitting(history: History, *, fails: bool) -> Rule:
    """The rule that a call falls under; `fails`: one of its checks does not hold."""
    if any((turn["screen"] or {}).get("outcome") in ("ask", "escalate") for turn in history["turns"]):
        return Rule.URGENT
    if fails:
        return Rule.FAILED
    if any(not it["taken"] and it["destination"] == State.ACT for it in history["transitions"]):
        return Rule.REFUSED
    return Rule.REST


def is_drawn(call_sid: str, share: float) -> bool:
    """Whether a call is in the sample: the same call always is, and more of them the larger the share."""
    drawn = int.from_bytes(hashlib.sha256(call_sid.encode()).digest()[:8], "big") % _PARTS
    return drawn < share * _PARTS
