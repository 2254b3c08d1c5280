"""The pages of one call run again, of two calls side by side, and of a call as a scenario file."""

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from qa.access.rights import Right, Visitor
from qa.console import call, call_log
from qa.console.call_log import CallLog
from qa.console.calls import CALL_SID
from qa.console.console import Console, Page, looked
from qa.console.review import again, beside, scenario_file
from qa.console.shell import HEADERS, page
from qa.console.turns import turns


async def replay(console: Console, request: Request, visitor: Visitor) -> Response:
    """Run a call again on this version of the code, and show where it goes another way."""
    call_sid = request.path_params["call_sid"]
    found = (
        await console.store.read(lambda c: again.read(c, call_sid, console.book))
        if _is_sid(call_sid)
        else None
    )
    if found is None:
        return call.unknown(request, visitor)
    await looked(console, request, visitor, call_sid, detail="run again")
    build = console.book.build
    return page(request, visitor, "replay.html", again=found, call=found.log.row, build=build)


async def compare(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show two calls side by side; with one alone, ask for the other."""
    left, right = (request.query_params.get(side, "").strip() for side in ("left", "right"))

    def read(connection: Connection) -> tuple[CallLog | None, CallLog | None]:
        one, other = (
            call_log.read(connection, sid, console.book) if _is_sid(sid) else None for sid in (left, right)
        )
        return one, other

    one, other = await console.store.read(read)
    shown = " ".join(log.row.call_sid for log in (one, other) if log is not None)
    await looked(console, request, visitor, "compare", detail=shown)
    aligned = beside.rows(turns(one), turns(other)) if one and other else ()
    return page(
        request,
        visitor,
        "compare.html",
        left=one,
        right=other,
        asked=(left, right),
        rows=aligned,
        first=beside.first_apart(aligned),
    )


async def scenario(console: Console, request: Request, visitor: Visitor) -> Response:
    """A call as a scenario file, told with the demo clinic's people."""
    call_sid = request.path_params["call_sid"]
    seen = await call.load(console, visitor, call_sid)
    if seen is None:
        return call.unknown(request, visitor)
    await console.doorkeeper.note(visitor, "export", call_sid, "scenario")
    text = scenario_file.written(seen.log, console.book.clinic)
    named = {"content-disposition": f'attachment; filename="{scenario_file.name_of(call_sid)}.yaml"'}
    return Response(text, headers=HEADERS | named, media_type="application/yaml; charset=utf-8")


def _is_sid(given: str) -> bool:
    return CALL_SID.fullmatch(given) is not None


PAGES = (
    Page("/qa/compare", compare),
    Page("/qa/calls/{call_sid}/replay", replay),
    Page("/qa/calls/{call_sid}/scenario.yaml", scenario, Right.REVIEW),
)
