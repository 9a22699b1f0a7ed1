"""The effect of every remedy where a shortcut breaks, and the choice of `cuewise fix`.

    python benchmarks/remedies.py [--only CASE]... [--model MODEL]... [--seeds N] [--data FOLDER]
                                  [--jobs N] [--finished] [--redraw]

Ten cases with TF-IDF and a head on the default encoder; ShortcutMaze also with the encoder
fine-tuned. The choice sees training texts and labels only. Writes benchmarks/results/remedies.json,
remedies_cases.jsonl and docs/reference/remedies.md. Finished cases, there and in .bench/remedies,
are not run again while the code is the same. A full run takes about five hours of one processor;
--jobs runs several cases at a time. --finished runs nothing and uses the finished cases; --redraw
draws the page from the results file.
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

from real.table import status
from repair import cache
from repair.cases import CASES
from repair.measure import run
from repair.page import redraw, write
from repair.targets import SEEDS, target_rows

MODELS = ("tfidf", "reference", "fine-tuned")


def main() -> None:
    """Run the cases that are not finished, print each, and draw the tables of all."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=CASES, default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--finished", action="store_true")
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw()
        return
    names = list(_names(options))
    results = dict(_all(options, names))
    table = target_rows(results)
    for row in table:
        print(status(row.met), f"{row.name}: {row.figure}  (target: {row.target})")
    print(f"{len(results)} of {len(names)} cases are finished")
    if not (options.only or options.model):
        write(results, table)
        cache.write(results)


def _all(
    options: argparse.Namespace, names: Sequence[cache.RunName]
) -> Iterator[tuple[cache.RunName, Mapping[str, Any]]]:
    missing = [] if options.finished else [name for name in names if cache.get(name) is None]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(_run, missing, [options.data] * len(missing)))
    for name in names:
        result = cache.get(name)
        if result is not None:
            yield name, result


def _names(options: argparse.Namespace) -> Iterator[cache.RunName]:
    for seed in range(options.seeds):
        for name in options.only or CASES:
            for model in CASES[name](options.data, seed).models:
                if not options.model or model in options.model:
                    yield name, model, seed


def _run(name: cache.RunName, data: Path) -> None:
    warnings.simplefilter("ignore")
    case, model, seed = name
    result = run(CASES[case](data, seed), model, seed, cache.MODELS)
    cache.put(name, result)
    print(*name, *_summary(cache.abridged(name, result)), f"{result['seconds']:.0f} s", flush=True)


def _summary(result: Mapping[str, Any]) -> list[str]:
    code, by_default = result["outcome"]["remedy"], result["default"]
    shares = [
        f"{test} {counts[0] / counts[1]:.3f} -> {result['chosen'][test][0] / counts[1]:.3f}"
        for test, counts in result["first"].items()
        if isinstance(counts, list)
    ]
    return [code, f"default {by_default['refused'] or by_default['remedy']}", *shares]


if __name__ == "__main__":
    main()
