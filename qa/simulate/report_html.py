"""x"""

from pathlib import Path

from qa.simulate.report import Report


def write(report: Report, path: Path) -> None:
    """x"""
