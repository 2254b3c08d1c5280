"""A stored call as a scenario file for the simulated callers, told with invented people.

The words are the redacted ones; where a name, a birthday or a number stood, the scenario's own person says
theirs. What must be true at the end is what was true in the call.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from engine.clinic import Clinic
from engine.stamps import moment
from engine.vocabulary import Asked, Intent, Language, State, Trigger
from qa.access.marks import BIRTH, MARKS, NAME, PHONE
from qa.console.call_log import CallLog
from qa.console.facts import is_refused, refusing
from qa.simulate.ear import Ear, Question

Row = Mapping[str, Any]
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "one visit": {"given": "Tyrome", "family": "Williams", "born": "1988-04-17", "phone": "+12125550101"},
    "two visits": {"given": "Aisha", "family": "Khan", "born": "2001-09-09", "phone": "+12125550107"},
    "no visit": {"given": "Daniel", "family": "Kowalski", "born": "1966-10-13", "phone": "+12125550111"},
    "Spanish": {"given": "Sofía", "family": "Hernández", "born": "1972-06-05", "phone": "+12125550109"},
    "nobody": {"given": "Walter", "family": "Novak", "born": "1971-05-02", "phone": "+12125550198"},
}
"""The demo clinic's people by what they are good for; the last one is on no file."""
_PLACES = {NAME: "{name}", BIRTH: "{born}", PHONE: "{phone}"}
_OWN = frozenset(
    {Question.NAME, Question.BIRTH, Question.PHONE, Question.FAMILY, Question.GIVEN, Question.SPELLED}
)
"""Questions about the person; the plain answer comes out of the scenario's facts."""
_KEYED = {Question.BIRTH: "born", Question.PHONE: "phone"}
_PLAIN = {"1": "yes", "2": "no"}
_CHANGES = ("schedule", "reschedule", "cancel")
_SILENT_TRIGGERS = frozenset({Trigger.ASK.value, Trigger.HUNG_UP.value})
_LATE = 1_000_000
_HEAD = """\
# Made of a stored call. Its words are redacted and its people invented; see docs/simulated-callers.md.
# Read it before it is kept: days that were said count from `now`, and a wish may not fit the demo clinic.
"""


def written(log: CallLog, clinic: Clinic) -> str:
    """The file, ready for `python -m qa simulate`."""
    return _HEAD + yaml.safe_dump([entry(log, clinic)], sort_keys=False, allow_unicode=True, width=100)


def name_of(call_sid: str) -> str:
    """The scenario's id."""
    return f"call-{call_sid[-8:].lower()}"


def entry(log: CallLog, clinic: Clinic) -> dict[str, Any]:
    """The scenario as its file has it."""
    told = list(_acts(log))
    opening = next((act for _, act in told), {"silent": True})
    answers: dict[str, list[dict[str, Any]]] = {}
    for question, act in told[1:]:
        if question is not None:
            answers.setdefault(question.value, []).append(act)
    if Question.ANYTHING_ELSE in answers:  # the last act of a list is done again and again
        answers[Question.ANYTHING_ELSE].append({"agrees": False})
    for question in _OWN:
        if all(_is_fact(act) for act in answers.get(question.value, [])):
            answers.pop(question.value, None)
    made: dict[str, Any] = {
        "id": name_of(log.row.call_sid),
        "title": "The way of a stored call",
        "tags": [
            "stored",
            *([log.row.intent] if log.row.intent else []),
            *(["urgent"] if log.row.urgent else []),
        ],
        "lang": log.row.lang,
        "now": moment(log.row.started_at).astimezone(ZoneInfo(clinic.timezone)).isoformat(timespec="seconds"),
        "failing": _failing(log.clear["tools"]),
        "facts": dict(PEOPLE[_person(log)]),
        "opening": opening,
        "answers": answers,
        "expect": _expect(log),
    }
    if made["lang"] == Language.ES.value:
        made["speaks"] = [Language.EN.value]
    return {name: value for name, value in made.items() if value not in ({}, [])}


def _failing(tools: Sequence[Row]) -> dict[str, int]:
    """Failures before the first answer of each tool; later ones no scenario can time."""
    answered = {it["tool"]: (it["turn"], it["step"]) for it in reversed(tools) if it["ok"]}
    first = (
        it for it in tools if not it["ok"] and (it["turn"], it["step"]) < answered.get(it["tool"], (_LATE, 0))
    )
    return dict(Counter(it["tool"] for it in first))


def _is_fact(act: Mapping[str, Any]) -> bool:
    """Whether it says a fact about the person and no more: then the caller's manners say it better."""
    words = " ".join(act.get("say", ("-",)))
    return act.keys() == {"say"} and any(place in words for place in _PLACES.values())


