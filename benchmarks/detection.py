"""Detectors of spurious cues on generated corpora whose truth is known: `cuewise bench detection`.

    python benchmarks/detection.py [--quick] [--only DETECTOR]... [--jobs N]

Writes benchmarks/results/detection.json. A peer runs if its environment exists; make it with
benchmarks/peers/make_env.sh giskard (or deepchecks, cleanlab).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cuewise.cli import cli

if __name__ == "__main__":
    # The paths of peers and results are relative to the root.
    os.chdir(Path(__file__).parent.parent)
    cli(["bench", "detection", *sys.argv[1:]], prog_name="cuewise")
