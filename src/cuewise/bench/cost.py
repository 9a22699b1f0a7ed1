"""Time and memory of one detector in its own process: `python -m cuewise.bench.cost NAME N`."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from cuewise.bench.cells import GridCell
from cuewise.bench.detectors import DETECTORS
from cuewise.bench.detectors.peers import stop_peers
from cuewise.bench.sample import DetectorSample


class DetectorCost(NamedTuple):
    """Wall seconds for one corpus with everything loaded, and peak memory in MB."""

    seconds: float
    peak_mb: float


def measure_cost(detector: str, n: int) -> DetectorCost | None:
    """Measure a detector on n documents in its own process; None if it fails."""
    done = subprocess.run(  # noqa: S603  # this very module
        [sys.executable, "-m", "cuewise.bench.cost", detector, str(n)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    if done.returncode != 0:
        return None
    return DetectorCost(*json.loads(done.stdout.splitlines()[-1]))


def peak_mb() -> float:
    """The peak memory of this process in MB.

    Linux passes `ru_maxrss` from parent to child through fork and exec, so a small child of a large
    process would look large. /proc has the child's own peak.

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


def _main(name: str, n: int) -> None:
    """Run a detector twice and print the cost of the second run; the first loads libraries."""
    detector = DETECTORS[name]
    for replicate in (0, 1):
        cell = GridCell("null", "en", n, "permuted", replicate=replicate)
        sample = DetectorSample.of(cell.make())
        began = time.perf_counter()
        detector(sample)
        seconds = time.perf_counter() - began
    stop_peers()
    peak = peak_mb()
    if detector.version:  # a peer runs in a child process
        peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    sys.stdout.write(json.dumps([round(seconds, 3), round(peak, 1)]) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
