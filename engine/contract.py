"""The extractor's contract as JSON: a line that asks becomes a `Request`, an `Extraction` becomes a line."""

from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.extraction import AppointmentHint, Extraction, Option, PatientName, Request, RosterEntry, When
from engine.vocabulary import Asked, Language, State

Frame = dict[str, Any]

_ALSO_ASKED = {"specialty": Asked.PROVIDER, "language": None}
"""Slots that no question of the agent's own is after."""


class LineError(ValueError):
    """A line is no request; the message says why."""


class _Offer(msgspec.Struct):
    start: str
    provider: str = ""


class _Line(msgspec.Struct):
    text: str
    state: str | None = None
    asked: str | None = None
    agent: str | None = None
    options: list[_Offer] | None = None
    lang: str | None = None
    region: Literal["US", "GB"] | None = None
    now: str | None = None


_decode = msgspec.json.Decoder(_Line).decode


def parse_request(line: bytes, *, roster: tuple[RosterEntry, ...], zone: ZoneInfo, now: datetime) -> Request:
    """Read one JSON line; `now` (clinic-local, naive) stands in where the line has none.

    Raises `LineError`.
    """
    try:
        said = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LineError(str(error)) from error
    return Request(
        text=said.text,
        now=_local(said.now, zone) if said.now else now,
        roster=roster,
        state=_state(said.state),
        asked=_asked(said.asked),
        agent=said.agent or "",
        options=tuple(Option(provider=o.provider, start=_local(o.start, zone)) for o in said.options or ()),
        lang=_language(said.lang),
        region=said.region or "US",
    )


def frame(extraction: Extraction) -> Frame:
    """Spell an extraction as the contract does: names, dates and times as strings, unsaid parts left out."""
    return {
        "intent": extraction.intent,
        "answer": extraction.answer,
        "slots": {
            name: _spelled(value)
            for name in extraction.slots.__struct_fields__
            if (value := getattr(extraction.slots, name)) is not None
        },
        "source": extraction.source,
    }


def _spelled(value: object) -> object:
    match value:
        case When():
            return _when(value)
        case PatientName():
            return _present({"given": value.given, "family": value.family})
        case AppointmentHint():
            return _present(
                {"provider": _spelled(value.provider), "when": _when(value.when) if value.when else None}
            )
        case tuple():
            return list(value)
        case _:
            return value


def _when(when: When) -> Frame:
    spelled: Frame = _present(
        {
            "from": when.start,
            "to": when.end,
            "time_from": _clock(when.time_from),
            "time_to": _clock(when.time_to),
        }
    )
    if when.earliest:
        spelled["earliest"] = True
    if when.weekdays:
        spelled["weekdays"] = list(when.weekdays)
    return spelled


def _clock(at: time | None) -> str | None:
    return at.strftime("%H:%M") if at is not None else None


def _present(parts: Frame) -> Frame:
    return {name: value for name, value in parts.items() if value is not None}


def _local(said: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise LineError(f"expected an ISO time, got {said!r}") from error
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _state(name: str | None) -> State:
    try:
        return State(name) if name else State.IDENTIFY
    except ValueError as error:
        raise LineError(f"expected a state, got {name!r}") from error


def _asked(name: str | None) -> Asked | None:
    if not name or name in _ALSO_ASKED:
        return _ALSO_ASKED.get(name or "")
    try:
        return Asked(name)
    except ValueError as error:
        raise LineError(f"expected a slot or a question in asked, got {name!r}") from error


def _language(tag: str | None) -> Language:
    return Language.ES if (tag or "").lower().startswith("es") else Language.EN
