"""How far a run has come, for whoever waits for it."""

import sys
from collections.abc import Sequence

from qa.bluejay.payloads import Judged, Standing


class Progress:
    """One line that counts the results by their standing, on a terminal; elsewhere a line for each change."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = ""

    def told(self, found: Sequence[Judged]) -> None:
        """Show where the results stand."""
        counts = {standing: sum(one.standing is standing for one in found) for standing in Standing}
        text = ", ".join(f"{count} {standing.value}" for standing, count in counts.items() if count)
        if text != self._last:
            self._last = text
            sys.stderr.write(f"\r{text:<70}" if self._shown else f"{text}\n")
            sys.stderr.flush()

    def close(self) -> None:
        """End the line."""
        if self._shown:
            sys.stderr.write("\n")
