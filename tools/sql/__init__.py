"""The clinic in SQL: SQLite by default, PostgreSQL with the same schema and code."""

from tools.sql.clinic import read_clinic
from tools.sql.demo import load_demo
from tools.sql.toolbox import SqlTools

__all__ = ["SqlTools", "load_demo", "read_clinic"]
