"""What an audit finds on real text, row by row, with the target beside the figure.

    python benchmarks/real_audits.py [--only NAME]... [--shuffles 20] [--jobs 2] [--data FOLDER]

Prints a table and writes benchmarks/results/real_audits.json. A row that misses its target says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from real import cost, sets, shuffled, twins
from real.rows import Row

CASES: dict[str, Callable[[Path], Iterator[Row]]] = {
    "nfl_biased": sets.nfl_biased,
    "nfl_unbiased": sets.nfl_unbiased,
    "snli": sets.snli,
    "weibo": sets.weibo,
    "metadata": sets.metadata,
    "qqp": sets.qqp,
    "imdb_words": twins.imdb_words,
    "maze": sets.maze,
    "many_labels": sets.many_labels,
    "cost": cost.cost,
}


@dataclass(frozen=True, slots=True)
class Timed:
    """A row, its case and how long the case took."""

    case: str
    seconds: float
    row: Row


def main() -> None:
    """Run the cases, print each row as it comes, write them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*CASES, "shuffled"]
    parser.add_argument("--only", action="append", choices=names, default=None)
    parser.add_argument("--shuffles", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2, help="processes for the shuffled labels")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data} is not there: these rows need the evaluation sets")
    chosen = options.only or names
    cases = {name: CASES[name] for name in chosen if name in CASES}
    if "shuffled" in chosen:
        cases["shuffled"] = lambda data: shuffled.shuffled(data, options.shuffles, options.jobs)
    write(list(run(cases, options.data)), Path(__file__).parent / "results" / "real_audits.json")


def run(cases: dict[str, Callable[[Path], Iterator[Row]]], data: Path) -> Iterator[Timed]:
    """Every row of every case, printed."""
    for name, case in cases.items():
        began = time.perf_counter()
        for row in case(data):
            print(
                f"{'met ' if row.met else 'MISS'}  {row.name}: {row.figure}  (target: {row.target})"
            )
            sys.stdout.flush()
            yield Timed(name, round(time.perf_counter() - began, 1), row)


def write(rows: list[Timed], path: Path) -> None:
    """Put the rows in the results file, in place of older rows of the same cases."""
    path.parent.mkdir(exist_ok=True)
    old = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    cases = {r.case for r in rows}
    kept = [r for r in old if r["case"] not in cases]
    new = [{"case": r.case, "seconds": r.seconds, **asdict(r.row)} for r in rows]
    order = {name: i for i, name in enumerate([*CASES, "shuffled"])}
    every = sorted([*kept, *new], key=lambda r: order.get(r["case"], 99))
    record = {"command": "python benchmarks/real_audits.py", "rows": every}
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    docs = path.parents[2] / "docs" / "reference"
    (docs / "real-audits.md").write_text(page(every), "utf-8")
    missed = [r["name"] for r in every if not r["met"]]
    print(f"{len(every) - len(missed)} of {len(every)} met; missed: {', '.join(missed) or 'none'}")


def page(rows: list[dict[str, object]]) -> str:
    """The rows as a page of the docs."""
    lines = [
        "# Audits of real text",
        "",
        "Made by `python benchmarks/real_audits.py`, which needs the evaluation sets.",
        "Intervals are 95%. A row that misses its target says so.",
        "",
        "| row | measured | target | |",
        "|---|---|---|---|",
    ]
    for r in rows:
        cells = (str(r[k]).replace("|", "\\|") for k in ("name", "figure", "target"))
        lines.append(f"| {' | '.join(cells)} | {'met' if r['met'] else '**missed**'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
