"""The pages of those who have signed in: one's own account, everybody's, and how long things are kept."""

from collections.abc import Awaitable, Callable

from sqlalchemy.engine import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qa.access import accounts, audit, passwords, retention, sessions
from qa.access.accounts import Account, Refused
from qa.access.audit_page import AuditPages
from qa.access.door import SAFE, Door
from qa.access.passwords import Passwords
from qa.access.retention import EXPLAINED, Kind
from qa.access.rights import Right, Role, Visitor
from qa.console.console import Console, Page
from qa.console.sharing import links
from qa.console.shell import HEADERS, page

ROLES = {
    Role.VIEWER: "sees calls and numbers, redacted",
    Role.REVIEWER: "also gives verdicts, exports, and makes links",
    Role.REVEAL: "also sees single fields in the clear, with a reason",
    Role.ADMIN: "reviews, and looks after accounts, retention and the audit log; reveals nothing",
}
ENDED = " The links to calls that they made open nothing any more."

Step = Callable[[Visitor, FormData], Awaitable[tuple[str, str]]]
"""Does what a button says; words for the person who pressed it, and a one-time link, each possibly empty."""


class Administration:
    """Pages over one door."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._passwords = Passwords()
        self._audit = AuditPages(door)
        self._steps: dict[str, Step] = {
            "create": self._create,
            "role": self._role,
            "disable": self._disable,
            "enable": self._enable,
            "invite": self._invite,
        }

    @property
    def pages(self) -> tuple[Page, ...]:
        """Rows for the console's table."""
        return (
            Page("/qa/accounts", self.accounts, Right.ADMINISTER, ("GET", "POST"), "Accounts"),
            *self._audit.pages,
            Page("/qa/retention", self.retention, Right.ADMINISTER, ("GET", "POST"), "Retention"),
            Page("/qa/account", self.own, Right.READ, ("GET", "POST")),
        )

    # ------------------------------------------------------------ one's own

    async def own(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Change one's password, or sign out everywhere."""
        session = await self._door.session(request)
        if session is None or request.method in SAFE:
            return self._own(request, visitor, session.account if session else None)
        form, account, now = await request.form(), session.account, self._door.now()
        if form.get("do") == "everywhere":
            await self._door.store.transact(lambda c: sessions.end_all(c, account.id))
            await self._door.note(visitor, "sign-out", detail="everywhere")
            answer: Response = RedirectResponse("/qa/sign-in", 303, headers=HEADERS)
            self._door.forget(answer)
            return answer
        new = str(form.get("new", ""))
        words = passwords.fault(new, login=account.login) or (
            "The two passwords differ." if new != form.get("again") else ""
        )
        if not words and not await self._passwords.fits(account.password, str(form.get("password", ""))):
            words = "That is not your password now."
        if words:
            return self._own(request, visitor, account, words, status=422)
        hashed, limits = await self._passwords.hash(new), self._door.house.limits

        def work(connection: Connection) -> str:
            accounts.change(connection, account, now, password=hashed)
            sessions.end_all(connection, account.id)
            audit.append(connection, at=now, who=account.name, action="password set", target=account.login)
            return sessions.begin(connection, account, now, limits)

        token = await self._door.store.transact(work)
        answer = self._own(request, visitor, account, "Your password is changed, here and everywhere.")
        self._door.keep(answer, token)
        return answer

    def _own(
        self,
        request: Request,
        visitor: Visitor,
        account: Account | None,
        words: str = "",
        *,
        status: int = 200,
    ) -> Response:
        rights = [right.value for right in Right if visitor.may(right)]
        return page(
            request, visitor, "account.html", status=status, account=account, words=words, rights=rights
        )

    # ------------------------------------------------------------ everybody's

    async def accounts(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """List the accounts, and make, change and disable them."""
        words, link = "", ""
        if request.method not in SAFE:
            form = await request.form()
            step = self._steps.get(str(form.get("do", "")))
            try:
                words, link = await step(visitor, form) if step is not None else ("", "")
            except Refused as refused:
                words = str(refused)
        people = await self._door.store.read(accounts.everyone)
        return page(
            request,
            visitor,
            "accounts.html",
            people=people,
            roles={role.value: said for role, said in ROLES.items()},
            words=words,
            link=link,
        )

    async def _create(self, visitor: Visitor, form: FormData) -> tuple[str, str]:
        login, name, role = (str(form.get(field, "")) for field in ("login", "name", "role"))
        now = self._door.now()

        def work(connection: Connection) -> str:
            made = accounts.create(connection, login=login, name=name, role=_named(role), now=now)
            self._note(connection, visitor, "account made", made, made.role.value)
            return accounts.invite(connection, made.id, now, accounts.INVITATION)

        token = await self._door.store.transact(work)
        return "The account is made. Send its owner this link; it works once, for three days.", self._link(
            token
        )

    async def _invite(self, visitor: Visitor, form: FormData) -> tuple[str, str]:
        now = self._door.now()

        def work(connection: Connection) -> str:
            account = _chosen(connection, form)
            if account.subject is not None or account.disabled:
                raise Refused("This account signs in elsewhere, or is disabled.")
            self._note(connection, visitor, "invitation", account)
            return accounts.invite(connection, account.id, now, accounts.INVITATION)

        token = await self._door.store.transact(work)
        return "Whoever opens this link sets a new password; it works once, for three days.", self._link(
            token
        )

    async def _role(self, visitor: Visitor, form: FormData) -> tuple[str, str]:
        role = _named(str(form.get("role", "")))

        def work(connection: Connection) -> str:
            account = _chosen(connection, form)
            if account.subject is not None:
                raise Refused("This account's role comes from the OIDC provider.")
            accounts.change(connection, account, self._door.now(), role=role)
            sessions.end_all(connection, account.id)
            self._note(connection, visitor, "role changed", account, f"{account.role.value} → {role.value}")
            return f"{account.name} is {role.value} now, and has to sign in again."

        return await self._door.store.transact(work), ""

    async def _disable(self, visitor: Visitor, form: FormData) -> tuple[str, str]:
        def work(connection: Connection) -> str:
            account, now = _chosen(connection, form), self._door.now()
            accounts.change(connection, account, now, disabled=True)
            accounts.drop_links(connection, account.id, now)
            sessions.end_all(connection, account.id)
            ended = links.revoke_all(connection, account.name, now)
            self._note(connection, visitor, "account disabled", account, f"{ended} links ended")
            return f"{account.name} can't sign in any more." + (ENDED if ended else "")

        return await self._door.store.transact(work), ""

    async def _enable(self, visitor: Visitor, form: FormData) -> tuple[str, str]:
        def work(connection: Connection) -> str:
            account = _chosen(connection, form)
            accounts.change(connection, account, self._door.now(), disabled=False)
            self._note(connection, visitor, "account enabled", account)
            return f"{account.name} can sign in again."

        return await self._door.store.transact(work), ""

    def _note(
        self, connection: Connection, visitor: Visitor, action: str, account: Account, detail: str = ""
    ) -> None:
        """In the same transaction as what it tells of."""
        at = self._door.now()
        audit.append(connection, at=at, who=visitor.name, action=action, target=account.login, detail=detail)

    def _link(self, token: str) -> str:
        return f"{self._door.house.base_url}/qa/invitation?token={token}"

    # ------------------------------------------------------------ how long things are kept

    async def retention(self, console: Console, request: Request, visitor: Visitor) -> Response:
        """Set how many days each kind of data is kept, or take away now what is too old."""
        words, done = "", []
        if request.method not in SAFE:
            form = await request.form()
            if form.get("do") == "run":
                done = await retention.run(self._door.store, self._door.now, visitor.name, forced=True)
                words = "Done." if done else "Nothing was old enough, or another process is at it."
            else:
                words = await self._keep(visitor, form)
        days = await self._door.store.read(retention.settings)
        kinds = [(kind.value, days[kind], EXPLAINED[kind]) for kind in Kind]
        return page(request, visitor, "retention.html", kinds=kinds, words=words, done=done)

    async def _keep(self, visitor: Visitor, form: FormData) -> str:
        given = {kind: str(form.get(kind.value, "")).strip() or "0" for kind in Kind}
        if not all(value.isdecimal() and len(value) < 6 for value in given.values()):
            return "Days are whole numbers; 0 keeps for ever."
        days = {kind: int(value) for kind, value in given.items()}
        if words := retention.fault(days):
            return words
        at, detail = self._door.now(), ", ".join(f"{kind.value} {value}" for kind, value in days.items())

        def work(connection: Connection) -> None:
            retention.keep(connection, days)
            audit.append(connection, at=at, who=visitor.name, action="retention set", detail=detail)

        await self._door.store.transact(work)
        return "Kept. The job runs once a day."


def _named(role: str) -> Role:
    if role not in {known.value for known in Role}:
        raise Refused("Choose a role.")
    return Role(role)


def _chosen(connection: Connection, form: FormData) -> Account:
    given = str(form.get("account", ""))
    found = accounts.by_id(connection, int(given)) if given.isdecimal() and len(given) < 10 else None
    if found is None:
        raise Refused("There is no such account.")
    return found
