"""Cues of one data set that transfer wrongly to another, measured by FCS.

    python benchmarks/false_transfer.py [--quick] [--data FOLDER]

D1 has positive and negative texts, D2 negative ones only. A model is fitted on D1. On D2 the label
is constant, so corr(label, cue) is undefined and counting labels shows nothing. The model's answers
are still associated with the cues of D1. There, FCS(ŷ, x) measures false transfer only: every
decision that a cue changes is an error. Prints a table and writes
benchmarks/results/false_transfer.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from real.rows import Row
from transfer import domains, planted


def main() -> None:
    """Run both parts, print each row, write all rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer seeds and pairs of domains")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    rows = []
    for row in _rows(options.data, quick=options.quick):
        print(f"{'met ' if row.met else 'MISS'}  {row.name}: {row.figure}  (target: {row.target})")
        sys.stdout.flush()
        rows.append(asdict(row))
    command = "python benchmarks/false_transfer.py" + (" --quick" if options.quick else "")
    name = "false_transfer-quick.json" if options.quick else "false_transfer.json"
    record = json.dumps({"command": command, "rows": rows}, ensure_ascii=False, indent=1)
    (Path(__file__).parent / "results" / name).write_text(record + "\n", encoding="utf-8")


def _rows(data: Path, *, quick: bool) -> Iterator[Row]:
    yield from planted.rows(seeds=5 if quick else 40)
    if (data / "fdu_mtl_reviews_16domains").is_dir():
        yield from domains.rows(data, pairs=3 if quick else 16)
    else:
        print(f"skipped the part on real reviews: {data} does not exist")


if __name__ == "__main__":
    main()
