"""Queues texts to patients' numbers on file, in the transaction that they tell of; the outbox sends them."""

from sqlalchemy import RowMapping, text

from engine.stamps import stamp
from tools.interface import SendSms, SmsQueued, SmsRefused
from tools.sql.books import BadRequest, Books
from tools.sql.phones import e164

_KEYED = text("SELECT id, status FROM Messages WHERE key = :key")
_PATIENT = text("SELECT phone FROM Patients WHERE id = :patient")
_OPTED_OUT = text("SELECT phone FROM OptOuts WHERE phone = :phone")
_INSERT = text(
    "INSERT INTO Messages (key, patient_id, to_phone, body, status, next_at, created_at, updated_at)"
    " VALUES (:key, :patient, :phone, :body, :status, :now, :now, :now) ON CONFLICT (key) DO NOTHING"
)


def send_sms(books: Books, request: SendSms) -> SmsQueued | SmsRefused:
    """Queue the text once; with no account it is stored, and the answer says no more than that."""
    if (row := books.row(_KEYED, key=request.key)) is not None:
        return _queued(row)
    patient = books.row(_PATIENT, patient=request.patient_id)
    if patient is None:
        raise BadRequest("unknown patient id")
    phone = e164(patient["phone"])
    if phone is None:
        return SmsRefused(why="no_number")
    if books.row(_OPTED_OUT, phone=phone) is not None:
        return SmsRefused(why="opted_out")
    books.write(
        _INSERT,
        key=request.key,
        patient=request.patient_id,
        phone=phone,
        body=request.body,
        status="queued" if books.sends_texts else "stored",
        now=stamp(request.now),
    )
    return _queued(books.one(_KEYED, key=request.key))


def _queued(row: RowMapping) -> SmsQueued:
    return SmsQueued(id=row["id"], stored_only=row["status"] == "stored")
