"""The box beside a call: make a link to it, see those that were made, take its evidence along."""

from sqlalchemy.engine import Connection

from qa.access.rights import Visitor
from qa.console.call_log import CallLog
from qa.console.sharing import links
from qa.console.sharing.links import Audience

AUDIENCES = {
    Audience.SIGNED_IN: "people with an account here",
    Audience.OUTSIDE: "whoever has the link, without signing in",
}
SPANS = {"hour": "an hour", "day": "a day", "week": "seven days"}
SHOWN = 5


def read(connection: Connection, log: CallLog, visitor: Visitor) -> dict[str, object]:
    """What the box shows."""
    found = links.of_call(connection, log.row.call_sid)[:SHOWN]
    return {"links": found, "audiences": AUDIENCES, "spans": SPANS}
