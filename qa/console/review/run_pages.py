"""The pages of runs: what this version does with a set of stored calls, and what has flipped."""

from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.extraction import Record
from qa.access.rights import Right, Visitor
from qa.console import filters, search, views
from qa.console.console import Console, Page, looked
from qa.console.filters import Filters
from qa.console.review import runs
from qa.console.review.runner import Runner
from qa.console.review.runs import Apart, Flip, Run, Status
from qa.console.search import Number
from qa.console.shell import HEADERS, fault, page
from qa.console.views import View

RUNS = "/qa/runs"


class Shown(Record, frozen=True):
    """One run, what came of it, and the runs that it can be compared with."""

    run: Run
    counts: dict[str, int]
    apart: tuple[Apart, ...]
    others: tuple[Run, ...]

    @property
    def same(self) -> int:
        """Calls that go the way of their log."""
        return self.counts.get("", 0)

    @property
    def unreadable(self) -> int:
        """Calls whose log this version cannot take: words were deleted, or another version wrote them."""
        return self.counts.get("log", 0)

    @property
    def differing(self) -> int:
        """Calls that go another way."""
        return sum(n for what, n in self.counts.items() if what not in ("", "log", runs.WAITING))


class RunPages:
    """Pages over one runner."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @property
    def pages(self) -> tuple[Page, ...]:
        """Rows for the console's table."""
        return (
            Page(RUNS, self.listed, Right.REVIEW, label="Replays"),
            Page(f"{RUNS}/start", self.start, Right.REVIEW, ("POST",)),
            Page(f"{RUNS}/{{run}}/stop", self.stop, Right.REVIEW, ("POST",)),
            Page(f"{RUNS}/{{run}}/go-on", self.go_on, Right.REVIEW, ("POST",)),
            Page(f"{RUNS}/{{run}}", self.one, Right.REVIEW),
        )

    async def listed(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Show the last runs, and the form for the next."""
        wanted = filters.read(request.query_params)

        def read(connection: Connection) -> tuple[list[Run], tuple[View, ...], Number]:
            planned = search.plan(connection, wanted, wanted.span(_zone(console))) if wanted.names else None
            count = search.number(connection, planned)
            return runs.newest(connection), views.of(connection, visitor.name), count

        found, kept, count = await console.store.read(read)
        await looked(console, request, visitor, "runs")
        return page(
            request,
            visitor,
            "runs.html",
            runs=[(run, run.stands(console.now()), in_words(filters_of(run.query))) for run in found],
            views=kept,
            wanted=wanted,
            query=filters.query(wanted),
            chosen=in_words(wanted),
            count=count,
            most=runs.MOST,
            build=console.book.build,
        )

    async def one(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Show one run, beside another one if that is asked for."""
        number, against = _number(request.path_params["run"]), _number(request.query_params.get("against"))
        shown = await console.store.read(lambda c: read(c, number))
        if shown is None:
            return _unknown(request, visitor)
        other = await console.store.read(lambda c: runs.read(c, against)) if against else None
        both, flips = 0, list[Flip]()
        if other is not None:
            before, after = sorted((shown.run.id, other.id))
            both, flips = await console.store.read(lambda c: runs.flips(c, before, after))
        await looked(console, request, visitor, f"run {number}")
        return page(
            request,
            visitor,
            "run.html",
            shown=shown,
            run=shown.run,
            standing=shown.run.stands(console.now()),
            chosen=in_words(filters_of(shown.run.query)),
            other=other,
            both=both,
            flips=flips,
        )

    async def start(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Begin a run of this version over a set of calls."""
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        wanted = filters_of(form["view"]) if form.get("view") else filters.read(form)
        now = console.now()
        if self._runner.is_busy:
            return fault(
                request, visitor, 409, "A run is under way", "One is taken at a time; stop it first."
            )
        query, build = filters.query(wanted), console.book.build

        def begin(connection: Connection) -> int:
            calls = runs.chosen(connection, wanted, _zone(console))
            return runs.begin(connection, build, query, calls, visitor.name, now) if calls else 0

        run = await console.store.transact(begin)
        if not run:
            return fault(request, visitor, 422, "Nothing to run", "No stored call fits these filters.")
        await console.doorkeeper.note(visitor, "replay", f"run {run}", ", ".join(wanted.names))
        self._runner.start(run)
        return _to(run)

    async def stop(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Stop a run after the calls that it has in hand."""
        run = _number(request.path_params["run"])
        await console.doorkeeper.note(visitor, "replay", f"run {run}", "stopped")
        await console.store.transact(lambda c: runs.settle(c, run, Status.STOPPED, console.now()))
        return _to(run)

    async def go_on(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Go on with a run of this version that was stopped or lost its process."""
        number, now = _number(request.path_params["run"]), console.now()
        run = await console.store.read(lambda c: runs.read(c, number))
        if run is None:
            return _unknown(request, visitor)
        if self._runner.is_busy or run.stands(now) == Status.RUNNING:
            return fault(
                request, visitor, 409, "A run is under way", "One is taken at a time; stop it first."
            )
        if run.build != console.book.build:
            words = "It was begun by another version of the code; begin a new one."
            return fault(request, visitor, 409, "Not this version's run", words)
        await console.doorkeeper.note(visitor, "replay", f"run {number}", "gone on with")
        await console.store.transact(lambda c: runs.settle(c, number, Status.RUNNING, now))
        self._runner.start(number)
        return _to(number)


def read(connection: Connection, number: int) -> Shown | None:
    """Read one run with all that is listed of it; None where there is none of this number."""
    run = runs.read(connection, number)
    if run is None:
        return None
    return Shown(
        run=run,
        counts=runs.counts(connection, number),
        apart=tuple(runs.differences(connection, number)),
        others=tuple(other for other in runs.newest(connection) if other.id != number),
    )


def filters_of(query: str) -> Filters:
    """The filters that a stored query writes down."""
    return filters.read(dict(parse_qsl(query)))


def in_words(wanted: Filters) -> str:
    """A set of calls in words."""
    parts = [f"{kind.replace('_', ' ')} {value.replace('_', ' ')}" for kind, value in wanted.chosen]
    parts += [f"“{word}”" for word in wanted.words]
    parts += [f"since {wanted.since}"] if wanted.since else []
    parts += [f"until {wanted.until}"] if wanted.until else []
    return ", ".join(parts) or "the newest calls"


def _zone(console: Console) -> ZoneInfo:
    """The clinic's: a run means the same days to everybody."""
    return ZoneInfo(console.book.clinic.timezone)


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 10 else 0


def _to(run: int) -> Response:
    return RedirectResponse(f"{RUNS}/{run}", 303, headers=HEADERS)


def _unknown(request: Request, visitor: Visitor) -> Response:
    return fault(request, visitor, 404, "No such run", "There is no run of this number.")
