"""The redacted form of everything that is stored of a call; pages, exports and search show nothing else.

Pure functions over `journal.history` rows (JSON columns parsed) and the `Known` of their call:

    known = qa.access.known.read_known(connection, call_sid, history, providers=…, clinic_phone=…)
    redact_history(history, known)      -> the same three lists, redacted, for pages, JSON and JSON lines
    redact_turn(turn, known, asked)     -> one `Turns` row; `asked` is what the turn before asked
    redact_tool(used, known)            -> one `ToolCalls` row
    redact_heard(text, known, asked=…)  -> the caller's words alone
    redact_said(text, known)            -> the agent's words, a text message, the program's own sentences
    redact_value(value, known)          -> nested data: an extraction, a request, a result, a memory
    redact_slot(slot, known)            -> one line of `qa.phone.slots`
    redact_caller(number)               -> the caller's number

`fields_of(turn, tools)` names what a person with the right may ask to see in the clear: `turn.heard`,
`turn.said`, `turn.extraction`, `turn.event`, `tool.<step>.request`, `tool.<step>.result`.
Rows of `Transitions` hold nothing personal and pass as they are. Blanked rows say so with the mark ⟨deleted⟩.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import msgspec

from engine.extraction import Extraction
from engine.vocabulary import Asked
from qa.access.known import Known
from qa.access.marks import ADDRESS, BIRTH, EMAIL, GONE, NAME, NUMBER, PHONE, RECORD
from qa.access.masking import mask_heard, mask_spoken
from qa.phone.slots import Slot

Row = dict[str, Any]
History = dict[str, list[Row]]
Mask = Callable[[str], str]

_BY_KEY: Mapping[str, str] = {
    "given": NAME,
    "family": NAME,
    "given_name": NAME,
    "family_name": NAME,
    "date_of_birth": BIRTH,
    "phone": PHONE,
    "to_phone": PHONE,
    "caller": PHONE,
    "number": PHONE,
    "email": EMAIL,
    "address": ADDRESS,
    "patient_id": RECORD,
    "recording": RECORD,
}
"""What stands under these keys is personal whatever it says."""
_PROGRAMS = (
    "type call_sid key provider providers specialty start end from to after now at time_from time_to"
    " weekdays visit_type intent answer wish repair topic spoken source lang language level state reasonCode"
    " tool model established list outcome category action matched rule question_en question_es trigger"
    " channel id"
)
_PLAIN = frozenset(_PROGRAMS.split())
"""What stands under these never is: ids, times, the clinic's doctors, and words of the program's own."""
_KEYED: Mapping[Asked, str] = {Asked.DATE_OF_BIRTH: BIRTH, Asked.PHONE: PHONE}
_MENU_KEYS = 2
"""Keys that at most make a pick from a menu."""
_SLOT_MARKS = {"Patient": NAME, "Phone": PHONE}


def redact_history(history: Mapping[str, Sequence[Mapping[str, Any]]], known: Known) -> History:
    """Redact a whole call; each turn is read against what the one before it asked."""
    turns, asked = [], None
    said = cache(partial(redact_said, known=known))  # most sentences stand twice: as said, and as played
    for turn in history["turns"]:
        turns.append(redact_turn(turn, known, asked, said))
        asked = turn.get("asked") or (None if turn.get("said") else asked)
    return {
        "turns": turns,
        "transitions": [dict(row) for row in history["transitions"]],
        "tools": [redact_tool(used, known) for used in history["tools"]],
    }


def redact_turn(
    turn: Mapping[str, Any], known: Known, asked: str | Asked | None = None, said: Mask | None = None
) -> Row:
    """Redact one turn; `asked` is what the turn before it asked, `said` masks the agent's words."""
    question = Asked(asked) if asked else None
    said = said or partial(redact_said, known=known)
    heard = cache(
        partial(
            redact_heard,
            known=known,
            asked=question,
            read=_extraction(turn.get("extraction")),
            urgent=(turn.get("screen") or {}).get("outcome") in ("ask", "escalate"),
        )
    )
    event = turn.get("event")
    redacted = dict(turn)
    if isinstance(turn.get("heard"), str):
        keyed = turn.get("heard_kind") == "keyed"
        redacted["heard"] = redact_keys(turn["heard"], question) if keyed else heard(turn["heard"])
    if isinstance(event, Mapping):
        redacted["event"] = _event(event, question, heard, said)
    for column in ("extraction", "screen"):
        if turn.get(column):
            redacted[column] = redact_value(turn[column], known, heard)
    if isinstance(turn.get("said"), list):
        redacted["said"] = [piece | {"text": said(piece["text"])} for piece in turn["said"]]
    return redacted


