"""Roles of the console's people, and the rights that come with them."""

from enum import Enum
from typing import Protocol

from starlette.requests import Request

from engine.extraction import Record


class Right(Enum):
    """What a page or an action may ask for."""

    READ = "read"
    """See calls and numbers, redacted."""
    REVIEW = "review"
    """Give verdicts, tags, notes and overrides; export; make links."""
    REVEAL = "reveal"
    """See one redacted field in the clear, with a reason, and leave an audit row."""
    ADMINISTER = "administer"
    """Accounts, retention, the audit log itself."""


class Role(Enum):
    """What an account is; each role has the rights of the one before it, but an admin does not reveal."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    REVEAL = "reveal"
    ADMIN = "admin"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.REVIEWER: frozenset({Right.READ, Right.REVIEW}),
    Role.REVEAL: frozenset({Right.READ, Right.REVIEW, Right.REVEAL}),
    Role.ADMIN: frozenset({Right.READ, Right.REVIEW, Right.ADMINISTER}),
}


class Visitor(Record, frozen=True):
    """Who is looking at a page."""

    name: str
    """The account's name, as audit rows and verdicts carry it."""
    rights: frozenset[Right]
    csrf: str
    """What every form of this session posts back in its field `csrf` (or header `X-CSRF`)."""

    def may(self, right: Right) -> bool:
        """Whether this person has `right`."""
        return right in self.rights


class Doorkeeper(Protocol):
    """Tells who makes a request, and keeps the audit log."""

    async def visitor(self, request: Request) -> Visitor | None:
        """The signed-in person; None for anybody else."""
        ...

    async def note(self, visitor: Visitor, action: str, target: str = "", detail: str = "") -> None:
        """Append one row to the audit log; no patient's data in any of its words.

        `action` is one of `view`, `search`, `export`, `reveal`, `verdict`, `link`, `sign-in`, …; `target` a
        call id or a page; `detail` what an auditor asks next: the reason of a reveal, the names of the
        filters of a search.
        """
        ...
