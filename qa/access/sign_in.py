"""The pages before the door: signing in and out, one-time links, and the way through an OIDC provider."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import msgspec
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.address import split
from engine.store import StoreUnavailable
from qa.access import accounts, attempts, audit, joining, passwords, sessions
from qa.access.accounts import Account, Refused
from qa.access.door import SAFE, Door
from qa.access.oidc import OidcFault, Pending, Provider
from qa.access.passwords import Passwords
from qa.console.shell import HEADERS, Frame, fault, page, wants_json

HOME = "/qa/"
PENDING = "qa_oidc"
PENDING_SECONDS = 600
MOST_BYTES = 8 * 1024
"""Of a form that anybody may send."""
WRONG = "The name or the password is wrong."
NO_LINK = "This link has been used, or is too old. Ask an administrator for a new one."
log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


class Entrance:
    """Lets people in."""

    def __init__(self, door: Door, frame: Frame, provider: Provider | None = None) -> None:
        self._door = door
        self._frame = frame
        self._provider = provider
        self._passwords = Passwords()

    def routes(self) -> list[BaseRoute]:
        """The addresses; they come before the console's own."""
        table: tuple[tuple[str, Endpoint, tuple[str, ...]], ...] = (
            ("/qa/sign-in", self.sign_in, ("GET", "POST")),
            ("/qa/sign-in/oidc", self.to_provider, ("GET",)),
            ("/qa/sign-in/oidc/back", self.from_provider, ("GET",)),
            ("/qa/sign-out", self.sign_out, ("POST",)),
            ("/qa/invitation", self.invitation, ("GET", "POST")),
        )
        return [Route(path, self._guarded(end), methods=list(methods)) for path, end, methods in table]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """Refuse forms of other sites, and say in words when the database is away."""

        async def guarded(request: Request) -> Response:
            request.state.frame = self._frame
            try:
                if request.method not in SAFE and not self._door.is_ours(request):
                    return fault(request, None, 403, "Not allowed", "This form came from another site.")
                if request.method not in SAFE and not _is_small_form(request):
                    return fault(request, None, 413, "Not a form", "This is no form, or a too long one.")
                return await endpoint(request)
            except StoreUnavailable:
                words = "The database is not answering. Try again in a moment."
                return fault(request, None, 503, "Nobody can sign in now", words)

        return guarded

    # ------------------------------------------------------------ a name and a password

    async def sign_in(self, request: Request) -> Response:
        """Ask for a name and a password, and take them."""
        if request.method in SAFE:
            target = own_page(request.query_params.get("next", ""))
            known = await self._door.visitor(request)
            return _to(target) if known is not None else self._form(request, target)
        form = await request.form()
        login, password = str(form.get("login", "")), str(form.get("password", ""))
        target = own_page(str(form.get("next", "")))
        address = request.client.host if request.client else ""
        now = self._door.now()
        name = accounts.plain(login)
        wait = await self._door.store.transact(lambda c: attempts.admit(c, name, address, now))
        if wait:
            words = f"Too many attempts. Try again in {_minutes(wait)}."
            return self._form(request, target, login, words, status=429)
        account = await self._door.store.read(lambda c: accounts.by_login(c, login))
        stored = account.password if account is not None and not account.disabled else None
        fits = await self._passwords.fits(stored, password)
        if account is None or not fits:
            who = account.name if account is not None else "somebody unknown"
            await self._door.tell(who, "sign-in refused", detail=f"from {address}")
            return self._form(request, target, login, WRONG, status=401)
        fresh = await self._passwords.hash(password) if passwords.is_dated(account.password or "") else None
        return await self._let_in(request, account, target, "with a password", fresh, address)

    async def _let_in(
        self,
        request: Request,
        account: Account,
        target: str,
        how: str,
        password: str | None = None,
        address: str = "",
    ) -> Response:
        """Begin a new session; the browser's old one, whoever's it was, ends."""
        now, old = self._door.now(), self._door.token(request)

        def work(connection: Connection) -> str:
            sessions.end(connection, old)
            if password is not None:
                accounts.change(connection, account, now, password=password)
            if address:
                attempts.succeeded(connection, account.login, address)
            audit.append(connection, at=now, who=account.name, action="sign-in", detail=how)
            return sessions.begin(connection, account, now, self._door.house.limits)

        token = await self._door.store.transact(work)
        answer = _to(target)
        self._door.keep(answer, token)
        return answer

    def _form(
        self, request: Request, target: str, login: str = "", words: str = "", *, status: int = 200
    ) -> Response:
        if wants_json(request):
            return JSONResponse({"error": words or "Sign in first."}, status, headers=HEADERS)
        return page(
            request,
            None,
            "sign_in.html",
            status=status,
            target=target,
            login=login[: accounts.LONGEST],
            words=words,
            has_provider=self._provider is not None,
        )

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        visitor = await self._door.visitor(request)
        form = await request.form()
        if visitor is not None and form.get("csrf") != visitor.csrf:
            words = "This form is of another session. Open the page again and send it once more."
            return fault(request, visitor, 403, "The form is out of date", words)
        answer = _to("/qa/sign-in")
        if visitor is not None and not self._door.house.is_open:
            token = self._door.token(request)
            await self._door.store.transact(lambda c: sessions.end(c, token))
            await self._door.note(visitor, "sign-out")
        self._door.forget(answer)
        return answer

    # ------------------------------------------------------------ a one-time link

    async def invitation(self, request: Request) -> Response:
        """Set a password with a one-time link, and be signed in; the first one makes an administrator."""
        form: Mapping[str, object] = {} if request.method in SAFE else await request.form()
        token = str(form.get("token") or request.query_params.get("token", ""))
        now = self._door.now()
        found = await self._door.store.read(lambda c: accounts.linked(c, token, now))
        if found is None:
            return fault(request, None, 404, "No such link", NO_LINK)
        (account,) = found
        login = account.login if account is not None else accounts.plain(str(form.get("login", "")))
        if request.method in SAFE:
            return self._choose(request, token, account, login)
        password = str(form.get("password", ""))
        words = passwords.fault(password, login=login)
        if password != form.get("again"):
            words = "The two passwords differ."
        if words:
            return self._choose(request, token, account, login, words)
        hashed = await self._passwords.hash(password)
        try:
            made = await self._door.store.transact(lambda c: joining.by_link(c, token, login, hashed, now))
        except Refused as refused:
            return self._choose(request, token, account, login, str(refused))
        if made is None:
            return fault(request, None, 404, "No such link", NO_LINK)
        return await self._let_in(request, made, HOME, "with a one-time link")

    def _choose(
        self, request: Request, token: str, account: Account | None, login: str, words: str = ""
    ) -> Response:
        status = 422 if words else 200
        return page(
            request,
            None,
            "invitation.html",
            status=status,
            token=token,
            account=account,
            login=login,
            words=words,
            shortest=passwords.SHORTEST,
        )

    # ------------------------------------------------------------ an OIDC provider

    async def to_provider(self, request: Request) -> Response:
        """Send the browser to the clinic's provider."""
        if self._provider is None:
            return fault(request, None, 404, "Nothing here", "This server has no other way to sign in.")
        try:
            address, pending = await self._provider.begin(own_page(request.query_params.get("next", "")))
        except OidcFault as refused:
            return self._form(request, HOME, words=str(refused), status=502)
        answer = RedirectResponse(address, 303, headers=HEADERS)
        value = msgspec.json.encode(pending).hex()
        secure = self._door.house.is_secure
        answer.set_cookie(
            PENDING, value, PENDING_SECONDS, path="/qa/sign-in", httponly=True, samesite="lax", secure=secure
        )
        return answer

    async def from_provider(self, request: Request) -> Response:
        """Let in whom the provider vouches for."""
        if self._provider is None:
            return fault(request, None, 404, "Nothing here", "This server has no other way to sign in.")
        try:
            pending = msgspec.json.decode(bytes.fromhex(request.cookies.get(PENDING, "")), type=Pending)
        except (ValueError, msgspec.MsgspecError):
            pending = None
        try:
            identity = await self._provider.finish(request.query_params, pending)
            account = await self._door.store.transact(
                lambda c: joining.by_provider(c, identity, self._door.now())
            )
        except (OidcFault, Refused) as refused:
            await self._door.tell("somebody unknown", "sign-in refused", detail=f"OIDC: {refused}")
            answer = self._form(request, HOME, words=str(refused), status=403)
        else:
            target = own_page(pending.next if pending is not None else "")
            answer = await self._let_in(request, account, target, "through OIDC")
        answer.delete_cookie(PENDING, path="/qa/sign-in", httponly=True, samesite="lax")
        return answer


def own_page(address: str) -> str:
    """The address if it is a page of the console; never another host's."""
    parts = split(address)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in address
    return address if own and not parts.path.startswith(("//", "/qa/sign-")) else HOME


def _is_small_form(request: Request) -> bool:
    """Whether a body may be read into memory, before anybody has signed in."""
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    small = length.isdecimal() and len(length) < 9 and int(length) <= MOST_BYTES
    return small and kind == "application/x-www-form-urlencoded"


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, headers=HEADERS)


def _minutes(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
