"""Looks every package of a lock file up in a database of known vulnerabilities: `python audit.py LOCK`.

Fails on findings only. Where no database can be reached, or pip-audit not be installed, it says so in a line.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SERVICES = ("osv", "pypi")
PATIENCE = 120.0
"""Seconds for the installation, and for a whole audit."""
PROBE = 15.0
"""Seconds for one package, to see whether a service answers."""


def main(argv: list[str]) -> int:
    """Audit `argv[0]`; 1 where something was found."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "venv" / "bin"
        install = [str(program / "pip"), "install", "-q", "--disable-pip-version-check", "pip-audit"]
        if not (run([sys.executable, "-m", "venv", str(program.parent)]) and run(install)):
            return say("not audited: pip-audit could not be installed")
        lock, one = Path(argv[0]), Path(folder) / "one.lock"
        one.write_text(first_package(lock.read_text("utf-8")), "utf-8")
        for service in SERVICES:
            if audit(program, one, service, PROBE):
                return tell(audit(program, lock, service, PATIENCE))
    return say("not audited: no database of known vulnerabilities could be reached")


def first_package(lock: str) -> str:
    """The first package of a lock file with its hashes: a service that does not know it knows none."""
    lines = lock.splitlines(keepends=True)
    end = next(n for n, line in enumerate(lines) if n and not line.startswith(" "))
    return "".join(lines[:end])


def run(command: list[str], patience: float = PATIENCE) -> bool:
    """Whether a command ended well and in time."""
    try:
        return subprocess.run(command, capture_output=True, timeout=patience).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def audit(program: Path, lock: Path, service: str, patience: float) -> list[dict[str, Any]]:
    """The packages as `service` knows them; none where none of them could be looked up."""
    report = program.parent / f"{service}-{lock.name}.json"
    run([
        *(str(program / "pip-audit"), "--requirement", str(lock), "--require-hashes", "--disable-pip"),
        *("--progress-spinner", "off", "--vulnerability-service", service, "--timeout", "5"),
        *("--format", "json", "--output", str(report)),
    ], patience)  # fmt: skip
    try:
        packages: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError):
        return []
    return packages if any("vulns" in package for package in packages) else []


def tell(packages: list[dict[str, Any]]) -> int:
    """Print what was found; 1 where something was."""
    if not packages:
        return say("not audited: the database of known vulnerabilities stopped answering")
    known = [package for package in packages if "vulns" in package]
    found = [(p["name"], p["version"], v["id"]) for p in known for v in p["vulns"]]
    for name, version, which in found:
        say(f"{name} {version}: {which}")
    say(f"audited {len(known)} of {len(packages)} packages: {len(found)} findings")
    return 1 if found else 0


def say(line: str) -> int:
    sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
