"""Puts a call that a person has to take over on the staff's list."""

from sqlalchemy import text

from engine.stamps import stamp
from tools.interface import Escalate, Escalated
from tools.sql.books import Books

_KEYED = text("SELECT id FROM HandOffs WHERE key = :key")
_INSERT = text(
    "INSERT INTO HandOffs (key, call_sid, reason, state, category, lang, caller, patient_id, created_at,"
    " updated_at) VALUES (:key, :call_sid, :reason, :state, :category, :lang, :caller, :patient, :now, :now)"
    " ON CONFLICT (key) DO NOTHING"
)


def escalate(books: Books, request: Escalate) -> Escalated:
    """Answer the entry of this key, made once."""
    books.write(
        _INSERT,
        key=request.key,
        call_sid=request.call_sid,
        reason=request.reason.value,
        state=request.state,
        category=request.category,
        lang=request.lang.value,
        caller=request.caller,
        patient=request.patient_id,
        now=stamp(request.now),
    )
    return Escalated(id=books.one(_KEYED, key=request.key)["id"])
