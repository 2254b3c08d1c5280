"""Finds a provider by the name the clinic writes, whole: "Ann" is not "Joanne"."""

from sqlalchemy import text

from tools.interface import LookUpProvider, ProviderFound, ProviderNotFound
from tools.sql.books import Books

_NAMED = text(
    "SELECT id, name, specialty FROM Providers WHERE active AND lower(name) = lower(:name) ORDER BY id"
)


def look_up_provider(books: Books, request: LookUpProvider) -> ProviderFound | ProviderNotFound:
    """Answer the provider of exactly this name, case aside; two of one name are none."""
    rows = books.rows(_NAMED, name=request.name.strip())
    if len(rows) != 1:
        return ProviderNotFound()
    return ProviderFound(id=rows[0]["id"], name=rows[0]["name"], specialty=rows[0]["specialty"])
