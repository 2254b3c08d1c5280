"""What the list of calls shows of one call and finds it by, worked out from its redacted log."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.extraction import Record
from engine.local.words import fold
from engine.stamps import moment
from engine.urgency import NEW_PROBLEM
from engine.vocabulary import State, Trigger
from qa.access.redaction import History

LETTERS: Mapping[State, str] = {
    State.IDENTIFY: "i",
    State.INTENT: "n",
    State.SLOT_FILLING: "s",
    State.CONFIRM: "c",
    State.ACT: "a",
    State.ESCALATE: "e",
    State.ENDED: "x",
}
"""How a state is written in a path."""
STATES: Mapping[str, State] = {letter: state for state, letter in LETTERS.items()}

BANDS: tuple[tuple[int, str], ...] = (
    (0, "under 250 ms"),
    (250, "250 to 500 ms"),
    (500, "0.5 to 1 s"),
    (1000, "1 to 2.5 s"),
    (2500, "2.5 s and more"),
)
"""Lower ends of the bands of a call's slowest turn, in milliseconds."""
OPEN = "open"
"""The outcome of a call that has none."""
_MARK = re.compile(r"⟨[^⟩]*⟩")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 2

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What reading a log raises that another version wrote, or somebody by hand."""

Facet = tuple[str, str]
"""A kind and a value: `("tool", "schedule")`."""


class Facts(Record, frozen=True):
    """One row of the list."""

    call_sid: str
    version: int
    started_at: str
    state: str
    lang: str
    caller: str
    turns: int
    path: str
    length_ms: float
    ended_at: str | None = None
    outcome: str | None = None
    reason: str | None = None
    intent: str | None = None
    build: str | None = None
    urgent: str | None = None
    refused_by: tuple[str, ...] = ()
    slowest_ms: float | None = None


def facts(call: Mapping[str, Any], history: History) -> Facts:
    """Work out the row of a call; `call` is its row of `Calls`, the number masked, `history` redacted."""
    turns = history["turns"]
    urgent = [
        it["screen"]["category"] for it in turns if _is_hit(it) and it["screen"]["outcome"] == "escalate"
    ]
    took = [turn["took_ms"] for turn in turns if turn["took_ms"] is not None]
    return Facts(
        call_sid=call["call_sid"],
        version=call["version"],
        started_at=call["started_at"],
        ended_at=call["ended_at"],
        state=call["state"],
        outcome=call["outcome"],
        reason=call["reason"],
        intent=call["intent"],
        lang=call["lang"],
        build=call["build"],
        caller=call["caller"],
        urgent=urgent[-1] if urgent else None,
        turns=len(turns),
        path=path(history),
        refused_by=tuple(refusals(history)),
        slowest_ms=max(took, default=None),
        length_ms=length(call, history),
    )


def facets(row: Facts, history: History) -> frozenset[Facet]:
    """Everything the call is found by; `all` is what every call has."""
    found: set[Facet] = {("all", ""), ("lang", row.lang), ("outcome", row.outcome or OPEN)}
    found |= {(kind, value) for kind, value in (("reason", row.reason), ("build", row.build)) if value}
    found |= {("state", STATES[letter]) for letter in row.path.lower()} | {("state", row.state)}
    found |= {("state", moved["source"]) for moved in history["transitions"]}
    found |= {("refused", guard) for guard in row.refused_by}
    found |= {("tool", used["tool"]) for used in history["tools"]}
    found |= {("urgent", turn["screen"]["category"]) for turn in history["turns"] if _is_hit(turn)}
    found |= {("intent", intent) for intent in _intents(row, history)}
    if row.slowest_ms is not None:
        found.add(("slowest", band(row.slowest_ms)))
    if row.caller[-2:].isdecimal():
        found.add(("caller", row.caller[-2:]))
    found |= {("word", word) for word in _spoken(history)}
    return frozenset((kind, str(value)) for kind, value in found)


def band(ms: float) -> str:
    """The band that a duration falls into, by its lower end."""
    return str(max(lower for lower, _ in BANDS if lower <= ms or lower == 0))


def path(history: History) -> str:
    """A letter for the state after each turn, a capital where something was refused in it."""
    letters, state = [], LETTERS[State.IDENTIFY]
    for turn in history["turns"]:
        moves = [moved for moved in history["transitions"] if moved["turn"] == turn["turn"]]
        for moved in moves:
            if moved["taken"]:
                state = LETTERS.get(moved["destination"], state)
        letters.append(state.upper() if any(is_refused(moved) for moved in moves) else state)
    return "".join(letters)


def in_words(letters: str) -> str:
    """A path for those who do not see it: its states, none twice in a row, and the turns with a refusal."""
    names = [STATES[letter].value.replace("_", " ") for letter in letters.lower()]
    steps = [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]
    refused = sum(letter.isupper() for letter in letters)
    return ", ".join(steps) + (f"; refused in {refused} of {len(letters)} turns" if refused else "")


def refusals(history: History) -> Iterator[str]:
    """The guard behind each refused transition, in order."""
    for moved in history["transitions"]:
        if is_refused(moved):
            yield refusing(moved)


def is_refused(moved: Mapping[str, Any]) -> bool:
    """Whether a transition was refused; that somebody hangs up after the goodbye is none to speak of."""
    is_late = moved["trigger"] == Trigger.HUNG_UP and moved["source"] == State.ENDED
    return not moved["taken"] and not is_late


def refusing(moved: Mapping[str, Any]) -> str:
    """The guard that refused a transition: the first that said no."""
    return next((asked["guard"] for asked in moved["guards"] if not asked["answer"]), "is_in_table")


def length(call: Mapping[str, Any], history: History) -> float:
    """Milliseconds from the first turn to the end of the last one."""
    if not history["turns"]:
        return 0.0
    last = history["turns"][-1]
    spent = (moment(last["at"]) - moment(call["started_at"])).total_seconds() * 1000
    return round(spent + (last["took_ms"] or 0.0), 1)


def words(text: str) -> frozenset[str]:
    """The words that a text is found by: folded, no marks, no figures, plurals as their singular."""
    found = _WORD.findall(fold(_MARK.sub(" ", text)))
    return frozenset(_stem(word) for word in found if len(word) >= _LEAST_LETTERS)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _spoken(history: History) -> Iterator[str]:
    for turn in history["turns"]:
        yield from words(turn["heard"] or "")
        for piece in turn["said"] or ():
            yield from words(piece["text"])


def _intents(row: Facts, history: History) -> Iterable[str]:
    """Every errand that was named, not only the last."""
    read = {(turn["extraction"] or {}).get("intent") for turn in history["turns"]}
    return {intent for intent in {*read, row.intent} if intent}


def _is_hit(turn: Mapping[str, Any]) -> bool:
    """Whether the screen found something; the question that every new problem gets is no finding."""
    screen = turn["screen"] or {}
    is_hit = screen.get("outcome") in ("ask", "escalate")
    return bool(is_hit and screen.get("category") not in (None, "", NEW_PROBLEM))
