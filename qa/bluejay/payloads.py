"""What Bluejay answers, read in every variant that its documents name, and in none that would be a guess.

Ids come as numbers or text, tool calls grouped or flat, durations in units that its documents disagree about,
transcripts under several keys. What cannot be read is missing, which is not zero.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.extraction import Record
from engine.stamps import moment


class Standing(StrEnum):
    """What a result's status means for us."""

    UNDER_WAY = "under way"
    SCORED = "scored"
    VOID = "void"
    """Nothing was learnt about the agent: the line, the account or Bluejay failed."""
    AGAIN = "again"
    """Worth a second try, once."""


_UNDER_WAY = (
    *("INITIALIZING", "QUEUED", "READY", "DISPATCHED", "RUNNING"),
    *("CONVERSATION_ENDED", "EVALUATION_PENDING", "EVALUATING"),
)
_VOID = (
    *("NO_CONNECTION", "SYSTEM_ERROR", "OUT_OF_FUNDS", "CANCELLED"),
    *("INCOMPLETED", "REJECTED", "INSUFFICIENT_FUNDS"),
)
STANDINGS: Mapping[str, Standing] = {
    **dict.fromkeys(_UNDER_WAY, Standing.UNDER_WAY),
    **dict.fromkeys(_VOID, Standing.VOID),
    "COMPLETED": Standing.SCORED,
    "NO_ANSWER": Standing.AGAIN,
    "CALL_DROPPED": Standing.AGAIN,
}
RUN_OVER = frozenset({"COMPLETED", "INCOMPLETED", "INSUFFICIENT_FUNDS"})
_ID = re.compile(r"[\w.:-]{1,100}")
_MOST = 1e12
"""What is larger is no measurement."""
_SECONDS_AT_MOST = 100.0
"""Latencies have no unit in the documents. Nobody waits longer, and nobody so few milliseconds."""


class Metric(Record, frozen=True):
    """One custom metric of one call."""

    name: str
    kind: str
    value: str
    reasoning: str = ""


class Compared(Record, frozen=True):
    """One tool: how it should have been used, and how it was."""

    name: str
    expected: tuple[Mapping[str, Any], ...] = ()
    actual: tuple[Mapping[str, Any], ...] = ()


class Latency(Record, frozen=True):
    """Seconds from the end of the caller's speech to the beginning of the agent's, as Bluejay measured."""

    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    most: float | None = None


class Judged(Record, frozen=True):
    """What Bluejay says of one call."""

    result_id: str
    status: str
    human_id: str = ""
    run_id: str = ""
    simulation_id: str = ""
    error: str = ""
    """Why a call came to nothing, as its code."""
    seconds: float | None = None
    goal: bool | None = None
    goal_reasoning: str = ""
    last_words: str = ""
    """The last line of its transcript, where that was sent along."""
    hallucination: bool | None = None
    redundancy: bool | None = None
    pronunciation: float | None = None
    interruptions: int | None = None
    wer: float | None = None
    turns: int | None = None
    latency: Latency = Latency()
    tools: tuple[Compared, ...] | None = None
    """None where Bluejay says nothing about tools."""
    metrics: tuple[Metric, ...] = ()
    titles: tuple[str, ...] = ()
    """Of its events."""

    @property
    def standing(self) -> Standing:
        """What the status means; one that nobody documented is under way until a deadline ends it."""
        return STANDINGS.get(self.status, Standing.UNDER_WAY)


def judged(payload: Mapping[str, Any]) -> Judged:
    """Read a simulation result, from the API or from a webhook, or a call log; missing parts stay missing."""
    evaluation = _evaluation(payload)
    result = _mapping(payload.get("result"))
    groups = payload.get("tool_calls")
    return Judged(
        result_id=_id(payload.get("id") or payload.get("simulation_result_id") or payload.get("call_id")),
        status=_id(payload.get("status")).upper() or "UNKNOWN",
        human_id=_id(payload.get("digital_human_id")),
        run_id=_id(payload.get("simulation_run_id")),
        simulation_id=_id(payload.get("simulation_id")),
        error=_text(result.get("error_code") or payload.get("error_code")),
        seconds=lasted(payload),
        goal=_yes(_overridden(evaluation, "goal_success")),
        goal_reasoning=_text(evaluation.get("goal_reasoning")),
        last_words=_last_words(payload),
        hallucination=_yes(_overridden(evaluation, "hallucination")),
        redundancy=_yes(_overridden(evaluation, "redundancy")),
        pronunciation=_number(evaluation.get("pronunciation_score")),
        interruptions=_interruptions(evaluation),
        wer=_first_number((evaluation, payload), ("wer", "word_error_rate", "stt_wer")),
        turns=_whole(evaluation.get("num_turns")),
        latency=_latency(_mapping(evaluation.get("latency"))),
        tools=tuple(_compared(groups)) if isinstance(groups, list) else None,
        metrics=tuple(_metrics(evaluation, payload)),
        titles=tuple(_text(event.get("title")) for event in _mappings(payload.get("events"))),
    )


