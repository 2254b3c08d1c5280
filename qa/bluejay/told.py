"""A finished call as Bluejay is told of it: tools, a span for each state, what was heard, and the trace's id.

Offsets are milliseconds from the beginning of the call. Of a simulated call the words go as they are, because
the simulated patient is Bluejay's own; of a real call nothing goes that was not redacted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from channels.conversation_relay.playback import CHARACTERS_A_SECOND
from engine.extraction import Record
from engine.stamps import moment
from engine.trace_ids import trace_id_of
from engine.vocabulary import State
from qa.access.known import Known
from qa.access.redaction import redact_history, redact_tool

Row = Mapping[str, Any]
PREFIX = "state:"
"""Begins the title of a state's span; by it our post is known again."""
NONE_MATCH = "⟨deleted⟩"


class Told(Record, frozen=True):
    """Everything stored of one call that Bluejay may be told."""

    call_sid: str
    row: dict[str, Any]
    """Of `Calls`, without what is personal."""
    history: dict[str, list[dict[str, Any]]]
    offsets: dict[int, int] = {}
    """Milliseconds by turn, as this process saw them; the journal's own times otherwise."""


def enrichment(told: Told, known: Known, result_id: str) -> dict[str, Any]:
    """What `/update-simulation-result` is given; tools and words of a text talk were told as they came."""
    by_voice = told.row["channel"] != "text"
    tools = [redact_tool(used, known) for used in told.history["tools"]]
    payload: dict[str, Any] = {
        "simulation_result_id": result_id,
        "events": list(events(told)),
        "metadata": metadata(told),
        "tags": ["front-desk"],
        "trace_ids": [trace_id_of(told.call_sid)],
    }
    if by_voice:
        payload["tool_calls"] = list(tool_calls(told, tools))
        payload["recorded_transcript"] = [line for line in transcript(told) if line["speaker"] == "USER"]
    return payload


def observation(told: Told, known: Known, agent: str) -> dict[str, Any]:
    """What `/evaluate` is given of a real call: redacted throughout, with no name and no number."""
    redacted = Told(
        call_sid=told.call_sid,
        row=told.row,
        history=redact_history(told.history, known),
        offsets=told.offsets,
    )
    return {
        "external_agent_id": agent,
        "start_time_utc": told.row["started_at"],
        "participants": [{"role": "AGENT", "spoke_first": True}, {"role": "USER", "spoke_first": False}],
        "call_direction": "INBOUND",
        "interface": "PHONE",
        "transcript": list(transcript(redacted)),
        "tool_calls": list(tool_calls(redacted, redacted.history["tools"])),
        "events": list(events(redacted)),
        "tags": ["front-desk"],
        "trace_id": trace_id_of(told.call_sid),
        "metadata": metadata(told),
        "conversation_ended_by": "USER" if _hung_up(told) else "AGENT",
    }


def metadata(told: Told) -> dict[str, Any]:
    """What is known of the whole call, in the program's own words."""
    row = told.row
    named = ("outcome", "reason", "intent", "lang", "channel", "build", "state")
    return {"call_sid": told.call_sid, "turns": len(told.history["turns"])} | {
        name: row[name] for name in named if row[name] is not None
    }


def tool_calls(told: Told, tools: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Every use of a tool, in order."""
    at = offsets(told)
    later: dict[int, float] = {}
    for used in tools:
        turn = used["turn"]
        yield {
            "name": used["tool"],
            "start_offset_ms": at.get(turn, 0) + round(later.get(turn, 0.0)),
            "description": "" if used["ok"] else "failed",
            "parameters": _plain(used["request"]),
            "output": _plain(used["result"]),
        }
        later[turn] = later.get(turn, 0.0) + (used["took_ms"] or 0.0)


def events(told: Told) -> Iterator[dict[str, Any]]:
    """One span for each stretch in a state; every attempted transition out of it is in its metadata."""
    at = offsets(told)
    spans: list[tuple[str, int, list[Row]]] = [(State.IDENTIFY.value, 0, [])]
    for moved in told.history["transitions"]:
        spans[-1][2].append(moved)
        if moved["taken"] and moved["destination"] != moved["source"]:
            spans.append((moved["destination"], at.get(moved["turn"], 0), []))
    last = max(at.values(), default=0)
    for (state, start, moves), end in zip(spans, [*(span[1] for span in spans[1:]), last], strict=True):
        refused = [_move(move) for move in moves if not move["taken"]]
        taken = [_move(move) for move in moves if move["taken"]]
        yield {
            "title": f"{PREFIX}{state}",
            "start_offset_ms": start,
            "end_offset_ms": max(start, end),
            "description": f"{len(taken)} transitions taken, {len(refused)} refused",
            "tags": ["state"],
            "metadata": {"taken": taken, "refused": refused},
        }


def transcript(told: Told) -> Iterator[dict[str, Any]]:
    """What each side said; the caller's words as the recogniser heard them, the agent's as far as heard."""
    at = offsets(told)
    turns = told.history["turns"]
    for turn, following in zip(turns, [*turns[1:], {}], strict=True):
        start, heard = at.get(turn["turn"], 0), turn["heard"]
        if turn["heard_kind"] == "utterance" and heard and heard != NONE_MATCH:
            took = _spoken_ms(heard)
            yield _line("USER", max(0, start - took), start, heard)
        if said := _said(turn, following):
            begun = start + round(turn["took_ms"] or 0.0)
            end = begun + _spoken_ms(said)
            if following:
                end = max(begun, min(end, at.get(following["turn"], end)))
            yield _line("AGENT", begun, end, said)


def offsets(told: Told) -> dict[int, int]:
    """When each turn was taken."""
    turns = told.history["turns"]
    began = moment(turns[0]["at"]) if turns else None
    found = {}
    for turn in turns:
        assert began is not None
        stored = round((moment(turn["at"]) - began).total_seconds() * 1000)
        found[turn["turn"]] = told.offsets.get(turn["turn"], stored)
    return found


def _said(turn: Row, following: Row) -> str:
    """The agent's words, as far as they were played."""
    pieces: Sequence[Row] = turn["said"] or ()
    whole = " ".join(piece["text"] for piece in pieces)
    played = (following.get("event") or {}).get("played") or {}
    return str(played.get("text", "")) if whole and played.get("complete") is False else whole


def _hung_up(told: Told) -> bool:
    """Whether the caller ended the call and not the agent."""
    turns = told.history["turns"]
    return bool(turns) and turns[-1]["heard_kind"] == "gone" and told.row["outcome"] != "handed_over"


def _move(row: Row) -> dict[str, Any]:
    return {
        "trigger": row["trigger"],
        "to": row["destination"],
        "guards": {asked["guard"]: asked["answer"] for asked in row["guards"]},
    }


def _plain(value: Any) -> Any:
    """The record without the mark of its kind."""
    return {k: v for k, v in value.items() if k != "type"} if isinstance(value, Mapping) else value


def _spoken_ms(words: str) -> int:
    return round(len(words) / CHARACTERS_A_SECOND * 1000)


def _line(speaker: str, start: int, end: int, words: str) -> dict[str, Any]:
    return {"start_offset_ms": start, "end_offset_ms": end, "speaker": speaker, "utterance": words}
