"""Whether `cuewise fix` does harm by default: 14 sets and four further languages.

    python benchmarks/harm.py [--shared FOLDER] [--only SET]... [--model MODEL]... [--jobs N]
                              [--redraw]

Each set is split by its texts: `fix` gets three quarters with their labels, and nothing sees the
rest. Writes benchmarks/results/harm.json and docs/reference/harm.md. Finished rows, in .bench/harm,
are not measured again while the code is the same.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from harmless.measure import measured
from harmless.sets import names, read
from real.rows import Row
from real.table import CaseRow, Page, redraw, write

from cuewise.records.thresholds import MAX_LOSS

_HERE = Path(__file__).parent
MODELS = ("tfidf", "reference")
_CACHE = Path(".bench/harm")
_ABOUT = """
Made by `python benchmarks/harm.py`, which needs the evaluation sets. Each set is split by its
texts: `cuewise fix` gets three quarters of them with their labels, with no option but the model,
and nothing sees the rest. So the rows show what a user gets who knows nothing of the cues.

- *Confirmed*: points of accuracy lost on the confirmation split of `fix`. *Unseen*: the same on the
  texts that nothing saw. Both are differences by document with 95% intervals; below 0 is a gain.
- Of a refused repair the model stays as it was. What the repair would have cost on the unseen texts
  stands in brackets.
""".strip().splitlines()
PAGE = Page(
    _HERE / "results" / "harm.json",
    _HERE.parent / "docs" / "reference" / "harm.md",
    "Harm",
    _ABOUT,
    "python benchmarks/harm.py",
)

_Result = Mapping[str, Any]


def main() -> None:
    """Measure what is not finished, print it, and draw the page."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(PAGE)
        return
    asked = [
        (options.shared, name, model)
        for model in options.model or MODELS
        for name in options.only or names(options.shared)
    ]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        results = dict(zip([key[1:] for key in asked], pool.map(_run, asked), strict=True))
    rows = [*_targets(results), *(_row(*key, result) for key, result in results.items())]
    if not (options.only or options.model):
        write([CaseRow("harm", 0.0, row) for row in rows], PAGE, ["harm"])


def _run(key: tuple[Path, str, str]) -> _Result:
    shared, name, model = key
    result = measured(read(shared, name), model, _CACHE)
    print(_row(name, model, result), flush=True)
    return result


def _row(name: str, model: str, result: _Result) -> Row:
    if "unseen" not in result:
        return Row(f"{name}, {model}", f"not applicable: {result['why']}", "none", None)
    parts = [str(result["outcome"])]
    if "confirmed" in result:
        parts.append(f"confirmed: {_points(result['confirmed'])}")
    unseen = result["unseen"]
    accuracy = f"{100 * unseen['before']:.1f}% to {100 * unseen['after']:.1f}%"
    parts.append(f"unseen: {_points(unseen)}, accuracy {accuracy}, n = {unseen['n']}")
    if "refused unseen" in result:
        parts.append(f"(refused: {_points(result['refused unseen'])})")
    return Row(f"{name}, {model}", "; ".join(parts), "none", None)


def _points(cost: Mapping[str, float]) -> str:
    return f"{100 * cost['lost']:.1f} [{100 * cost['low']:.1f}, {100 * cost['high']:.1f}]"


def _targets(results: Mapping[tuple[str, str], _Result]) -> Iterator[Row]:
    """The targets: no shipped repair that loses more than the limit, and none below majority."""
    shipped = [r for r in results.values() if _shipped(r)]
    for where, most in (("confirmed", 0.0), ("unseen", 0.05)):
        over = sum(r[where]["lost"] > MAX_LOSS + 1e-9 for r in shipped)
        figure = f"{over} of {len(shipped)} repairs shipped"
        target = "0" if not most else "at most 1 in 20"
        name = f"shipped repairs that lose over 2 points, {where}"
        yield Row(name, figure, target, over <= most * len(shipped))
    below = _below_majority(shipped)
    figure = f"{below} of {len(shipped)} repairs shipped"
    yield Row("models shipped below the majority label, unseen", figure, "0", below == 0)


def _shipped(result: _Result) -> bool:
    outcome = str(result["outcome"])
    return outcome not in {"no change", "not applicable"} and not outcome.startswith("refused")


def _below_majority(shipped: Sequence[_Result]) -> int:
    """Models that a repair made less accurate, and that are below the majority label."""
    return sum(r["unseen"]["after"] < min(r["majority"], r["unseen"]["before"]) for r in shipped)


if __name__ == "__main__":
    main()
