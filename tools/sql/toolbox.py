"""The clinic's tools over SQL: one request in, one result out, whatever the database does."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from engine.clinic import Clinic
from engine.database import fault
from tools.interface import (
    Cancel,
    Escalate,
    Failed,
    FindOpenings,
    KeepMessage,
    LookUpAppointments,
    LookUpPatient,
    LookUpProvider,
    Reschedule,
    Schedule,
    SendSms,
    ToolRequest,
    ToolResult,
)
from tools.sql.bookings import cancel, look_up_appointments, reschedule, schedule
from tools.sql.books import BadRequest, Books
from tools.sql.handoffs import escalate, keep_message
from tools.sql.messages import send_sms
from tools.sql.openings import find_openings
from tools.sql.patients import look_up_patient
from tools.sql.providers import look_up_provider

Tool = Callable[[Books, Any], ToolResult]

TOOLS: Mapping[type[ToolRequest], Tool] = {
    LookUpPatient: look_up_patient,
    LookUpAppointments: look_up_appointments,
    LookUpProvider: look_up_provider,
    FindOpenings: find_openings,
    Schedule: schedule,
    Reschedule: reschedule,
    Cancel: cancel,
    SendSms: send_sms,
    Escalate: escalate,
    KeepMessage: keep_message,
}


class SqlTools:
    """The tools inside one open transaction; the caller commits."""

    def __init__(self, connection: Connection, clinic: Clinic, *, sends_texts: bool = False) -> None:
        """`sends_texts`: whether there is an account that texts go out by."""
        self._books = Books(connection, clinic, sends_texts=sends_texts)

    @property
    def rows_changed(self) -> int:
        """How many rows the last tool wrote."""
        return self._books.changed

    def use(self, request: ToolRequest) -> ToolResult:
        """Run one tool. One that fails has written nothing and leaves the transaction usable."""
        self._books.changed = 0
        try:
            with self._books.savepoint():
                return TOOLS[type(request)](self._books, request)
        except BadRequest as error:
            return _failed(request, str(error))
        except DBAPIError as error:
            return _failed(request, fault(error))
        except (SQLAlchemyError, ValueError, ArithmeticError) as error:
            # A row that another program wrote, or a value that the driver can't carry. Its text may quote it.
            return _failed(request, type(error).__name__)


def _failed(request: ToolRequest, why: str) -> Failed:
    return Failed(tool=str(request.__struct_config__.tag), why=why)
