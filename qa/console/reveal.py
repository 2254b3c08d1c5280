"""Shows one redacted field in the clear, once, to somebody who has the right and says why."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from qa.access.redaction import fields_of
from qa.access.rights import Right, Visitor
from qa.console.call import Revealed, load, show, unknown
from qa.console.call_log import CallLog
from qa.console.console import Console, Page
from qa.console.turns import lines

LEAST_REASON = 8
MOST_REASON = 200
OF_THE_CALL = 0


async def reveal(console: Console, request: Request, visitor: Visitor) -> Response:
    """Answer with the call's page, this one field in the clear; the audit row is written first."""
    call_sid, form = request.path_params["call_sid"], await request.form()
    field, reason = str(form.get("field", "")), " ".join(str(form.get("reason", "")).split())
    given = str(form.get("turn", ""))
    turn = int(given) if given.isdecimal() and len(given) < 7 else -1
    seen = await load(console, visitor, call_sid)
    if seen is None:
        return unknown(request, visitor)
    value = stored(seen.log, turn, field)
    if value is None:
        wrong = "There is no such field in this turn."
        return show(request, visitor, seen, turn, status=404, wrong=wrong)
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        wrong = "Nothing was revealed: say in a few words why you need to see it."
        return show(request, visitor, seen, turn, status=422, wrong=wrong)
    await console.doorkeeper.note(visitor, "reveal", call_sid, f"turn {turn}, {field}: {reason}")
    return show(request, visitor, seen, turn, Revealed(turn=turn, field=field, lines=written(value)))


def stored(log: CallLog, turn: int, field: str) -> Any:
    """The field as it is stored; None where there is none of this name."""
    if turn == OF_THE_CALL:
        return log.number if field == "call.caller" else None
    row = next((row for row in log.clear["turns"] if row["turn"] == turn), None)
    if row is None:
        return None
    return fields_of(row, [used for used in log.clear["tools"] if used["turn"] == turn]).get(field)


def written(value: Any) -> tuple[tuple[str, str], ...]:
    """A field in lines of a name and a value; words alone have no name."""
    if isinstance(value, str):
        return (("", value),)
    if isinstance(value, list) and all(isinstance(piece, dict) and "text" in piece for piece in value):
        return tuple(("", str(piece["text"])) for piece in value)
    if isinstance(value, dict):
        return lines(value)
    return (("", json.dumps(value, ensure_ascii=False)),)


PAGES = (Page("/qa/calls/{call_sid}/reveal", reveal, right=Right.REVEAL, methods=("POST",)),)
