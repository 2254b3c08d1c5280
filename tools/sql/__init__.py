"""The clinic in SQL: SQLite by default, PostgreSQL with the same schema and code."""