def _acts(log: CallLog) -> Iterator[tuple[Question | None, dict[str, Any]]]:
    """What the caller did, each with the question that it answers as the caller heard it."""
    question: Question | None = Question.INTENT
    is_back = is_open = False
    for clear, row in zip(log.clear["turns"], log.history["turns"], strict=True):
        act = _act(row, question)
        if row["heard_kind"] == "reconnected":
            is_back = True
        if act is not None:
            if is_back:
                act["meanwhile"], is_back = "drop", False
            yield question, act
        words = " ".join(piece["text"] for piece in clear["said"] or ())
        question = (_ear().hear(words).question or question) if words else question
        is_open = bool(words) and not _ear().hear(words).closes
    if is_open and log.clear["turns"][-1]["heard_kind"] != "gone":
        yield question, {"silent": True}  # the log ends here


def _act(row: Row, question: Question | None) -> dict[str, Any] | None:
    event = row["event"] or {}
    played = event.get("played") or {}
    act: dict[str, Any]
    match row["heard_kind"]:
        case "utterance":
            act = {"say": [_words(row["heard"] or "")]}
        case "keyed":
            act = {"keys": _KEYED.get(question, _menu(row["heard"])) if question else _menu(row["heard"])}
        case "silence":
            return {"silent": True}
        case "gone":
            return {"hang_up": True}
        case _:
            return None
    answer = (row["extraction"] or {}).get("answer") or _PLAIN.get(act.get("keys", ""))
    if question is Question.READ_BACK and answer:
        act["agrees"] = answer == "yes"
    if not played.get("complete", True):
        act["after_words"] = max(1, len(played.get("text", "").split()))
    return act


def _menu(keys: str | None) -> str:
    """A pick from a menu; what else was keyed is masked and may be anything."""
    return keys if keys and keys.isascii() and all(key in "0123456789*" for key in keys) else "0"


def _words(heard: str) -> str:
    """Redacted words with the person's own facts in the places of the marks."""
    text = heard.replace("{", "(").replace("}", ")").replace(" / ", " ")
    for mark in MARKS:
        text = text.replace(mark, _PLACES.get(mark, ""))
    return " ".join(text.split()) or "Yes."


def _person(log: CallLog) -> str:
    history = log.clear
    triggers = {it["trigger"] for it in history["transitions"] if it["taken"]}
    found = any(it["result"].get("type") == "patient_found" for it in history["tools"])
    tried = any(it["tool"] == "look_up_patient" for it in history["tools"])
    if tried and not found:
        return "nobody"
    if Trigger.NOTHING_TO_DO in triggers:
        return "no visit"
    if any(turn["asked"] == Asked.APPOINTMENT for turn in history["turns"]):
        return "two visits"
    if log.row.intent in (Intent.RESCHEDULE, Intent.CANCEL, Intent.LOOK_UP):
        return "one visit"
    return "Spanish" if log.row.lang == Language.ES else "no visit"


def _expect(log: CallLog) -> dict[str, Any]:
    history, person = log.clear, PEOPLE[_person(log)]
    patient = f"{person['given']} {person['family']}"
    done = [it for it in history["tools"] if it["result"].get("type") in ("booked", "cancelled")]
    used = [it["tool"] for it in history["tools"] if it["tool"] in (*_CHANGES, "send_sms", "escalate")]
    moves = history["transitions"]
    made: dict[str, Any] = {
        "booked": [
            {"patient": patient, "start": "agreed", **({"moved": True} if it["tool"] == "reschedule" else {})}
            for it in done
            if it["tool"] != "cancel"
        ],
        "cancelled": [
            {"patient": patient, **({"moved": True} if it["tool"] == "reschedule" else {})}
            for it in done
            if it["tool"] != "schedule"
        ],
        "hand_off": log.row.reason,
        "tools": used,
        "no_tools": [tool for tool in _CHANGES if tool not in used],
        "path": [it["trigger"] for it in moves if it["taken"] and it["trigger"] not in _SILENT_TRIGGERS],
        "refused": [f"{it['trigger']} {refusing(it)}" for it in moves if is_refused(it)],
    }
    if history["turns"] and history["turns"][-1]["heard_kind"] == "gone" and not _has_ended(log):
        made["ends"] = "caller"
    return {name: value for name, value in made.items() if value not in ([], None)}


def _has_ended(log: CallLog) -> bool:
    """Whether the agent had come to an end before the caller hung up."""
    taken = [it for it in log.history["transitions"] if it["taken"] and it["trigger"] != Trigger.HUNG_UP]
    return bool(taken) and taken[-1]["destination"] in (State.ENDED, State.ESCALATE)


@cache
def _ear() -> Ear:
    return Ear.load()
