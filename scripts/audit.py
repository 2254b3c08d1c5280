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
"""Seconds for the installation, and for each service."""


def main(argv: list[str]) -> int:
    """Audit `argv[0]`; 1 where something was found."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "venv" / "bin"
        install = [str(program / "pip"), "install", "-q", "--disable-pip-version-check", "pip-audit"]
        if not (run([sys.executable, "-m", "venv", str(program.parent)]) and run(install)):
            return say("not audited: pip-audit could not be installed")
        for service in SERVICES:
            report = Path(folder) / f"{service}.json"
            run([
                *(str(program / "pip-audit"), "--requirement", argv[0], "--require-hashes", "--disable-pip"),
                *("--progress-spinner", "off", "--vulnerability-service", service, "--timeout", "5"),
                *("--format", "json", "--output", str(report)),
            ])  # fmt: skip
            packages = read(report)
            if any("vulns" in package for package in packages):
                return tell(packages)
    return say("not audited: no database of known vulnerabilities could be reached")


def run(command: list[str]) -> bool:
    """Whether a command ended well and in time."""
    try:
        return subprocess.run(command, capture_output=True, timeout=PATIENCE).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def read(report: Path) -> list[dict[str, Any]]:
    """The packages of a report; pip-audit writes none where it had nobody to ask."""
    try:
        packages: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError):
        return []
    return packages


def tell(packages: list[dict[str, Any]]) -> int:
    """Print what was found; 1 where something was."""
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
