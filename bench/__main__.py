"""The measures on the command line: `python -m bench <measure>`."""

import importlib
import sys

MEASURES = {
    "accuracy": "bench.accuracy",
    "chaos": "bench.chaos.command",
    "console": "bench.console.command",
    "drivers": "bench.drivers",
    "fuzz": "bench.fuzz.run",
    "load": "bench.load.command",
    "screen": "bench.screen",
}
"""Each module has `main(argv) -> int`; only the one asked for is imported."""


def main(argv: list[str]) -> int:
    """Run one measure; 2 where there is none of that name."""
    if not argv or argv[0] not in MEASURES:
        print(f"usage: python -m bench {{{','.join(MEASURES)}}} …", file=sys.stderr)
        return 2
    status: int = importlib.import_module(MEASURES[argv[0]]).main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