def lasted(payload: Mapping[str, Any]) -> float | None:
    """Seconds of a call, from its times alone: `duration` is milliseconds here and seconds there."""
    try:
        start, end = (moment(payload[name]) for name in ("start_time", "end_time"))
    except (LookupError, ValueError):
        return None
    return max(0.0, (end - start).total_seconds())


def spoken(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Who said what, of a transcript under any of the documented keys; speakers as AGENT and USER."""
    found = []
    for entry in entries:
        speaker = _text(entry.get("speaker") or entry.get("role")).upper()
        words = _text(entry.get("utterance") or entry.get("text") or entry.get("content"))
        found.append(("AGENT" if speaker in ("AGENT", "ASSISTANT") else "USER", words))
    return found


def results_of(answer: Any) -> list[Judged]:
    """The results in an answer about a run, or about one result."""
    answer = _mapping(answer)
    listed = _mappings(answer.get("simulation_results"))
    single = _mapping(answer.get("simulation_result"))
    return [judged(one) for one in (listed or ([single] if single else []))]


def run_status(answer: Any) -> str:
    """The status of the run that an answer is about."""
    return _text(_mapping(_mapping(answer).get("simulation_run")).get("status")).upper()


# ---------------------------------------------------------------- parts


def _last_words(payload: Mapping[str, Any]) -> str:
    lines = spoken(_mappings(payload.get("transcript")))
    return ": ".join(lines[-1]) if lines else ""


def _evaluation(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The newest evaluation; a call may have been evaluated again."""
    found = _mappings(payload.get("evaluations"))
    if not found:
        return _mapping(payload.get("evaluation"))
    return max(enumerate(found), key=lambda one: (_when(one[1].get("created_at")), one[0]))[1]


def _when(stored: Any) -> datetime:
    try:
        return moment(stored)
    except ValueError:
        return moment("1970-01-01")


def _overridden(evaluation: Mapping[str, Any], name: str) -> Any:
    """A person's verdict where there is one; `human_goal` or `human_goal_success` is not told."""
    for key in (f"human_{name}", f"human_{name.removesuffix('_success')}"):
        human = evaluation.get(key)
        value = human.get("value") if isinstance(human, Mapping) else human
        if isinstance(value, bool):
            return value
    return evaluation.get(name)


def _compared(groups: Sequence[Any]) -> Iterator[Compared]:
    """Groups of expected and actual calls; a flat list is all actual."""
    flat: dict[str, list[Mapping[str, Any]]] = {}
    for group in _mappings(groups):
        name = _text(group.get("name"))
        if "expected" in group or "actual" in group:
            yield Compared(
                name=name,
                expected=tuple(_mappings(group.get("expected"))),
                actual=tuple(_mappings(group.get("actual"))),
            )
        else:
            flat.setdefault(name, []).append(group)
    for name, actual in flat.items():
        yield Compared(name=name, actual=tuple(actual))


def _metrics(evaluation: Mapping[str, Any], payload: Mapping[str, Any]) -> Iterator[Metric]:
    listed = _mappings(evaluation.get("custom_metrics")) or _mappings(payload.get("custom_metrics"))
    for metric in listed:
        value = metric.get("response_value", metric.get("value"))
        if value is not None:
            yield Metric(
                name=_text(metric.get("name")),
                kind=_text(metric.get("response_type")),
                value=_text(value),
                reasoning=_text(metric.get("reasoning")),
            )


def _latency(given: Mapping[str, Any]) -> Latency:
    def seconds(name: str) -> float | None:
        value = _number(given.get(name))
        # Bluejay's schema fills in zeros where nothing was measured.
        if not value:
            return None
        return value if value <= _SECONDS_AT_MOST else value / 1000

    return Latency(
        p50=seconds("p50_agent_latency"),
        p95=seconds("p95_agent_latency"),
        p99=seconds("p99_agent_latency"),
        most=seconds("max_agent_latency"),
    )


def _interruptions(evaluation: Mapping[str, Any]) -> int | None:
    """Those by the agent and by the caller together; the names are not confirmed."""
    both = [_whole(evaluation.get(f"{who}_interruptions")) for who in ("agent", "customer")]
    counted = [count for count in both if count is not None]
    return sum(counted) if counted else _whole(evaluation.get("num_interruptions"))


def _first_number(places: Sequence[Mapping[str, Any]], names: Sequence[str]) -> float | None:
    found = (_number(place.get(name)) for place in places for name in names)
    return next((value for value in found if value is not None), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _id(value: Any) -> str:
    """An id or a status; nothing where it could be neither."""
    return found if _ID.fullmatch(found := _text(value)) else ""


def _yes(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _MOST:
        return None
    return float(value) if value == value else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
