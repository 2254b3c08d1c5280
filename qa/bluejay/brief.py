"""What Bluejay is told about this agent, written from the machine itself, so that the two cannot drift apart.

States, transitions, guards and tools are read out of the code, the clinic's facts out of its public record.
No patient is in it: nothing here reads a patient.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from engine.clinic import Clinic, Session
from engine.extraction import Record
from engine.guards import LEVELS
from engine.repair import Pattern
from engine.table import TABLE, Row
from engine.vocabulary import ERRANDS, Language, Reason, State, Trigger
from states import STATES
from tools.interface import CHANGES, ToolRequest

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES: Mapping[Language, str] = {Language.EN: "English", Language.ES: "Spanish"}
HIDDEN = frozenset({"key", "now", "after", "call_sid", "entry", "ignoring", "limit"})
"""Parameters that are the program's own."""
ERRAND_WORDS = {
    "schedule": "book a visit",
    "reschedule": "move a booked visit",
    "cancel": "cancel a booked visit",
    "look_up": "say which visits are booked",
}


class Brief(Record, frozen=True):
    """The agent as Bluejay holds it."""

    system_prompt: str
    knowledge_base: str
    goals: tuple[str, ...]


def brief(clinic: Clinic, table: tuple[Row, ...] = TABLE) -> Brief:
    """Describe the agent of `clinic`; the same machine and clinic give the same words."""
    return Brief(
        system_prompt="\n\n".join((_who(clinic), _rules(table), _states(table), _tools())) + "\n",
        knowledge_base=_clinic(clinic) + "\n",
        goals=tuple(_goals(table)),
    )


def as_text(written: Brief) -> str:
    """The whole brief as Markdown, to be read or pasted."""
    goals = "\n".join(f"- {goal}" for goal in written.goals)
    parts = (("System prompt", written.system_prompt), ("Knowledge base", written.knowledge_base))
    return "\n".join(f"# {title}\n\n{words}" for title, words in parts) + f"\n# Goals\n\n{goals}\n"


def _who(clinic: Clinic) -> str:
    errands = ", ".join(words for intent, words in ERRAND_WORDS.items() if intent in ERRANDS)
    tongues = " and ".join(LANGUAGES[lang] for lang in Language)
    return (
        f"You are the phone agent at the appointment line of {clinic.name}. You speak {tongues}."
        f" You {errands}, answer questions about the clinic, and put callers through to a person."
        " Every call is a state machine: a call is in one of the states below, and only a transition of the"
        " table moves it, if all its conditions hold. What a caller says out of order is kept and not asked"
        " again."
    )


def _rules(table: Iterable[Row]) -> str:
    """The promises, each as far as the table holds it."""
    rows = list(table)
    into_act = [row for row in rows if row[2] is State.ACT]
    conditions = sorted({guard.__name__ for row in into_act for guard in row[3]})
    urgent = [row[1].value for row in rows if row[0] is Trigger.URGENT and row[2] is State.ESCALATE]
    people = sorted({row[1].value for row in rows if row[0] is Trigger.ASK_FOR_PERSON})
    changes = ", ".join(str(tool.__struct_config__.tag) for tool in CHANGES)
    levels = "; ".join(f"{intent.value}: {level.value}" for intent, level in LEVELS.items())
    lines = (
        f"Tools that change anything ({changes}) run in act alone. Act is entered only from"
        f" {', '.join(sorted({row[1].value for row in into_act}))} and only if: {', '.join(conditions)}.",
        f"An urgent symptom goes to escalate in the same turn, from: {', '.join(urgent)}. Emergency words"
        " come first, then a person. You give no medical advice.",
        "L1 is full name and date of birth that fit exactly one record; L2 also the phone number on file."
        f" Needed: {levels}. Whether a record exists is never told to a caller who is not identified.",
        "Every fact about a patient, a provider or a visit comes out of a tool's result; nothing is guessed.",
        f"A caller may ask for a person in: {', '.join(people)}.",
        f"Reasons for a hand-off: {', '.join(reason.value for reason in Reason)}.",
        f"Repair of the talk: {', '.join(pattern.value for pattern in Pattern)}; after three failures in a"
        " row a person takes over.",
    )
    return "## Rules\n" + "\n".join(f"- {line}" for line in lines)


