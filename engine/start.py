"""Opens the store of a server that starts, which may be before its database does."""

import asyncio
import logging

from sqlalchemy import make_url

from engine.database import StoreUnavailable, Unusable
from engine.log import fields
from engine.patience import patiently
from engine.store import Store

log = logging.getLogger(__name__)


async def open_store(url: str, seconds: float) -> Store:
    """Open the store, and wait so long for a database server that is not there yet.

    Raises `StoreUnavailable`, whose text tells an operator what cannot be reached and what to check.
    """

    async def attempt() -> Store:
        return await asyncio.to_thread(Store.open, url)

    try:
        return await attempt()
    except Unusable:
        raise
    except StoreUnavailable as error:
        if _is_file(url) or not seconds:
            raise StoreUnavailable(_advice(url, error)) from None
    log.warning("database-awaited", extra=fields(seconds=seconds))
    try:
        return await patiently(attempt, seconds)
    except StoreUnavailable as error:
        raise StoreUnavailable(_advice(url, error)) from None


def _is_file(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _advice(url: str, fault: StoreUnavailable) -> str:
    """What to check. Of a server only host and port are named: all else may be a part of a password."""
    parsed = make_url(url)
    if _is_file(url):
        return (
            f"The database file {parsed.database} cannot be opened ({fault}): check that it is a database,"
            " and that this user may write it and its folder."
        )
    host = (parsed.host or "this machine").rpartition("@")[2]
    return (
        f"PostgreSQL at {host}, port {parsed.port or 5432}, cannot be reached ({fault}): check that it runs,"
        " and the host, port, user, password and name in DATABASE_URL."
    )
