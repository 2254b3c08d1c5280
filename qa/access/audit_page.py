"""The audit log as a page with filters, and as a file."""

import csv
import io

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from qa.access import audit
from qa.access.audit import Entry, Search
from qa.access.door import Door
from qa.access.rights import Right, Visitor
from qa.console.console import Console, Page
from qa.console.shell import HEADERS, page

FILTERS = ("who", "action", "target", "since", "until")
MOST_EXPORTED = 50_000


class AuditPages:
    """Pages over one door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    @property
    def pages(self) -> tuple[Page, ...]:
        return (
            Page("/qa/audit", self.show, Right.ADMINISTER, label="Audit log"),
            Page("/qa/audit.csv", self.as_csv, Right.ADMINISTER),
            Page("/qa/audit.jsonl", self.as_lines, Right.ADMINISTER),
        )

    async def show(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """One page of rows, newest first."""
        search = search_of(request, most=51)
        rows = await self._door.store.read(lambda c: audit.found(c, search))
        actions = await self._door.store.read(audit.actions)
        chain = await self._door.store.read(audit.verify) if "verify" in request.query_params else None
        kept = [(name, value) for name in FILTERS if (value := getattr(search, name))]
        return page(
            request,
            visitor,
            "audit.html",
            rows=rows[:50],
            search=search,
            actions=[(name, name) for name in actions],
            chain=chain,
            older=request.url.include_query_params(before=rows[49].seq) if len(rows) > 50 else None,
            newest=request.url.remove_query_params("before") if search.before else None,
            query=str(request.url.replace_query_params(**dict(kept)).query),
        )

    async def as_csv(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """The rows that fit, as a table."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(Entry.__struct_fields__)
        for entry in await self._export(request, visitor):
            writer.writerow([_harmless(getattr(entry, name)) for name in Entry.__struct_fields__])
        return _file(text.getvalue().encode(), "text/csv; charset=utf-8", "audit.csv")

    async def as_lines(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """The rows that fit, with everything that their hashes cover."""
        lines = [msgspec.json.encode(entry) + b"\n" for entry in await self._export(request, visitor)]
        return _file(b"".join(lines), "application/x-ndjson", "audit.jsonl")

    async def _export(self, request: Request, visitor: Visitor) -> list[Entry]:
        search = search_of(request, most=MOST_EXPORTED)
        named = ", ".join(name for name in FILTERS if getattr(search, name))
        await self._door.note(visitor, "export", "audit", f"filters: {named or 'none'}")
        return await self._door.store.read(lambda c: audit.found(c, search))


def search_of(request: Request, *, most: int) -> Search:
    """What the address asks for; what can't be read asks for nothing."""
    given = request.query_params
    before = given.get("before", "")
    return Search(
        **{name: given.get(name, "")[: audit.LONGEST].replace("\0", "").strip() for name in FILTERS},
        before=int(before) if before.isdecimal() and len(before) < 18 else 0,
        most=most,
    )


def _harmless(value: object) -> object:
    """A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