def redact_tool(used: Mapping[str, Any], known: Known) -> Row:
    """Redact the request and the result of one tool."""
    return dict(used) | {name: redact_value(used[name], known) for name in ("request", "result")}


def redact_heard(
    text: str,
    known: Known,
    *,
    asked: Asked | None = None,
    read: Extraction | None = None,
    urgent: bool = False,
) -> str:
    """Mask the caller's words; the answer to the question for a name goes as a whole, unless it is urgent."""
    return GONE if text == GONE else mask_heard(text, known, asked=asked, read=read, urgent=urgent)


def redact_said(text: str, known: Known) -> str:
    """Mask the agent's words."""
    return mask_spoken(text, known)


def redact_keys(digits: str, asked: Asked | None) -> str:
    """Mask what was keyed, but for a pick from a menu."""
    if len(digits) <= _MENU_KEYS or digits == GONE:
        return digits
    return _KEYED.get(asked, NUMBER) if asked else NUMBER


def redact_value(value: Any, known: Known, mask: Mask | None = None, key: str = "") -> Any:
    """Redact nested data by its keys, and every other sentence in it with `mask`."""
    if isinstance(value, Mapping):
        is_provider = value.get("type") in ("look_up_provider", "provider_found")
        skip = {"name"} if is_provider else frozenset[str]()
        return {
            name: inside if name in skip else redact_value(inside, known, mask, str(name))
            for name, inside in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact_value(inside, known, mask, key) for inside in value]
    if key in _BY_KEY:
        return _BY_KEY[key] if value not in (None, "", GONE) else value
    if not isinstance(value, str) or key in _PLAIN:
        return value
    return mask(value) if mask is not None else redact_said(value, known)


def redact_slot(slot: Slot, known: Known) -> Slot:
    """Redact one line of what a call has understood."""
    mark = _SLOT_MARKS.get(slot.name)
    value = (mark if slot.value else "") if mark else redact_said(slot.value, known)
    note = f"born {BIRTH}" if slot.note.startswith("born ") else redact_said(slot.note, known)
    return Slot(name=slot.name, value=value, note=note)


def redact_caller(number: str | None) -> str:
    """Mask the caller's number; one that was withheld says so."""
    return PHONE if number else "withheld"


def fields_of(turn: Mapping[str, Any], tools: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Name every stored value of one turn that redaction may have changed, for a reveal of one of them."""
    found = {f"turn.{name}": turn.get(name) for name in ("heard", "event", "extraction", "said")}
    for used in tools:
        found |= {f"tool.{used['step']}.{name}": used[name] for name in ("request", "result")}
    return {name: value for name, value in found.items() if value is not None}


def _event(event: Mapping[str, Any], asked: Asked | None, heard: Mask, said: Mask) -> Row:
    redacted = dict(event)
    if isinstance(event.get("text"), str):
        redacted["text"] = heard(event["text"])
    if isinstance(event.get("digits"), str):
        redacted["digits"] = redact_keys(event["digits"], asked)
    if event.get("caller"):
        redacted["caller"] = PHONE
    if isinstance(event.get("played"), Mapping):
        played = event["played"]
        redacted["played"] = dict(played) | {"text": said(played.get("text", ""))}
    return redacted


def _extraction(stored: Any) -> Extraction | None:
    """How the utterance was understood; None where this version can't read what another wrote."""
    try:
        return msgspec.convert(stored, Extraction) if stored else None
    except msgspec.ValidationError:
        return None
