"""The transition log of one call as JSON lines, for people and programs that judge calls."""

import json
from typing import Any

FIELDS = ("call_sid", "turn", "step", "at", "trigger", "source", "destination", "taken", "guards", "reason")


def lines(transitions: list[dict[str, Any]]) -> str:
    """One JSON object a line, in order; no patient detail is in it."""
    return "".join(json.dumps({name: row[name] for name in FIELDS}) + "\n" for row in transitions)
