"""`python -m engine extract --extractor anthropic` reads as the server does."""

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.messages_api import KEY, frame, messages_api, overloaded

ROOT = Path(__file__).parent.parent


async def extract(
    folder: Path, *lines: dict[str, str], **env: str
) -> tuple[list[dict[str, object]], str, int]:
    """Answers, what was written to standard error, and the status."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "engine", "extract", "--extractor", "anthropic"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CLINIC_NOW": "2026-03-02T09:15"} | env,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said = "\n".join(json.dumps(line) for line in lines).encode()
    out, err = await process.communicate(said)
    assert process.returncode is not None
    return [json.loads(line) for line in out.splitlines()], err.decode(), process.returncode


async def test_lines_are_read_as_the_server_reads(tmp_path: Path) -> None:
    """A closed answer by rules, an open one by the model, and by rules again when the model fails."""
    open_ = {"text": "my husband threw his back out and somebody ought to see to it", "asked": "intent"}
    async with messages_api() as api:
        api.answers = [frame({"on_behalf_of": "husband"}, intent="schedule"), overloaded()]
        env = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": api.url}
        got, _, status = await extract(
            tmp_path, {"text": "yes", "asked": "confirmation"}, open_, open_, **env
        )
    assert [line["source"] for line in got] == ["local", "anthropic", "local"]
    assert got[1]["intent"] == "schedule" and got[1]["slots"] == {"on_behalf_of": "husband"}
    assert (len(api.requests), status) == (2, 0)


async def test_a_missing_key_is_named(tmp_path: Path) -> None:
    """Without a key nothing is read, and one line says what is missing."""
    got, err, status = await extract(tmp_path, {"text": "yes"})
    assert (got, status) == ([], 2)
    assert err == "ANTHROPIC_API_KEY is not set\n"
