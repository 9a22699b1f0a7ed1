"""Compare counting with other tools on the same corpus, in one run.

    python benchmarks/count.py [--only CASE]... [--rounds 3] [--work FOLDER] [--data FOLDER]

Every measurement is a process of its own. Tools take turns, round after round; times are medians
with the range. Writes benchmarks/results/count.json and docs/reference/counting.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from counting import equal, rows
from real.table import Page, run, write

PAGE = Page(
    HERE / "results" / "count.json",
    HERE.parent / "docs" / "reference" / "counting.md",
    "Counting",
    (
        "Made by `python benchmarks/count.py`; the rows on real text need the evaluation sets.",
        "",
        "Words and word pairs by three labels, on two cores. Seconds are medians of several rounds",
        "(with the range), from texts in memory, in the form each tool needs, to exact counts.",
        "MB are the peak memory of the process. A row says so if the counts of two tools differ:",
        "HashingVectorizer merges n-grams, and other tools split real text differently. The floor",
        "splits the same texts into lower-case words with compiled code and counts nothing. A row",
        "that misses its target says so.",
    ),
    "python benchmarks/count.py",
)


def main() -> None:
    """Run the cases, print each row as it comes, write them all."""
    case_names = ["first", "100k", "1M", "real", "10M", "ray", "audit", "equal"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=case_names, default=None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "cuewise-count")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    cases = {
        "first": rows.compiling,
        "100k": partial(rows.hundred_thousand, options.work, options.rounds),
        "1M": partial(rows.million, options.work, options.rounds),
        "real": partial(rows.real, options.work, options.data, options.rounds),
        "10M": partial(rows.ten_million, options.work, options.rounds),
        "ray": partial(rows.on_ray, options.work, options.rounds),
        "audit": partial(rows.audit, options.work, options.rounds),
        "equal": partial(equal.equal, options.data),
    }
    # Write after each case, so that a failure loses no earlier results.
    for name in options.only or case_names:
        write(list(run({name: cases[name]})), PAGE, case_names)


if __name__ == "__main__":
    main()
