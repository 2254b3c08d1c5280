"""The staff's list: calls that a person has to take over, and the messages callers left."""

from sqlalchemy import text

from engine.stamps import stamp
from tools.interface import Escalate, Escalated, KeepMessage, MessageKept
from tools.sql.books import Books

_KEYED = text("SELECT id FROM HandOffs WHERE key = :key")
_INSERT = text(
    "INSERT INTO HandOffs (key, call_sid, reason, state, category, lang, caller, patient_id, created_at,"
    " updated_at) VALUES (:key, :call_sid, :reason, :state, :category, :lang, :caller, :patient, :now, :now)"
    " ON CONFLICT (key) DO NOTHING"
)
_LATEST = text("SELECT id, message FROM HandOffs WHERE call_sid = :call_sid ORDER BY id DESC LIMIT 1")
_MESSAGE = text("UPDATE HandOffs SET message = :message, updated_at = :now WHERE id = :id")


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


def keep_message(books: Books, request: KeepMessage) -> MessageKept:
    """Put a recording beside the call's entry, which is made if there is none; the same one is put once."""
    if books.row(_LATEST, call_sid=request.entry.call_sid) is None:
        escalate(books, request.entry)
    entry = books.one(_LATEST, call_sid=request.entry.call_sid)
    kept = entry["message"] or ""
    if request.recording not in kept:
        message = f"{kept}\n{request.recording} ({request.seconds} s)".strip()
        books.write(_MESSAGE, id=entry["id"], message=message, now=stamp(request.entry.now))
    return MessageKept(id=entry["id"])
