"""Starting the server: from the command line, and with its real desk behind it."""

import asyncio
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engine.database import StoreUnavailable
from engine.start import open_store
from tests.clinic_books import fresh_url
from tests.processes import free_port
from tests.wire import served

ROOT = Path(__file__).parents[1]


def start(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `python server.py` in a folder of its own until it gives up."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(ROOT / "server.py")],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_port_in_use_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    """No traceback, and nothing is said of a server that does not run."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = start(tmp_path, PORT=str(port))
    assert ended.returncode == 1 and ended.stdout == ""
    assert (
        ended.stderr == f"Port {port} is in use: stop the program that has it, or set PORT to another one.\n"
    )


def test_settings_that_cannot_be_used_are_listed(tmp_path: Path) -> None:
    """Also those of the `.env` file in the folder where the server is started."""
    (tmp_path / ".env").write_text("PORT=eighty\nLOG_LEVEL=loud\n")
    ended = start(tmp_path)
    assert ended.returncode == 2
    assert "PORT must be a whole number" in ended.stderr and "LOG_LEVEL must be one of" in ended.stderr
    assert "Traceback" not in ended.stderr


class Told(logging.Handler):
    """Knows when something was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.event.set()


AWAY = "postgresql://desk:the%40password@127.0.0.1:1/clinic"


def test_a_database_that_is_away_is_one_line_that_says_what_to_check(tmp_path: Path) -> None:
    """No traceback, no password, and the exit status of a start that failed."""
    ended = start(tmp_path, DATABASE_URL=AWAY, DATABASE_WAIT="0", PORT=str(free_port()))
    assert ended.returncode == 1 and ended.stdout == ""
    assert ended.stderr.startswith("PostgreSQL at 127.0.0.1, port 1, cannot be reached")
    assert (
        ended.stderr.count("\n") == 1 and "DATABASE_URL" in ended.stderr and "password@" not in ended.stderr
    )


def test_whoever_stops_a_server_that_waits_for_its_database_does_not_wait(tmp_path: Path) -> None:
    """Ctrl-C ends it at once, without a traceback, and that it waits was in the log."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": str(free_port())}
    env |= {"DATABASE_URL": AWAY, "DATABASE_WAIT": "600"}
    command = [sys.executable, str(ROOT / "server.py")]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) as waiting:  # noqa: S603
        assert waiting.stderr is not None
        assert json.loads(waiting.stderr.readline())["event"] == "database-awaited"
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(timeout=30) == 0 and waiting.stderr.read() == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////dev/null/clinic.db", "database file /dev/null/clinic.db cannot be opened"),
        ("postgresql://desk:half@the password@127.0.0.1:1/x", "PostgreSQL at 127.0.0.1, port 1, cannot"),
        ("postgresql://desk:secret@db:five/x", "DATABASE_URL is no SQLAlchemy URL"),
        ("oracle://desk:secret@db/x", "DATABASE_URL names oracle"),
    ],
)
async def test_what_cannot_be_opened_is_named_without_its_password(url: str, words: str) -> None:
    """Whatever the address looks like; a password may hold an @ that nobody has escaped."""
    with pytest.raises(StoreUnavailable) as raised:
        await open_store(url, 0)
    said = str(raised.value)
    assert words in said and not any(secret in said for secret in ("secret", "half", "the password"))


@pytest.mark.postgres
async def test_a_database_that_comes_later_is_waited_for(tmp_path: Path) -> None:
    """Both are started at once, and the server is the faster of them."""
    import psycopg

    there = fresh_url("postgresql", tmp_path)
    opening = asyncio.create_task(open_store(re.sub(r"/books\d+", "/later", there), 30))
    logging.getLogger("engine.start").addHandler(told := Told())
    await told.event.wait()
    logging.getLogger("engine.start").removeHandler(told)
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute("CREATE DATABASE later")
    store = await opening
    assert store.dialect == "postgresql"
    await store.close()


async def test_the_server_puts_its_own_desk_together(tmp_path: Path) -> None:
    """With nothing but a database to make, the demo clinic answers the telephone."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'clinic.db'}", "DEMO_CLINIC": "1"}
    async with served(None, **settings) as wire:
        caller = await wire.dial()
        assert "9-1-1" in caller.greeting
        await caller.say("What are your opening hours?")
        assert await caller.hear()
        await caller.hang_up()
    assert (tmp_path / "clinic.db").is_file()
