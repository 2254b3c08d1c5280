"""How somebody comes to an account: with a one-time link, or by an OIDC provider's word."""

from datetime import datetime

import msgspec
from sqlalchemy.engine import Connection

from qa.access import accounts, audit, sessions
from qa.access.accounts import Account, Refused
from qa.access.oidc import Identity
from qa.access.rights import Role


def by_link(connection: Connection, token: str, login: str, hashed: str, now: datetime) -> Account | None:
    """Use a link up to set its account's password; a link for none makes an administrator named `login`.

    None if there is no such link. Raises `Refused`, and then the link still holds.
    """
    found = accounts.use_link(connection, token, now)
    if found is None:
        return None
    (account,) = found
    if account is None:
        made = accounts.create(connection, login=login, role=Role.ADMIN, now=now, password=hashed)
        _note(connection, made, "account made", "admin, with a link from the server", now)
        return made
    accounts.change(connection, account, now, password=hashed)
    sessions.end_all(connection, account.id)
    _note(connection, account, "password set", "with a one-time link", now)
    return account


def by_provider(connection: Connection, identity: Identity, now: datetime) -> Account:
    """The account of a provider's person, with the role they have there now; raises `Refused`.

    An account that somebody else made here is never taken over, whatever name the provider gives.
    """
    account = accounts.by_subject(connection, identity.subject)
    if account is None:
        made = accounts.create(
            connection,
            login=identity.login,
            name=identity.name,
            role=identity.role,
            now=now,
            subject=identity.subject,
        )
        _note(connection, made, "account made", f"{identity.role.value}, through OIDC", now)
        return made
    if account.disabled:
        raise Refused("This account is disabled. Ask an administrator.")
    if account.role is not identity.role:
        accounts.change(connection, account, now, role=identity.role)
        sessions.end_all(connection, account.id)
        changed = f"{account.role.value} → {identity.role.value}, as the OIDC provider says"
        _note(connection, account, "role changed", changed, now)
    return msgspec.structs.replace(account, role=identity.role)


def _note(connection: Connection, account: Account, action: str, detail: str, now: datetime) -> None:
    audit.append(connection, at=now, who=account.name, action=action, target=account.login, detail=detail)
