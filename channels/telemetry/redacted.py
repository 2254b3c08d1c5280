"""What a trace may show of a tool's arguments and result: their shape, and values out of closed sets.

A trace goes to other people's machines. So everything that could say who called or why is left out: names,
birthdays, numbers, ids of patients and visits, doctors, days and times (a visit is a fact about its patient),
free text, and the category of a symptom. Shown are enums, yes and no, lengths of lists, a visit's minutes.
"""

from enum import Enum
from typing import Any

import msgspec

HIDDEN = "…"
PLAIN_NUMBERS = frozenset({"minutes", "limit"})


def redacted(record: msgspec.Struct) -> str:
    """The record as JSON, each value as far as it may be shown."""
    shown = {field: _shown(field, getattr(record, field)) for field in record.__struct_fields__}
    return msgspec.json.encode(shown).decode()


def kind_of(record: type[msgspec.Struct]) -> str:
    """The kind of a record, as the log writes it: `schedule`, `patient_found` …"""
    return str(record.__struct_config__.tag)


def _shown(field: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | Enum):
        return value
    if field in PLAIN_NUMBERS and isinstance(value, int):
        return value
    if isinstance(value, tuple | list | frozenset):
        return len(value)
    return HIDDEN
