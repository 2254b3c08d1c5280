"""The engine on the command line: `python -m engine <command>`."""

import importlib
import sys

COMMANDS = {
    "extract": "engine.command_extract",
    "screen": "engine.screen.command",
    "check": "engine.check",
    "hits": "engine.command_hits",
    "replay": "engine.command_replay",
}
"""Each module has `main(argv) -> int`; only the one asked for is imported."""


def main(argv: list[str]) -> int:
    """Run one command; 2 where there is none of that name."""
    if not argv or argv[0] not in COMMANDS:
        print(f"usage: python -m engine {{{','.join(COMMANDS)}}} …", file=sys.stderr)
        return 2
    status: int = importlib.import_module(COMMANDS[argv[0]]).main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
