"""Which version of the code takes a call: its commit or, without a repository, a digest of its files."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECIDING = ("engine", "states", "tools", "channels")
"""The folders whose files decide what a call does."""
LETTERS = 12


def build(root: Path = ROOT) -> str:
    """Name the version in `root`; the same code has the same name on every machine."""
    return _commit(root / ".git") or _digest(root)


def _commit(git: Path) -> str:
    """The commit that is checked out, as far as the files tell; changes made since are not seen."""
    try:
        head = (git / "HEAD").read_text("ascii").strip()
        if not head.startswith("ref: "):
            return head[:LETTERS]
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text("ascii").strip()[:LETTERS]
        packed = (git / "packed-refs").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line[:LETTERS] for line in packed if line.endswith(f" {name}")), "")


def _digest(root: Path) -> str:
    found = hashlib.sha256()
    kinds = (".py", ".toml", ".yaml")
    files = (path for folder in DECIDING for path in (root / folder).rglob("*") if path.suffix in kinds)
    for path in sorted(files):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"src-{found.hexdigest()[:LETTERS]}"
