"""The server under fire: its process, its memory, its log and its books, and how Twilio would sign for it."""

import hashlib
import hmac
import sqlite3
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.process import Process, server

ACCOUNT = "AC" + "0" * 32
TOKEN = "the token of the fuzzed server"
PUBLIC = "https://phone.example.net"
SOCKET_URL = "wss://phone.example.net/conversation-relay"
BOOKS = ("Patients", "Appointments", "Messages", "HandOffs", "Calls", "Turns", "OptOuts", "IdentityAttempts")
"""Tables that nothing unsigned may change."""
CLINIC = ("Patients", "Appointments", "Messages", "OptOuts")
"""Tables that even an admitted caller may not change who has not said who he is."""

SETTINGS = {
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "PUBLIC_URL": PUBLIC,
    "FRONT_DESK_NUMBER": "+12125550100",
    "DEMO_CLINIC": "1",
    "CLINIC_NOW": "2026-03-02T09:00",
    "VOICE_DEBOUNCE": "0.02",
    "VOICE_DEBOUNCE_SLOW": "0.05",
    "LOG_LEVEL": "INFO",
}
"""Short pauses, so that what a hostile caller says is a turn before the socket closes."""


class House:
    """One server process over a database of its own in `folder`."""

    def __init__(self, process: Process, folder: Path) -> None:
        self.process = process
        self.peak = 0
        self._folder = folder

    def resident(self) -> int:
        """Bytes of memory the process holds now; the peak is kept."""
        held = self.process.resident
        self.peak = max(self.peak, held)
        return held

    def log(self) -> list[str]:
        """Every line the server has logged."""
        return (self._folder / "log").read_text("utf-8", "replace").split("\n")

    def books(self, tables: Sequence[str]) -> dict[str, str]:
        """A digest of every row of each table."""
        digests = {}
        with closing(sqlite3.connect(f"file:{self._folder / 'clinic.db'}?mode=ro", uri=True)) as database:
            for table in tables:
                rows = sorted(map(repr, database.execute(f"SELECT * FROM {table}")))
                digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return digests


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Run the server with a token set; raises `TimeoutError` where it does not get ready."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = SETTINGS | {"DATABASE_URL": f"sqlite:///{folder / 'clinic.db'}"}
    with server(folder / "log", settings) as process:
        yield House(process, folder)


def sign(url: str, form: Sequence[tuple[str, str]] = (), token: str = TOKEN) -> str:
    """What Twilio puts into `X-Twilio-Signature`: every distinct value of every field, sorted."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def ticket(
    call_sid: str, *, account: str = ACCOUNT, token: str = TOKEN, life: int = 300
) -> Mapping[str, str]:
    """The parameters that the TwiML of a call would hold, so that not every session needs a webhook first."""
    expiry = str(int(time.time()) + life)
    sealed = "\n".join((call_sid, account, expiry, ""))
    return {
        "attested": "",
        "ticket": f"{expiry}.{hmac.new(token.encode(), sealed.encode(), hashlib.sha256).hexdigest()}",
    }
