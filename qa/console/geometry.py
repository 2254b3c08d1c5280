"""Where the states of the machine stand in its picture, and how the arrows between them run.

The way of a plain booking is a row; the two ways out stand below it. Units are those of the SVG's `viewBox`.
"""

from collections.abc import Iterable

import msgspec

from engine.extraction import Record
from engine.vocabulary import State

WIDTH, HEIGHT = 760.0, 262.0
_NODE = (106.0, 38.0)
_OUT = (112.0, 36.0)
_ACROSS = 118.0
_OUT_ACROSS = 228.0
_EDGE = 4.0
_WAY = (State.IDENTIFY, State.INTENT, State.SLOT_FILLING, State.CONFIRM, State.ACT)
_PITCH = (WIDTH - 2 * _EDGE - _NODE[0]) / (len(_WAY) - 1)
_ALONG = {state: _EDGE + _NODE[0] / 2 + index * _PITCH for index, state in enumerate(_WAY)} | {
    State.ENDED: _EDGE + _NODE[0] / 2 + _PITCH,
    State.ESCALATE: _EDGE + _NODE[0] / 2 + 3 * _PITCH,
}

Point = tuple[float, float]


class Box(Record, frozen=True):
    """The rectangle of a state."""

    x: float
    y: float
    width: float
    height: float


class Curve(Record, frozen=True):
    """An arrow: its path, and where a label stands on it."""

    d: str
    x: float
    y: float


def box(state: State) -> Box:
    """Where a state stands."""
    width, height = _OUT if _is_out(state) else _NODE
    middle = _OUT_ACROSS if _is_out(state) else _ACROSS
    return Box(x=_ALONG[state] - width / 2, y=middle - height / 2, width=width, height=height)


def arrow(source: State, destination: State, *, beside: bool = False) -> Curve:
    """How an arrow runs; `beside` another one of the same ends."""
    if source is destination:
        return _loop(source, beside)
    if _is_out(source) and _is_out(destination):
        return _between(source, destination, beside)
    if _is_out(destination):
        return _curve(_down(source, destination, beside))
    if _is_out(source):
        way = _curve(_down(destination, source, beside, back=True)[::-1])
        return msgspec.structs.replace(way, y=way.y + 16)  # its label stands below that of the way there
    steps = _WAY.index(destination) - _WAY.index(source)
    return _forward(source, destination, beside) if steps == 1 else _arc(source, destination, steps, beside)


def _is_out(state: State) -> bool:
    return state not in _WAY


def _forward(source: State, destination: State, beside: bool) -> Curve:
    y = _ACROSS + (11 if beside else 0)
    start, end = _ALONG[source] + _NODE[0] / 2, _ALONG[destination] - _NODE[0] / 2
    label = y + (12 if beside else -13)
    return Curve(d=f"M{start:.1f} {y:.1f}L{end - 1:.1f} {y:.1f}", x=(start + end) / 2, y=label)


def _arc(source: State, destination: State, steps: int, beside: bool) -> Curve:
    """Back, or past a state: over the heads of those between."""
    top = _ACROSS - _NODE[1] / 2
    port = _NODE[0] * (0.26 if beside else 0.38) * (1 if steps > 0 else -1)
    start, end = _ALONG[source] + port, _ALONG[destination] - port
    height = 22 + 27 * abs(steps) + (18 if beside else 0)
    return _curve([(start, top), (start, top - height), (end, top - height), (end, top - 1)])


def _down(state: State, out: State, beside: bool, *, back: bool = False) -> list[Point]:
    """From a state out of the way; `back` stands apart, for the way back."""
    start_y, end_y = _ACROSS + _NODE[1] / 2, _OUT_ACROSS - _OUT[1] / 2 - 1
    side = 0.0 if back else (-1 if out is State.ENDED else 1) * (0.36 if beside else 0.18)
    start = _ALONG[state] + side * _NODE[0]
    steps = (_ALONG[state] - _ALONG[out]) / _PITCH
    end = _ALONG[out] + steps * _OUT[0] * 0.14 + (9 if beside else 0) - (9 if back else 0)
    middle = (start_y + end_y) / 2
    return [(start, start_y), (start, middle), (end, middle), (end, end_y)]


def _between(source: State, destination: State, beside: bool) -> Curve:
    forward = 1 if _ALONG[destination] > _ALONG[source] else -1
    start, end = _ALONG[source] + forward * _OUT[0] / 2, _ALONG[destination] - forward * (_OUT[0] / 2 + 1)
    y = _OUT_ACROSS + 6 * forward + (9 if beside else 0)
    return Curve(d=f"M{start:.1f} {y:.1f}L{end:.1f} {y:.1f}", x=(start + end) / 2, y=y)


def _loop(state: State, beside: bool) -> Curve:
    """Out of the top and in again; a second one stands beside it."""
    middle, half = (_OUT_ACROSS, _OUT[1] / 2) if _is_out(state) else (_ACROSS, _NODE[1] / 2)
    at, edge = _ALONG[state] + (-25 if beside else 25), middle + half
    if _is_out(state):
        side = _ALONG[state] + (-1 if state is State.ENDED else 1) * _OUT[0] / 2
        far = side + (-30 if state is State.ENDED else 30)
        y = middle + (7 if beside else -3)
        return _curve([(side, y - 5), (far, y - 8), (far, y + 8), (side, y + 5)])
    return _curve([(at + 9, edge), (at + 14, edge + 27), (at - 14, edge + 27), (at - 9, edge + 1)])


def _curve(points: Iterable[Point]) -> Curve:
    a, b, c, d = points
    x, y = (sum(weight * point[axis] for weight, point in zip((1, 3, 3, 1), (a, b, c, d), strict=True)) / 8
            for axis in (0, 1))  # fmt: skip
    written = ", ".join(f"{px:.1f} {py:.1f}" for px, py in (b, c, d))
    return Curve(d=f"M{a[0]:.1f} {a[1]:.1f}C{written}", x=x, y=y)
