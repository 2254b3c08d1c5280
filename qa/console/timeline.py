"""A call on one axis: who spoke, what was used, in which state, who cut in, and where nobody said anything.

The journal knows when a turn was taken and how long it took. How long somebody spoke is worked out from the
letters, at the pace that the voices have; a reply ends at the latest where the next turn begins.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from channels.conversation_relay.playback import CHARACTERS_A_SECOND
from engine.extraction import Record
from engine.stamps import moment
from qa.console.turns import Turn

WIDTH = 1200.0
LEFT = 62.0
"""Room for the names of the lanes."""
_NOTICED = 2.5
"""Seconds of silence from which it is drawn."""
_LEAST = 2.5
"""Units; what is shorter is drawn as long as this."""
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)


class Span(Record, frozen=True):
    """Something that took time, in units of the drawing."""

    x: float
    width: float
    turn: int
    title: str
    kind: str = ""
    label: str = ""


class Timeline(Record, frozen=True):
    """The whole drawing."""

    width: float
    left: float
    seconds: float
    caller: tuple[Span, ...]
    agent: tuple[Span, ...]
    tools: tuple[Span, ...]
    states: tuple[Span, ...]
    silences: tuple[Span, ...]
    cuts: tuple[Span, ...]
    marks: tuple[Span, ...]
    """Where each turn was taken."""
    ticks: tuple[tuple[float, str], ...]


class _Make(Protocol):
    """Makes a span out of seconds."""

    def __call__(
        self, start: float, end: float, turn: int, title: str, kind: str = "", label: str = ""
    ) -> Span: ...


class _Spoken(Record, frozen=True):
    """One turn in seconds from the beginning of the call."""

    turn: Turn
    at: float
    caller_from: float
    agent_from: float
    agent_to: float
    is_cut: bool


def timeline(turns: Sequence[Turn]) -> Timeline | None:
    """Draw the turns; None where there is none."""
    if not turns:
        return None
    spoken = _spoken(turns)
    seconds = max(1.0, max(max(it.at, it.agent_to) for it in spoken))
    scale = (WIDTH - LEFT - 8) / seconds

    def span(start: float, end: float, turn: int, title: str, kind: str = "", label: str = "") -> Span:
        width = max(_LEAST, (end - start) * scale)
        return Span(x=LEFT + start * scale, width=width, turn=turn, title=title, kind=kind, label=label)

    return Timeline(
        width=WIDTH,
        left=LEFT,
        seconds=seconds,
        caller=tuple(
            span(it.caller_from, it.at, it.turn.number, f"Turn {it.turn.number}: the caller", it.turn.kind)
            for it in spoken
            if it.turn.kind in ("utterance", "keyed")
        ),
        agent=tuple(
            span(it.agent_from, it.agent_to, it.turn.number, f"Turn {it.turn.number}: the agent",
                 "cut" if it.is_cut else "")
            for it in spoken
            if it.turn.said
        ),
        tools=tuple(used for it in spoken for used in _used(it, span)),
        states=tuple(_states(spoken, seconds, span)),
        silences=tuple(_silences(spoken, span)),
        cuts=tuple(
            span(it.agent_to, it.agent_to, it.turn.number, f"Turn {it.turn.number}: the caller cut in")
            for it in spoken
            if it.is_cut
        ),
        marks=tuple(
            span(it.at, it.at, it.turn.number, f"Turn {it.turn.number}",
                 "refused" if it.turn.refusals else "")
            for it in spoken
        ),
        ticks=tuple(_ticks(seconds, scale)),
    )  # fmt: skip


def _spoken(turns: Sequence[Turn]) -> list[_Spoken]:
    began, found = moment(turns[0].at), list[_Spoken]()
    starts = [(moment(turn.at) - began).total_seconds() for turn in turns]
    for index, turn in enumerate(turns):
        at, before = starts[index], starts[index - 1] if index else 0.0
        agent_from = at + (turn.took_ms or 0.0) / 1000
        is_cut = turn.heard_of_reply is not None
        text = turn.heard_of_reply if turn.heard_of_reply is not None else " ".join(turn.said)
        agent_to = agent_from + (len(text) / CHARACTERS_A_SECOND if turn.said else 0.0)
        if index + 1 < len(turns):
            agent_to = max(agent_from, min(agent_to, starts[index + 1]))
        caller_from = max(before, at - max(0.4, len(turn.heard) / CHARACTERS_A_SECOND))
        if found and not found[-1].is_cut:
            caller_from = min(at, max(caller_from, found[-1].agent_to))
        found.append(_Spoken(turn=turn, at=at, caller_from=caller_from, agent_from=agent_from,
                             agent_to=agent_to, is_cut=is_cut))  # fmt: skip
    return found


def _used(it: _Spoken, span: _Make) -> list[Span]:
    found, at = [], it.at
    reading = it.turn.reading
    if reading is not None and reading.model_ms is not None:
        took = reading.model_ms / 1000
        found.append(span(at, at + took, it.turn.number, f"{reading.model}: {reading.model_ms} ms", "model"))
        at += took
    for tool in it.turn.tools:
        took = (tool.took_ms or 0.0) / 1000
        kind = "failed" if not tool.ok else "changed" if tool.rows_changed else ""
        words = f"{tool.name.replace('_', ' ')}{'' if tool.ok else ', failed'}"
        found.append(span(at, at + took, it.turn.number, f"Turn {it.turn.number}: {words}", kind))
        at += took
    return found


def _states(spoken: Sequence[_Spoken], end: float, span: _Make) -> list[Span]:
    """One span for each stretch in a state."""
    found: list[tuple[str, float, int]] = []
    for it in spoken:
        if not found or found[-1][0] != it.turn.state:
            found.append((it.turn.state, it.at, it.turn.number))
    edges = [at for _, at, _ in found[1:]] + [end]
    return [
        span(
            at,
            until,
            number,
            f"{state.replace('_', ' ')}, {until - at:.0f} s",
            state,
            state.replace("_", " "),
        )
        for (state, at, number), until in zip(found, edges, strict=True)
    ]


def _silences(spoken: Sequence[_Spoken], span: _Make) -> list[Span]:
    found = []
    for it, following in pairwise(spoken):
        spoke = following.turn.kind in ("utterance", "keyed")
        until = following.caller_from if spoke else following.at
        gap = until - it.agent_to
        if gap >= _NOTICED:
            words = f"{gap:.1f} s of silence"
            found.append(span(it.agent_to, until, following.turn.number, words, "", f"{gap:.0f} s"))
    return found


def _ticks(seconds: float, scale: float) -> list[tuple[float, str]]:
    step = next((step for step in _TICKS if seconds / step <= 12), 1200)
    return [(LEFT + at * scale, f"{at // 60}:{at % 60:02}") for at in range(0, int(seconds) + 1, step)]