def _states(table: Iterable[Row]) -> str:
    rows = list(table)
    return "## States\n" + "\n".join(line for state in State for line in _state(state, rows))


def _state(state: State, rows: list[Row]) -> Iterator[str]:
    module = inspect.getmodule(STATES[state])
    yield f"### {state.value}\n{_first(module.__doc__ if module else None)}"
    for trigger, source, dest, guards in rows:
        if source is state:
            asked = f" if {' and '.join(guard.__name__ for guard in guards)}" if guards else ""
            yield f"- {trigger.value} -> {dest.value}{asked}"
    guards_here = {
        guard.__name__: guard for _, source, _, asked in rows if source is state for guard in asked
    }
    for name, guard in sorted(guards_here.items()):
        if guard.__doc__:
            yield f"  ({name}: {_first(guard.__doc__)})"


def _tools() -> str:
    return "## Tools\n" + "\n".join(_tool(request) for request in ToolRequest.__args__)


def _tool(request: type[msgspec.Struct]) -> str:
    fields = ", ".join(name for name in request.__struct_fields__ if name not in HIDDEN)
    changes = " Changes something." if request in CHANGES else ""
    return f"- {request.__struct_config__.tag}({fields}): {_first(request.__doc__)}{changes}"


def _clinic(clinic: Clinic) -> str:
    durations = ", ".join(
        f"{kind.value.replace('_', ' ')} {minutes} minutes" for kind, minutes in clinic.durations.items()
    )
    providers = [
        f"- {p.name}, {p.specialty}, {_hours(p.sessions) or 'whenever the clinic is open'},"
        f" patients of {p.min_age} to {p.max_age} years"
        for p in clinic.providers
    ]
    return "\n".join((
        f"{clinic.name}, {clinic.address}, phone {clinic.phone}, time zone {clinic.timezone}.",
        f"Open {_hours(clinic.hours)}; closed on public holidays.",
        f"Openings begin every {clinic.grid_minutes} minutes, {clinic.lead_minutes} minutes from now at the"
        f" earliest and {clinic.horizon_days} days ahead at the latest.",
        f"Visits last: {durations}.",
        "Providers:",
        *providers,
    ))  # fmt: skip


def _hours(sessions: Iterable[Session]) -> str:
    """Weekdays that have the same hours together."""
    by_day: dict[int, list[str]] = {}
    for session in sorted(sessions, key=lambda s: (s.weekday, s.start)):
        by_day.setdefault(session.weekday, []).append(f"{session.start:%H:%M} to {session.end:%H:%M}")
    days: dict[str, list[str]] = {}
    for weekday, hours in by_day.items():
        days.setdefault(" and ".join(hours), []).append(WEEKDAYS[weekday])
    return "; ".join(f"{', '.join(names)} {hours}" for hours, names in days.items())


def _goals(table: Iterable[Row]) -> Iterator[str]:
    for intent, words in ERRAND_WORDS.items():
        if intent in ERRANDS:
            yield f"{words.capitalize()}, with exactly the values that the caller agreed to"
    yield "Change nothing without a yes to a read-back of exactly these values"
    triggers = {row[0] for row in table}
    if Trigger.URGENT in triggers:
        yield "Put urgent callers through in the same turn, emergency words first"
    if Trigger.ASK_FOR_PERSON in triggers:
        yield "Put callers who ask for a person through"
    yield "Tell nobody who is not identified whether a record or a visit exists"
    yield "Answer questions about the clinic from its own facts"


def _first(doc: str | None) -> str:
    """The first sentence of a docstring."""
    paragraph = " ".join((doc or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.) (?=[A-Z])", paragraph)[0]
