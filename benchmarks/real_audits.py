"""Audits of real text: one row per figure, with its target.

    python benchmarks/real_audits.py [--only NAME]... [--shuffles 20] [--jobs 2] [--data FOLDER]
                                     [--redraw]

Prints the rows and writes benchmarks/results/real_audits.json and docs/reference/real-audits.md. A
row that misses its target says so. --redraw draws the page from the results file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from real import cost, pairs, sets, shuffled
from real.rows import Row
from real.table import Page, redraw, run, write

CASES: dict[str, Callable[[Path], Iterator[Row]]] = {
    "nfl_biased": sets.nfl_biased,
    "nfl_unbiased": sets.nfl_unbiased,
    "snli": sets.snli,
    "weibo": sets.weibo,
    "metadata": sets.metadata,
    "qqp": sets.qqp,
    "imdb_words": pairs.imdb_words,
    "maze": sets.maze,
    "many_labels": sets.many_labels,
    "cost": cost.cost,
}


PAGE = Page(
    HERE / "results" / "real_audits.json",
    HERE.parent / "docs" / "reference" / "real-audits.md",
    "Audits of real text",
    (
        "Made by `python benchmarks/real_audits.py`, which needs the evaluation sets.",
        "Intervals are 95%. A row that misses its target says so. ShortcutMaze: Zhou et al. 2024.",
    ),
    "python benchmarks/real_audits.py",
)


def main() -> None:
    """Run the cases, print each row, write all rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*CASES, "shuffled"]
    parser.add_argument("--only", action="append", choices=names, default=None)
    parser.add_argument("--shuffles", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2, help="processes for the shuffled labels")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(PAGE)
        return
    if not options.data.is_dir():
        sys.exit(f"{options.data} does not exist: these rows need the evaluation sets")
    chosen = options.only or names
    cases = {name: partial(CASES[name], options.data) for name in chosen if name in CASES}
    if "shuffled" in chosen:
        cases["shuffled"] = partial(shuffled.shuffled, options.data, options.shuffles, options.jobs)
    # One by one, so that a case that fails does not stop the others.
    for name, case in cases.items():
        write(list(run({name: case})), PAGE, [*CASES, "shuffled"])


if __name__ == "__main__":
    main()
