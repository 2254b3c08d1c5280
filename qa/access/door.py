"""The door of the console: tells who makes a request by their session, and keeps the audit log."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from engine.address import split
from engine.extraction import Record
from engine.store import Store
from qa.access import audit, sessions
from qa.access.accounts import Account
from qa.access.rights import RIGHTS, Right, Visitor
from qa.access.sessions import Limits, Session

THIS_MACHINE = "this machine"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BACKGROUND = "x-background"
"""A request that a page makes by itself says so in this header; it keeps nobody signed in."""


class House(Record, frozen=True):
    """How the console is reached."""

    base_url: str
    is_open: bool
    """No auth token is set, so only this machine is served at all: whoever gets here may do everything."""
    limits: Limits = Limits()

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https."""
        return self.base_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The session's cookie; by https under a name that no other host of the domain can set."""
        return "__Host-qa" if self.is_secure else "qa_session"


class Door:
    """The doorkeeper of a server; see `qa.access.rights.Doorkeeper`."""

    def __init__(
        self, store: Store, house: House, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`now` (aware) is the real time: a frozen clinic's clock would keep sessions for ever."""
        self.store = store
        self.house = house
        self.now = now
        rights = frozenset(Right)
        self._local = Visitor(name=THIS_MACHINE, rights=rights, csrf=secrets.token_urlsafe(24))

    async def visitor(self, request: Request) -> Visitor | None:
        """The signed-in person; None for anybody else, and for a change that another site's page asks for."""
        if request.method not in SAFE and not self.is_ours(request):
            return None
        if self.house.is_open:
            return self._local
        session = await self.session(request)
        return visitor_of(session.account, session.csrf) if session is not None else None

    async def session(self, request: Request) -> Session | None:
        """The session of a request; using it puts its idle end off, unless a page asked by itself."""
        token, now, limits = self.token(request), self.now(), self.house.limits
        if not token:
            return None
        found = await self.store.read(lambda c: sessions.find(c, token, now, limits))
        by_itself = request.headers.get(BACKGROUND) or "text/event-stream" in request.headers.get(
            "accept", ""
        )
        if found is not None and found.is_stale and not by_itself:
            await self.store.transact(lambda c: sessions.touch(c, token, now))
        return found

    async def note(self, visitor: Visitor, action: str, target: str = "", detail: str = "") -> None:
        """Append one row to the audit log; no patient's data in any of its words."""
        await self.tell(visitor.name, action, target, detail)

    async def tell(self, who: str, action: str, target: str = "", detail: str = "") -> None:
        """The same, of somebody who has no session."""
        at = self.now()
        await self.store.transact(
            lambda c: audit.append(c, at=at, who=who, action=action, target=target, detail=detail)
        )

    def token(self, request: Request) -> str:
        """What the browser keeps; empty where nobody signed in."""
        return request.cookies.get(self.house.cookie, "")

    def keep(self, answer: Response, token: str) -> None:
        """Give the browser its session. Lax, so that a link in a mail still opens signed in."""
        lasts = int(self.house.limits.absolute.total_seconds())
        secure = self.house.is_secure
        answer.set_cookie(
            self.house.cookie, token, lasts, path="/", httponly=True, samesite="lax", secure=secure
        )

    def forget(self, answer: Response) -> None:
        """Take the session from the browser."""
        answer.delete_cookie(
            self.house.cookie, path="/", httponly=True, samesite="lax", secure=self.house.is_secure
        )

    def is_ours(self, request: Request) -> bool:
        """Whether a page of this server made the request, as far as the browser says.

        By https browsers say so themselves; by http they only name the origin.
        """
        if said := request.headers.get("sec-fetch-site"):
            return said in ("same-origin", "none")
        origin = request.headers.get("origin")
        hosts = {split(self.house.base_url).netloc, request.headers.get("host", "")}
        return origin is None or split(origin).netloc in hosts - {""}


def visitor_of(account: Account, csrf: str) -> Visitor:
    """An account as the pages know it."""
    return Visitor(name=account.name, rights=RIGHTS[account.role], csrf=csrf)
