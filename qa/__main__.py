"""The console's tools on the command line: `python -m qa <command>`."""

import importlib
import sys

COMMANDS = {
    "access": "qa.access.command",
    "replay": "qa.console.review.run_command",
    "bluejay": "qa.bluejay.command",
    "numbers": "qa.console.numbers.command",
    "simulate": "qa.simulate.command",
}
"""Each module has `main(argv) -> int`; only the one asked for is imported."""


def main(argv: list[str]) -> int:
    """Run one command; 2 where there is none of that name."""
    if not argv or argv[0] not in COMMANDS:
        print(f"usage: python -m qa {{{','.join(COMMANDS)}}} …", file=sys.stderr)
        return 2
    status: int = importlib.import_module(COMMANDS[argv[0]]).main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
