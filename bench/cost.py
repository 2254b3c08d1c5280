"""What reading costs: time per utterance, time until the first reading, memory added to the process."""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.scoring import Figure, percentile
from bench.sets import Read
from engine.extraction import Extraction, Request

_STARTS = 3
_FIRST = """
import json, resource, sys, time
def resident():
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before, began = resident(), time.perf_counter()
from datetime import datetime
from engine.command_extract import DEMO_ROSTER
from engine.extraction import Request
from engine.local.reader import LocalExtractor
now = datetime(2026, 3, 2, 9, 0)
LocalExtractor().read(Request(text="can I see Dr. Kim next Tuesday morning", now=now, roster=DEMO_ROSTER))
print(json.dumps([time.perf_counter() - began, resident() - before]))
"""


class Stopwatch:
    """An extractor's reading that notes how long every utterance keeps one core busy."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.seconds: list[float] = []

    def read(self, request: Request) -> Extraction:
        """Read as the extractor does."""
        began = time.thread_time()
        extraction = self._read(request)
        self.seconds.append(time.thread_time() - began)
        return extraction

    def figure(self) -> Figure:
        """The 95th percentile in milliseconds."""
        return Figure(
            name="cost.p95_ms",
            value=percentile(self.seconds, 0.95) * 1000,
            rows=len(self.seconds),
            goal=2.0,
            lower_is_better=True,
        )


def start_figures() -> tuple[Figure, Figure]:
    """Seconds from import to the first reading and MiB added, in fresh processes; the best of three."""
    root = Path(__file__).parent.parent
    runs = [
        json.loads(
            subprocess.run([sys.executable, "-c", _FIRST], cwd=root, capture_output=True, check=True).stdout
        )
        for _ in range(_STARTS)
    ]
    seconds, added = min(run[0] for run in runs), min(run[1] for run in runs)
    return (
        Figure(name="cost.first_s", value=seconds, rows=_STARTS, goal=0.5, lower_is_better=True),
        Figure(name="cost.memory_mb", value=added / 2**20, rows=_STARTS, goal=60.0, lower_is_better=True),
    )
