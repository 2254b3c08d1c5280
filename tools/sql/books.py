"""The clinic's books as the SQL tools use them: one open transaction, the clinic's rules, and savepoints."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import RowMapping, TextClause
from sqlalchemy.engine import Connection

from engine.clinic import Clinic

Value = str | int | bool | None | Sequence[int]


class BadRequest(ValueError):
    """A request that no caller can cause: a fault of the program. Its text holds no patient data."""


class Books:
    """One transaction over the clinic's database."""

    def __init__(self, connection: Connection, clinic: Clinic, *, sends_texts: bool = False) -> None:
        self._connection = connection
        self.clinic = clinic
        self.sends_texts = sends_texts
        self.changed = 0
        """Rows written since it was last set to 0; what a savepoint undid does not count."""

    def rows(self, statement: TextClause, **values: Value) -> Sequence[RowMapping]:
        return self._connection.execute(statement, values).mappings().all()

    def row(self, statement: TextClause, **values: Value) -> RowMapping | None:
        return self._connection.execute(statement, values).mappings().first()

    def one(self, statement: TextClause, **values: Value) -> RowMapping:
        """The one row there has to be."""
        return self._connection.execute(statement, values).mappings().one()

    def insert(self, statement: TextClause, **values: Value) -> int:
        """Run an `INSERT … RETURNING id`."""
        number = int(self._connection.execute(statement, values).scalar_one())
        self.changed += 1
        return number

    def write(self, statement: TextClause, **values: Value) -> int:
        """Run an `UPDATE`, `DELETE` or plain `INSERT`; how many rows it touched."""
        touched = self._connection.execute(statement, values).rowcount
        self.changed += touched
        return touched

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is written inside when it raises, and leave the transaction usable."""
        before = self.changed
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self.changed = before
            raise
