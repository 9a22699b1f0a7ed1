"""What every remedy gives where a shortcut breaks, and what `cuewise fix` chooses.

    python benchmarks/remedies.py [--only CASE]... [--model MODEL]... [--seeds N] [--data FOLDER]
                                  [--jobs N] [--finished]

Ten cases, TF-IDF always, a head on the default encoder, on the maze also the encoder fine-tuned.
Choosing sees training texts and labels alone. Writes benchmarks/results/remedies.json,
remedies_cases.jsonl and docs/reference/remedies.md. Finished cases, there and in .bench/remedies,
are not run again while the code is the same. All takes about five hours of one processor; --jobs
runs so many cases at a time. With --finished nothing is run, and what is there is drawn.
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

from mending import kept
from mending.cases import CASES
from mending.measure import run
from mending.page import write
from mending.table import SEEDS, rows
from real.table import said

MODELS = ("tfidf", "reference", "fine-tuned")


def main() -> None:
    """Run what is not finished, print each as it comes, and draw the tables of it all."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=CASES, default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--finished", action="store_true")
    options = parser.parse_args()
    names = list(_names(options))
    found = dict(_all(options, names))
    table = rows(found)
    for row in table:
        print(said(row.met), f"{row.name}: {row.figure}  (target: {row.target})")
    if not (options.only or options.model):
        write(found, table, len(names))
        kept.write(found)


def _all(
    options: argparse.Namespace, names: Sequence[kept.Name]
) -> Iterator[tuple[kept.Name, Mapping[str, Any]]]:
    missing = [] if options.finished else [name for name in names if kept.get(name) is None]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(_run, missing, [options.data] * len(missing)))
    for name in names:
        own = kept.get(name)
        if own is not None:
            yield name, own


def _names(options: argparse.Namespace) -> Iterator[kept.Name]:
    for seed in range(options.seeds):
        for name in options.only or CASES:
            for model in CASES[name](options.data, seed).models:
                if not options.model or model in options.model:
                    yield name, model, seed


def _run(name: kept.Name, data: Path) -> None:
    warnings.simplefilter("ignore")
    case, model, seed = name
    whole = run(CASES[case](data, seed), model, seed, kept.MODELS)
    kept.put(name, whole)
    print(*name, *_told(kept.short(name, whole)), f"{whole['seconds']:.0f} s", flush=True)


def _told(own: Mapping[str, Any]) -> list[str]:
    code, scope = own["candidates"][own["taken"]][:2] if own["candidates"] else ("nothing", None)
    shares = [
        f"{test} {a[0] / a[1]:.3f} -> {own['chosen'][test][0] / a[1]:.3f}"
        for test, a in own["first"].items()
        if isinstance(a, list)
    ]
    return [code, str(scope), *shares]


if __name__ == "__main__":
    main()
