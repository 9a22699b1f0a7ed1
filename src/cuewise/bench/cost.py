"""Seconds and memory of one detector, in a process of its own: `python -m cuewise.bench.cost`."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from cuewise.bench.cells import Cell
from cuewise.bench.detectors import DETECTORS
from cuewise.bench.detectors.peers import stop
from cuewise.bench.sample import Sample


class Cost(NamedTuple):
    """Wall seconds for one corpus with everything loaded, and the peak of memory."""

    seconds: float
    peak_mb: float


def cost(detector: str, n: int) -> Cost | None:
    """Measured apart; None where the detector fails."""
    done = subprocess.run(  # noqa: S603  # this very module
        [sys.executable, "-m", "cuewise.bench.cost", detector, str(n)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    return Cost(*json.loads(done.stdout.splitlines()[-1])) if done.returncode == 0 else None


def main(name: str, n: int) -> None:
    """Run a detector twice and print the cost of the second time; the first loads libraries."""
    detector = DETECTORS[name]
    for replicate in (0, 1):
        sample = Sample.of(Cell("null", "en", n, "permuted", replicate=replicate).make())
        began = time.perf_counter()
        detector(sample)
        seconds = time.perf_counter() - began
    stop()
    peak = peak_mb()
    if DETECTORS[name].version:  # a peer works in a process of its own
        peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    sys.stdout.write(json.dumps([round(seconds, 3), round(peak, 1)]) + "\n")


def peak_mb() -> float:
    """The most memory that this process has held, in MB.

    Linux hands `ru_maxrss` down from the parent through fork and exec, so a small child of a large
    process would look large; its own peak stands in /proc.

    Examples
    --------
    >>> peak_mb() > 1
    True
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
