"""The console's people: who they are, what they may do, and the one-time links that let them in first."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.access.rights import Role

INVITATION = timedelta(days=3)
FIRST = timedelta(hours=1)
"""How long the link for the first administrator holds; the next start, or a command, makes another."""
LONGEST = 80

_ALL = text("SELECT * FROM QaAccounts ORDER BY login")
_ONE = text("SELECT * FROM QaAccounts WHERE id = :id")
_BY_LOGIN = text("SELECT * FROM QaAccounts WHERE login = :login")
_BY_SUBJECT = text("SELECT * FROM QaAccounts WHERE subject = :subject")
_NEW = text(
    "INSERT INTO QaAccounts (login, name, role, password, subject, disabled, created_at, updated_at)"
    " VALUES (:login, :name, :role, :password, :subject, FALSE, :now, :now)"
    " ON CONFLICT (login) DO NOTHING RETURNING *"
)
_ADMINS = text("SELECT count(*) FROM QaAccounts WHERE role = 'admin' AND NOT disabled")
_OTHER_ADMINS = text("SELECT count(*) FROM QaAccounts WHERE role = 'admin' AND NOT disabled AND id <> :id")
_LINK = text("INSERT INTO QaLinks (hash, account_id, ends_at) VALUES (:hash, :account, :ends)")
_LINKED = text("SELECT account_id FROM QaLinks WHERE hash = :hash AND ends_at > :now")
_USE_LINK = text("DELETE FROM QaLinks WHERE hash = :hash AND ends_at > :now RETURNING account_id")
_DROP_LINKS = text(
    "DELETE FROM QaLinks WHERE ends_at <= :now OR account_id = :account"
    " OR (account_id IS NULL AND CAST(:account AS INTEGER) IS NULL)"
)


class Account(Record, frozen=True):
    """One person's account."""

    id: int
    login: str
    name: str
    role: Role
    password: str | None = None
    subject: str | None = None
    disabled: bool = False
    created_at: str = ""

    @property
    def is_invited(self) -> bool:
        """Whether nobody has signed in with it yet."""
        return self.password is None and self.subject is None


class Refused(Exception):
    """A change of accounts that may not be made; its text says why, for the person who asked."""


def everyone(connection: Connection) -> list[Account]:
    """Every account, by login."""
    return [_account(row) for row in connection.execute(_ALL).mappings()]


def by_login(connection: Connection, login: str) -> Account | None:
    return _first(connection, _BY_LOGIN, {"login": plain(login)})


def by_subject(connection: Connection, subject: str) -> Account | None:
    return _first(connection, _BY_SUBJECT, {"subject": subject})


def by_id(connection: Connection, account_id: int) -> Account | None:
    return _first(connection, _ONE, {"id": account_id})


def create(
    connection: Connection,
    *,
    login: str,
    role: Role,
    now: datetime,
    name: str = "",
    password: str | None = None,
    subject: str | None = None,
) -> Account:
    """Make an account; raises `Refused` where its name can't be used."""
    login = plain(login)
    if not login or len(login) > LONGEST or not login.isprintable():
        raise Refused(f"A name has 1 to {LONGEST} characters.")
    row: dict[str, Any] = {"login": login, "name": (name.strip() or login)[:LONGEST], "role": role.value}
    row |= {"password": password, "subject": subject, "now": stamp_ms(now)}
    made = connection.execute(_NEW, row).mappings().first()
    if made is None:
        raise Refused("There is an account of that name already.")
    return _account(made)


def change(connection: Connection, account: Account, now: datetime, **values: Any) -> None:
    """Set `role`, `disabled`, `password` or `name`; raises `Refused` if no administrator would be left."""
    loses = values.get("disabled") is True or values.get("role", Role.ADMIN) is not Role.ADMIN
    if loses and account.role is Role.ADMIN and not account.disabled:
        _lock(connection)
        if not connection.execute(_OTHER_ADMINS, {"id": account.id}).scalar_one():
            raise Refused("This is the last administrator. Make somebody else one first.")
    row = {name: value.value if isinstance(value, Role) else value for name, value in values.items()}
    columns = ", ".join(f"{name} = :{name}" for name in sorted(row))
    sql = f"UPDATE QaAccounts SET {columns}, updated_at = :now WHERE id = :id"  # noqa: S608 - names of the code
    connection.execute(text(sql), row | {"now": stamp_ms(now), "id": account.id})


def has_admin(connection: Connection) -> bool:
    """Whether anybody can administer."""
    return bool(connection.execute(_ADMINS).scalar_one())


def invite(connection: Connection, account_id: int | None, now: datetime, holds: timedelta) -> str:
    """Make a one-time link's token for an account, or for a new administrator; older ones of it end."""
    token = secrets.token_urlsafe(32)
    connection.execute(_DROP_LINKS, {"now": stamp_ms(now), "account": account_id})
    connection.execute(_LINK, {"hash": hashed(token), "account": account_id, "ends": stamp_ms(now + holds)})
    return token


def linked(connection: Connection, token: str, now: datetime) -> tuple[Account | None] | None:
    """Whom a link that still holds is for, (None,) for a new administrator; None if there is no such link."""
    return _whom(connection, _LINKED, token, now)


def use_link(connection: Connection, token: str, now: datetime) -> tuple[Account | None] | None:
    """The same, and the link is used up."""
    return _whom(connection, _USE_LINK, token, now)


def drop_links(connection: Connection, account_id: int, now: datetime) -> None:
    """End the open links of an account."""
    connection.execute(_DROP_LINKS, {"now": stamp_ms(now), "account": account_id})


def link_words(base_url: str, token: str) -> str:
    """What the terminal says of a link for an administrator."""
    address = f"{base_url}/qa/invitation?token={token}"
    return f"To make an administrator of the console, open this once, within the hour:\n  {address}\n"


def hashed(token: str) -> str:
    """What is stored of a token; it is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain(login: str) -> str:
    """A login as it is stored."""
    return " ".join(login.replace("\0", " ").split()).casefold()


def _whom(connection: Connection, statement: Any, token: str, now: datetime) -> tuple[Account | None] | None:
    row = connection.execute(statement, {"hash": hashed(token), "now": stamp_ms(now)}).first()
    if row is None:
        return None
    if row[0] is None:
        return (None,)
    account = by_id(connection, row[0])
    return (account,) if account is not None and not account.disabled else None


def _lock(connection: Connection) -> None:
    """Of two administrators who disable each other at once, one fails; SQLite writes one after the other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE QaAccounts IN SHARE ROW EXCLUSIVE MODE"))


def _first(connection: Connection, statement: Any, values: dict[str, Any]) -> Account | None:
    row = connection.execute(statement, values).mappings().first()
    return _account(row) if row is not None else None


def _account(row: Any) -> Account:
    names = Account.__struct_fields__
    values = {name: row[name] for name in names}
    return Account(**values | {"role": Role(row["role"]), "disabled": bool(row["disabled"])})
