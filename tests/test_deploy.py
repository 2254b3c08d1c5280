"""The files by which it is deployed, held to the code; and a call through the proxy, if nginx is here."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import yaml

from channels.conversation_relay.socket import LAST_TURNS
from channels.serving import GRACE
from engine.settings import Settings, read_settings
from server import make_app
from tests.clinic_books import fresh_url
from tests.processes import PUBLIC, RunningServer, free_port, process
from tests.test_crash import BRIDGE, READ_BACK, count
from tests.wire import Wire

ROOT = Path(__file__).parent.parent
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
NGINX = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
KNOWN = {field.encode_name for field in msgspec.structs.fields(Settings)}
NOT_OURS = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

with_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


# ---------------------------------------------------------------- the image


def test_the_image_holds_the_program_and_no_more() -> None:
    """Every package that the server imports is copied, and the context holds no secret and no database."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, re.M)
    paths = {path for line in copied for path in line.split()}
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert paths == {line[1:] for line in ignore if line.startswith("!")} and "*" in ignore
    assert all((ROOT / path).exists() for path in paths)
    wheel = (ROOT / "pyproject.toml").read_text("utf-8")
    shipped = re.search(r"include = \[(.+)\]", wheel)
    assert shipped and set(re.findall(r'"([\w.]+)"', shipped[1])) == paths - {"requirements.lock"}


def test_the_image_is_pinned_and_runs_as_nobody_in_particular() -> None:
    """Hashes for every package, no root, and readiness is asked for where the server answers it."""
    assert "--require-hashes" in CONTAINER and "ca-certificates" in CONTAINER
    assert re.search(r"^USER (?!0$|root)\S+$", CONTAINER, re.M)
    assert {route.path for route in make_app(read_settings({})).routes} >= {"/readyz"}  # type: ignore[attr-defined]
    port = re.search(r"^EXPOSE (\d+)$", CONTAINER, re.M)
    assert port and f"127.0.0.1:{port[1]}/readyz" in CONTAINER
    given = re.search(r"^ENV (.+)$", CONTAINER, re.M)
    assert given and {pair.split("=")[0] for pair in given[1].split()} - NOT_OURS <= KNOWN


# ---------------------------------------------------------------- the services


def test_two_servers_share_one_database_behind_one_proxy() -> None:
    """And only the proxy can be reached from outside."""
    services = COMPOSE["services"]
    desks = [name for name in services if name.startswith("desk-")]
    assert len(desks) == 2 and set(services) == {*desks, "database", "proxy"}
    assert [name for name in services if "ports" in services[name]] == ["proxy"]
    for name in desks:
        port = services[name]["environment"]["PORT"]
        assert f"server {name}:{port} " in NGINX
        assert set(services[name]["environment"]) <= KNOWN
        assert services[name]["environment"]["DATABASE_URL"].split("@")[1] == "database/clinic"
    assert services["database"]["environment"]["POSTGRES_DB"] == "clinic"


def test_a_server_is_given_the_time_it_needs_to_leave() -> None:
    """Killed sooner, it would cut callers off in the middle of a turn."""
    needed = Settings().drain_seconds + LAST_TURNS + GRACE
    assert int(COMPOSE["services"]["desk-1"]["stop_grace_period"].removesuffix("s")) > needed


# ---------------------------------------------------------------- the proxy


def configured(folder: Path, port: int, *servers: int) -> Path:
    """The proxy's own file with other addresses, and without TLS."""
    text = re.sub(r"^ *ssl_.*\n", "", NGINX, flags=re.M)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    for number, server in enumerate(servers, 1):
        text = text.replace(f"server desk-{number}:8000", f"server 127.0.0.1:{server}")
    text = text.replace("pid /tmp/nginx.pid;", f"pid {folder}/nginx.pid;")
    kept = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi"))
    kept += "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("uwsgi", "scgi"))
    file = folder / "nginx.conf"
    file.write_text(text.replace("http {\n", "http {\n" + kept), "utf-8")
    return file


@asynccontextmanager
async def proxy(folder: Path, *servers: RunningServer) -> AsyncIterator[Wire]:
    """nginx before the servers; the telephone network as it reaches them through it."""
    port = free_port()
    ports = [int(server.wire.address.split(":")[1]) for server in servers]
    running = await asyncio.create_subprocess_exec(
        *("nginx", "-p", str(folder), "-c", str(configured(folder, port, *ports)), "-g", "daemon off;")
    )
    wire = Wire(read_settings(PUBLIC | {"PORT": str(port)}), port, None)
    try:
        async with asyncio.timeout(30):
            while not await answers(wire):
                assert running.returncode is None, "nginx did not start"
        yield wire
    finally:
        await wire.http.aclose()
        running.terminate()
        await running.wait()


async def answers(wire: Wire) -> bool:
    try:
        return (await wire.http.get("/readyz")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@with_nginx
@pytest.mark.postgres
async def test_a_call_through_the_proxy_survives_the_death_of_its_server(tmp_path: Path) -> None:
    """Signed webhooks and the socket pass; a killed server costs one bridge, and the booking is made once."""
    url = fresh_url("postgresql", tmp_path)
    async with (
        process(tmp_path, url) as first,
        process(tmp_path, url) as second,
        proxy(tmp_path, first, second) as wire,
    ):
        assert (await wire.http.get("/metrics")).status_code == 403
        forged = await wire.post("/incoming-call", {"CallSid": "CA1"}, **{"X-Twilio-Signature": "forged"})
        assert forged.status_code == 403
        caller = await wire.dial("+19175550199")
        for line in READ_BACK:
            await caller.say(line)
            heard = await caller.hear()
        assert "Should I book it" in heard
        for server in (first, second):
            if "sessions_live 1" in (await server.wire.http.get("/metrics")).text:
                holder = server
        holder.kill()
        await holder.exited()
        assert await caller.drop()
        assert BRIDGE in await caller.hear()
        await caller.say("yes")
        assert "You're booked" in await caller.hear()
        await caller.hang_up()
    assert count(url, "Messages") == 1
