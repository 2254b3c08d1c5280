"""How a visitor wants times and colours: two cookies, set by two small forms in the frame."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.address import split
from qa.access.rights import Visitor
from qa.console.console import Console, Page
from qa.console.shell import HEADERS, THEME_COOKIE, THEMES, ZONE_COOKIE, is_zone

A_YEAR = 365 * 86_400


async def prefer(console: Console, request: Request, visitor: Visitor) -> Response:
    """Keep a zone or a theme, and go back to the page it was chosen on."""
    form = await request.form()
    answer = RedirectResponse(_own_page(str(form.get("back", ""))), 303, headers=HEADERS)
    for cookie, value, known in (
        (ZONE_COOKIE, str(form.get("zone", "")), is_zone),
        (THEME_COOKIE, str(form.get("theme", "")), THEMES.__contains__),
    ):
        if known(value):
            secure = request.url.scheme == "https"
            answer.set_cookie(cookie, value, A_YEAR, path="/qa", httponly=True, samesite="lax", secure=secure)
    return answer


def _own_page(address: str) -> str:
    """The address if it is the console's own; never another host's."""
    parts = split(address)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/qa") and "\\" not in address
    return address if own else "/qa/"


PAGES = (Page("/qa/preferences", prefer, methods=("POST",)),)
