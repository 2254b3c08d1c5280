"""Log lines: one JSON object each, ids only."""

import json
import logging
import sys

from engine.log import CALL, JsonLines, fields


def line(**record: object) -> dict[str, object]:
    made = logging.makeLogRecord({"name": "a.logger", "levelname": "INFO", "msg": "an-event", **record})
    parsed: dict[str, object] = json.loads(JsonLines().format(made))
    return parsed


def test_a_line_names_its_call() -> None:
    """The call that the task serves is in every line, and the fields given beside it."""
    token = CALL.set("CA1")
    try:
        written = line(**fields(code=1000))
    finally:
        CALL.reset(token)
    assert written["event"] == "an-event" and written["call"] == "CA1" and written["code"] == 1000
    assert "call" not in line()


def test_an_exception_is_named_and_not_quoted() -> None:
    """Its text may hold what a caller said; its type and place do not."""
    try:
        raise ValueError("my date of birth is April 17th")
    except ValueError:
        written = line(exc_info=sys.exc_info())
    assert written["error"] == "ValueError" and "April" not in json.dumps(written)
    assert "test_log.py" in str(written["where"])
