"""Log lines as JSON, one object each, with the call they belong to. They carry ids, never what was said."""

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

CALL: ContextVar[str] = ContextVar("call_sid", default="")
"""The call that the running task serves; set once when a session is admitted."""


LONGEST = 80
"""Characters of a field that are written; what is longer is no id, but somebody's attempt to fill the log."""
OWN = frozenset({"bench", "channels", "engine", "qa", "server", "states", "tools", "__main__"})
"""Packages that keep their lines free of personal data at every level.

Libraries do not: at DEBUG they write whole frames, requests and answers.
"""


class JsonLines(logging.Formatter):
    """Format a record as one JSON object: time (UTC), level, logger, event, call, then its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Format `record`; of an exception its type and place, never its text, which may quote a caller."""
        event = record.getMessage()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # asyncio quotes an exception in the lines below its first
            "event": event if is_own(record) else event.partition("\n")[0],
        }
        if call := CALL.get():
            line["call"] = call
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, default=str)  # in ASCII: some readers end a line at U+2028 as well


def is_own(record: logging.LogRecord) -> bool:
    """Whether a line was written by this program and not by a library."""
    return record.name.partition(".")[0] in OWN


def may_be_written(record: logging.LogRecord) -> bool:
    """Whether a line goes out: of libraries only warnings and worse, whatever level is set."""
    return is_own(record) or record.levelno >= logging.WARNING


def fields(**ids: str | int | float | bool | None) -> Mapping[str, Any]:
    """Make the `extra` of a log call: `log.info("call-ended", extra=fields(code=1000))`."""
    return {"fields": {k: v[:LONGEST] if isinstance(v, str) else v for k, v in ids.items()}}


def configure(level: str = "INFO") -> None:
    """Send every logger of the process through one JSON handler on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.addFilter(may_be_written)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Two lines a transition that say less than the journal does.
    logging.getLogger("transitions").setLevel(logging.WARNING)
    # The server says itself where it listens.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _places(record: logging.LogRecord) -> list[str]:
    """The last lines of code an exception passed through, innermost last."""
    traceback = record.exc_info[2] if record.exc_info else None
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-6:]
