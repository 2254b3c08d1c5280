"""Which simulated call a call is: an id that its maker puts into a header of the SIP INVITE.

Twilio hands the headers of a call to a SIP domain on as fields of the webhook; over the telephone network
there are none. From the webhook the id travels in the TwiML to the socket, as the ticket does.
"""

import re

import msgspec

from channels.conversation_relay.signature import Form

HEADER = "x-simulation-result-id"
PACKED = "x-custom-headers"
"""Some carriers put every custom header into this one, as JSON."""
PREFIX = "sipheader_"
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def simulation_of(form: Form) -> str:
    """The id of the simulated call that a webhook is about; empty for anybody else's call."""
    headers = {
        name.lower().removeprefix(PREFIX): value
        for name, value in form.items()
        if name.lower().startswith(PREFIX)
    }
    found = headers.get(HEADER) or _packed(headers.get(PACKED, ""))
    return found if ID.fullmatch(found) else ""


def _packed(value: str) -> str:
    try:
        packed = msgspec.json.decode(value.encode(), type=dict[str, str | int])
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ""
    return next((str(inside) for name, inside in packed.items() if name.lower() == HEADER), "")
