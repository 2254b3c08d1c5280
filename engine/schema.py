"""Brings a database to `schema.sql`: columns that tables of another program lack, then the file itself."""

import sqlite3
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

SCHEMA = Path(__file__).resolve().parent.parent / "schema.sql"

_LOCK = 7_241_903_115
"""Any number that nobody else locks: servers that start at once bring the schema up one after the other."""

_STANDING = {
    "postgresql": "SELECT lower(c.relname), lower(a.attname) FROM pg_attribute a"
    " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')"
    " AND a.attnum > 0 AND NOT a.attisdropped",
    "sqlite": "SELECT lower(m.name), lower(c.name) FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'",
}
"""Every column there is, in one statement: a server asks at each start."""


class Column(NamedTuple):
    """One column as `schema.sql` declares it."""

    name: str
    kind: str
    default: str | None
    required: bool


def apply_schema(engine: Engine) -> None:
    """Create what is missing; harmless to repeat, and to run from several processes at once."""
    script = SCHEMA.read_text(encoding="utf-8")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _add_missing_columns(connection, _declared(script))
        if engine.dialect.name == "postgresql":
            _driver(connection).execute(script)
    if engine.dialect.name == "sqlite":
        _run_on_sqlite(engine, script)


def _run_on_sqlite(engine: Engine, script: str) -> None:
    """`executescript` commits whatever is open, so the script brings its own transaction."""
    with engine.connect() as connection:
        driver = _driver(connection)
        try:
            driver.executescript(f"BEGIN IMMEDIATE;\n{script}\nCOMMIT;")
        except sqlite3.Error:
            driver.rollback()
            raise


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@cache
def _declared(script: str) -> dict[str, list[Column]]:
    """Every table of the script with its columns; SQLite itself reads it, so the file is the one source."""
    scratch = sqlite3.connect(":memory:")
    try:
        scratch.executescript(script)
        tables = [name for (name,) in scratch.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: [
                Column(name, kind, default, bool(required))
                for _, name, kind, required, default, _ in scratch.execute(f"PRAGMA table_info({table})")
            ]
            for table in tables
        }
    finally:
        scratch.close()


def _add_missing_columns(connection: Connection, declared: dict[str, list[Column]]) -> None:
    standing: dict[str, set[str]] = {}
    for table, column in connection.execute(text(_STANDING[connection.dialect.name])):
        standing.setdefault(table, set()).add(column)
    for table, columns in declared.items():
        present = standing.get(table.lower())
        if present is None:
            continue
        for column in columns:
            if column.name.lower() not in present:
                connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {_definition(column)}"))


def _definition(column: Column) -> str:
    """Rows that stand already get the default; without one the column has to stay optional."""
    if column.default is None:
        return f"{column.name} {column.kind}"
    required = " NOT NULL" if column.required else ""
    return f"{column.name} {column.kind}{required} DEFAULT {column.default}"
