"""The console's shell: templates, the frame around every page, headers, errors, a visitor's zone and theme.

Conventions, for whoever adds a page:

- A page is a row of a module's `PAGES` (see `console.Page`) and is listed in `routes.TABLE`. Its endpoint is
  `async (console, request, visitor) -> Response`; rights, CSRF, sign-in and a database that is down are dealt
  with before it is called. It tells the audit log what was looked at: `await console.doorkeeper.note(…)`.
- It answers `page(request, visitor, "name.html", **values)`; the template extends `base.html` and fills
  `title` and `main`. Values are records or plain data, redacted already: a template never redacts.
- Macros, there as `ui` in every template: `ui.badge`, `ui.state`, `ui.field`, `ui.empty`, `ui.pager`,
  `ui.at`, `ui.csrf`; tables are `<div class="scroll"><table class="grid">`, panels `<section class="card">`.
- The policy allows files of this host only: no inline script, no inline style, no `style=` attribute. Sizes
  that depend on data are drawn in SVG attributes. Scripts are small ES modules in `static/`, found by
  `data-…` attributes, and every page works without them.
- Every form that changes something is `method="post"` with `{{ ui.csrf(visitor) }}`, and answers 303. A form
  may not redirect to another host (`form-action 'self'`): use a link for that.
- Moments are stored stamps (`…Z`): `{{ stamp | at }}` (also `clock`, `day`, `full`) in the visitor's zone.
- No patient's data in an address: a filter value that could be one is posted.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.stamps import moment
from qa.access.rights import Visitor
from qa.console.facts import STATES, in_words
from qa.console.filters import OUTCOMES
from qa.phone import shown

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",  # with none at all, browsers leave the origin out of our own forms, too
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
ZONE_COOKIE, THEME_COOKIE = "qa_zone", "qa_theme"
THEMES = ("auto", "light", "dark")


class Frame(NamedTuple):
    """What stands around a page and is the same for all of them."""

    clinic: str = "Atlas Front Desk"
    zone: str = "UTC"
    nav: tuple[tuple[str, str], ...] = ()
    """Address and label of each page the visitor may open, in order."""
    year: int = 0
    """The clinic's; other years are written out."""


class Looks(NamedTuple):
    """How this visitor wants times and colours."""

    zone: str
    theme: str
    clinic_zone: str

    def local(self, stamp: str | datetime) -> datetime:
        """A stored stamp in the visitor's zone."""
        return moment(stamp).astimezone(ZoneInfo(self.zone))


def looks(request: Request) -> Looks:
    """Read the visitor's zone and theme; the clinic's own zone where nothing usable was chosen."""
    frame = frame_of(request)
    chosen = request.cookies.get(ZONE_COOKIE, "")
    theme = request.cookies.get(THEME_COOKIE, "")
    return Looks(
        chosen if is_zone(chosen) else frame.zone, theme if theme in THEMES else THEMES[0], frame.zone
    )


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def frame_of(request: Request) -> Frame:
    """The frame that the routes put on the request; a bare one outside of them."""
    frame = getattr(request.state, "frame", None)
    return frame if isinstance(frame, Frame) else Frame()


def page(
    request: Request, visitor: Visitor | None, template: str, /, *, status: int = 200, **values: Any
) -> Response:
    """Render `template` as a whole page, never cached and loading nothing from elsewhere."""
    frame, chosen = frame_of(request), looks(request)
    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            visitor=visitor,
            frame=frame,
            looks=chosen,
            here=request.url.path,
            nav=_marked(frame.nav, request.url.path),
            **values,
        )
    )
    return Response(text, status, headers=HEADERS, media_type="text/html; charset=utf-8")


def fault(request: Request, visitor: Visitor | None, status: int, title: str, words: str) -> Response:
    """Say what is wrong and what to do, as a page or, to a program, as JSON."""
    if wants_json(request):
        return JSONResponse({"error": words}, status, headers=HEADERS)
    return page(request, visitor, "fault.html", status=status, title=title, words=words, code=status)


def wants_json(request: Request) -> bool:
    """Whether a program asks: by the address, or by what it accepts."""
    path, accepts = request.url.path, request.headers.get("accept", "")
    return path.endswith((".json", ".jsonl", ".csv")) or ("text/html" not in accepts and "json" in accepts)


@cache
def environment() -> "Environment":
    """The templates; Jinja2 is imported with the first page, not with the server."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    made = Environment(
        loader=FileSystemLoader([TEMPLATES, HERE.parent / "access" / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def local(context: Mapping[str, Any], stamp: str | datetime) -> datetime:
        chosen: Looks = context["looks"]
        return chosen.local(stamp)

    def day(context: Mapping[str, Any], stamp: str | datetime) -> str:
        at = local(context, stamp)
        return f"{at:%b} {at.day}" + ("" if at.year == context["frame"].year else f" {at.year}")

    def written(form: str) -> Any:
        return pass_context(lambda context, stamp: format(local(context, stamp), form))

    made.filters["day"] = pass_context(day)
    made.filters["at"] = pass_context(lambda c, stamp: f"{day(c, stamp)}, {local(c, stamp):%H:%M}")
    made.filters["clock"] = written("%H:%M:%S")
    made.filters["full"] = written("%Y-%m-%d %H:%M:%S %Z")
    made.filters["plain"] = shown.words
    made.filters["title_case"] = shown.title
    made.filters["ms"] = duration
    made.filters["number"] = lambda value: f"{value:,}"
    made.filters["letter_state"] = lambda letter: STATES[letter.lower()].value
    made.filters["way_words"] = in_words
    made.filters["outcome_words"] = lambda outcome: OUTCOMES.get(outcome, shown.words(outcome))
    made.globals["static"] = static_url
    return made


def duration(ms: float | None) -> str:
    """`0.4 ms`, `38 ms`, `1.24 s`, `2 min 05 s`; a dash where nothing was measured."""
    if ms is None:
        return "–"
    if ms < 10:
        return f"{ms:.1f} ms"
    if ms < 1_000:
        return f"{ms:.0f} ms"
    if ms < 10_000:
        return f"{ms / 1_000:.2f} s"
    if ms < 60_000:
        return f"{ms / 1_000:.0f} s"
    minutes, seconds = divmod(round(ms / 1_000), 60)
    return f"{minutes} min {seconds:02} s"


@cache
def static_url(name: str) -> str:
    """The address of a static file, with its digest: a new version is a new address."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/qa/static/{name}?v={digest}"


def _marked(nav: Sequence[tuple[str, str]], here: str) -> list[tuple[str, str, bool]]:
    """The navigation with the entry that this page belongs to."""
    current = "/qa/" if here.startswith("/qa/calls") else here
    return [(path, label, path == current) for path, label in nav]
