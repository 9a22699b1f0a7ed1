"""Counting compared with other tools, on the same corpus, in one run.

    python benchmarks/count.py [--only CASE]... [--rounds 3] [--work FOLDER] [--data FOLDER]
                               [--redraw]

Every measurement has its own process. Tools take turns, round after round; times are medians with
minimum and maximum. Writes benchmarks/results/count.json and docs/reference/counting.md. --redraw
draws the page from the results file.
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
from real.table import Page, redraw, run, write

PAGE = Page(
    HERE / "results" / "count.json",
    HERE.parent / "docs" / "reference" / "counting.md",
    "Counting",
    (
        "Made by `python benchmarks/count.py`; the rows on real text need the evaluation sets.",
        "",
        "Words and pairs of words by three labels, on two cores. Seconds are medians of several",
        "rounds (minimum to maximum), from texts in memory, in the form that each tool takes, to",
        "exact counts. MB are the peak of the whole process. A row has no target if its counts",
        "need not equal cuewise's: HashingVectorizer merges n-grams, and other tools split real",
        "text differently. The floor is compiled code that splits and lowercases the same texts",
        "and counts nothing. A row that misses its target says so.",
    ),
    "python benchmarks/count.py",
)


def main() -> None:
    """Run the cases, print each row, write all rows."""
    every = ["first", "100k", "1M", "real", "10M", "ray", "audit", "equal"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=every, default=None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "cuewise-count")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(PAGE)
        return
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
    chosen = options.only or every
    # One by one, so that a case that fails does not stop the others.
    for name in chosen:
        write(list(run({name: cases[name]})), PAGE, every)


if __name__ == "__main__":
    main()
