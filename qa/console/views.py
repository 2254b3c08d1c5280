"""Saved views: filters that an account keeps under a name."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.extraction import Record
from engine.stamps import stamp
from qa.access.rights import Visitor
from qa.console import filters
from qa.console.console import Console, Page
from qa.console.shell import HEADERS, fault

MOST = 40
LONGEST_NAME = 60
_OF = text("SELECT id, name, query FROM SavedViews WHERE account = :account ORDER BY name LIMIT :most")
_KEEP = text(
    "INSERT INTO SavedViews (account, name, query, created_at) VALUES (:account, :name, :query, :at)"
    " ON CONFLICT (account, name) DO UPDATE SET query = excluded.query"
)
_DROP = text("DELETE FROM SavedViews WHERE account = :account AND id = :id")


class View(Record, frozen=True):
    """Filters under a name."""

    id: int
    name: str
    query: str


def of(connection: Connection, account: str) -> tuple[View, ...]:
    """The views of an account by name."""
    rows = connection.execute(_OF, {"account": account, "most": MOST}).mappings()
    return tuple(View(**row) for row in rows)


async def keep(console: Console, request: Request, visitor: Visitor) -> Response:
    """Keep the filters of the page under a name; the same name again replaces them."""
    form = await request.form()
    name = " ".join(str(form.get("name", "")).split())[:LONGEST_NAME]
    wanted = filters.read({key: value for key, value in form.items() if isinstance(value, str)})
    written = filters.query(wanted)
    if not name or not written:
        return fault(request, visitor, 422, "Not saved", "A view needs a name and at least one filter.")
    at = console.now()
    if not await console.store.transact(lambda c: _keep(c, visitor.name, name, written, at)):
        words = f"You have {MOST} views; delete one that you no longer use."
        return fault(request, visitor, 422, "Not saved", words)
    return RedirectResponse(f"/qa/?{written}", 303, headers=HEADERS)


async def drop(console: Console, request: Request, visitor: Visitor) -> Response:
    """Delete one of the visitor's own views."""
    given = str((await request.form()).get("id", ""))
    if given.isdecimal() and len(given) < 10:
        values = {"account": visitor.name, "id": int(given)}
        await console.store.transact(lambda c: c.execute(_DROP, values).rowcount)
    return RedirectResponse("/qa/", 303, headers=HEADERS)


def _keep(connection: Connection, account: str, name: str, query: str, at: datetime) -> bool:
    """Whether there was room for it."""
    kept = of(connection, account)
    if len(kept) >= MOST and name not in {view.name for view in kept}:
        return False
    connection.execute(_KEEP, {"account": account, "name": name, "query": query, "at": stamp(at)})
    return True


PAGES = (
    Page("/qa/views", keep, methods=("POST",)),
    Page("/qa/views/delete", drop, methods=("POST",)),
)
