"""The documents held to the code."""

import re
from pathlib import Path

import msgspec

from channels.conversation_relay.frames import Why
from channels.telemetry.metrics import Metrics
from engine.picture import mermaid
from engine.settings import Settings, Voice
from engine.vocabulary import State

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_the_picture_of_the_machine_is_the_machine() -> None:
    """README shows what `python -m engine check --picture` prints."""
    drawn = README.split("```mermaid\n")[1].split("```\n<!-- /machine -->")[0]
    assert drawn.strip() == mermaid().strip()


def test_every_state_is_explained() -> None:
    """The README has a row for each state and none for any other."""
    table = README.split("| state | what happens in it |")[1].split("##")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == [state.value for state in State]


def test_every_setting_is_in_the_table_and_no_other() -> None:
    """An operator finds every setting, and finds nothing that does not exist."""
    fields = [f.encode_name for kind in (Settings, Voice) for f in msgspec.structs.fields(kind)]
    rows = README.split("| setting | what it does | default |")[1].split("##")[0].splitlines()
    named = [
        name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1] if row else "")
    ]
    assert sorted(named) == sorted(set(fields) - {"VOICE"})


def test_the_commands_that_the_documents_name_exist() -> None:
    """`make …` in a document is a target of the Makefile."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"make (\w+)\b", README + CONTRIBUTING))
    assert named - {"sure"} <= targets


def test_the_files_that_the_documents_name_exist() -> None:
    """A path in backticks is there."""
    for path in re.findall(
        r"`((?:engine|states|tools|channels|qa|bench|tests)/[\w./]*)`", README + CONTRIBUTING
    ):
        assert (ROOT / path).exists(), path


OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


def events() -> set[str]:
    """The event of every log line that the channels write, as far as it stands in the code."""
    found = {why.value for why in Why}
    for path in (ROOT / "channels").rglob("*.py"):
        code = path.read_text("utf-8")
        found |= set(re.findall(r"(?:log\.\w+|Note|_turn_away)\(\s*\"([a-z-]+)\"", code))
        found |= set(re.findall(r"log\.\w+\(\"[a-z-]+\" if [\w ]+ else \"([a-z-]+)\"", code))
        found |= set(re.findall(r"(?:refuse|Drop|Leave|_close)\(\s*\w+,[^\")]*\"([a-z-]+)\"", code))
    return found


def test_every_event_of_the_log_is_explained() -> None:
    """Whoever reads a line at night finds what it means."""
    table = OPERATING.split("| event | level |")[1].split("##")[0]
    named = {n for row in table.splitlines() for n in re.findall(r"`([a-z-]+)`", row[: row.find("|", 1)])}
    assert "call-incoming" in events() and "frame-not-json" in events() and "no-setup" in events()
    assert events() - named == set()
    assert named <= events() | {"outbox-failed", "identity-locked", "database-awaited"} | {
        n for n in named if "model-" in n
    }


def test_every_metric_that_is_alerted_on_exists() -> None:
    """An alert on a name that nobody counts never rings."""
    named = set(re.findall(r"front_desk_\w+", OPERATING))
    shown = set(re.findall(r"^# TYPE (\w+) ", Metrics().exposition().decode(), re.M))
    parts = {f"{name}_{part}" for name in shown for part in ("bucket", "sum", "count")}
    assert named and named - shown - parts == set()


def test_the_documents_link_to_files_that_exist() -> None:
    """And the README leads to all of them."""
    documents = [ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")]
    for document in [*documents, ROOT / "README.md"]:
        for target in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
    assert all(f"]({document.relative_to(ROOT)})" in README for document in documents)
