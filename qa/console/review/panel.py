"""The box beside a call that says what is judged of it, and takes a verdict."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from engine.replay import DELETED
from qa.access.rights import Right, Visitor
from qa.console import search
from qa.console.call_log import CallLog
from qa.console.numbers.tally import FALSE_ALARM_TAG, MISSED_TAG
from qa.console.review import verdicts
from qa.console.review.verdicts import Why
from qa.phone import shown


def read(connection: Connection, log: CallLog, visitor: Visitor) -> Mapping[str, Any]:
    """Everything that is judged of the call."""
    return {
        "review": verdicts.read(connection, log.row.call_sid, log.clear),
        "replays": replays(log),
        "may_review": visitor.may(Right.REVIEW),
        "known_tags": sorted({*search.values(connection, "tag"), MISSED_TAG, FALSE_ALARM_TAG}),
        "reasons": tuple((why.value, shown.words(why)) for why in Why),
    }


def replays(log: CallLog) -> int | None:
    """The turn in which this version goes another way; 0: in none, None: the words were deleted."""
    turns = log.clear["turns"]
    if any(turn["event"] == DELETED for turn in turns):
        return None
    goes = len(log.slots)
    return 0 if goes == len(turns) else int(turns[goes]["turn"])
