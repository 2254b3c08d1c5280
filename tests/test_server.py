"""Starting the server: from the command line, and with its real desk behind it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

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
