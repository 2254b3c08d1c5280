"""The documents held to the code."""

import re
from pathlib import Path

import msgspec

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
