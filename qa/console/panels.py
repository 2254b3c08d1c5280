"""The boxes beside a call that other parts of the console put there: verdicts, replay, links."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from qa.access.rights import Right, Visitor
from qa.bluejay import panel as bluejay
from qa.console.call_log import CallLog
from qa.console.review import panel as review
from qa.console.sharing import panel as sharing


class Panel(NamedTuple):
    """One box, for those who have its right."""

    template: str
    """What stands in its card; it sees what `read` answers as `panel`, and `log` and `turns`."""
    right: Right
    read: Callable[[Connection, CallLog, Visitor], Mapping[str, Any]]


PANELS: tuple[Panel, ...] = (
    Panel("review_panel.html", Right.READ, review.read),
    Panel("bluejay_panel.html", Right.READ, bluejay.read),
    Panel("links_panel.html", Right.REVIEW, sharing.read),
)
"""In the order of the page, under the machine's picture."""
