"""Who may import whom, read from the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("engine", "states", "tools", "channels", "qa", "bench", "server")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "states": ("engine", "tools.interface"),
    "tools": ("engine",),
    "engine": ("states", "tools.interface"),
    "channels": ("engine", "tools.interface"),
    "qa": ("engine", "states", "tools", "channels"),
    "bench": ("engine", "states", "tools", "channels", "qa"),
}
"""Nobody may import `server`: it puts the rest together."""
COMMANDS = {"engine/command_replay.py": ("tools.sql",)}
"""A command puts its own things together."""


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_those_below_it(layer: str) -> None:
    """And nothing imports the composition root."""
    for path in (ROOT / layer).rglob("*.py"):
        file = str(path.relative_to(ROOT))
        allowed = (layer, *MAY_IMPORT[layer], *COMMANDS.get(file, ()))
        for module in imports(path):
            ours = module.partition(".")[0] in LAYERS
            assert not ours or f"{module}.".startswith(tuple(f"{name}." for name in allowed)), (file, module)


def test_the_states_know_neither_a_database_nor_a_model() -> None:
    """They are pure: same memory and reading in, same decision out."""
    found = {module.partition(".")[0] for path in (ROOT / "states").rglob("*.py") for module in imports(path)}
    assert found and not found & {"sqlalchemy", "anthropic", "httpx", "asyncio", "time", "random"}
