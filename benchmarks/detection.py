"""Detectors of spurious cues on made-up corpora with known truth: `cuewise bench detection`.

    python benchmarks/detection.py [--quick] [--only DETECTOR]... [--jobs N]

Writes benchmarks/results/detection.json. Peers run where their environments are:
benchmarks/peers/make_env.sh giskard, deepchecks, cleanlab.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cuewise.cli import cli

if __name__ == "__main__":
    # The peers and the results are found from the root.
    os.chdir(Path(__file__).parent.parent)
    cli(["bench", "detection", *sys.argv[1:]], prog_name="cuewise")
