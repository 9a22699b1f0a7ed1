"""What every remedy gives where a shortcut breaks, and what `cuewise fix` chooses.

    python benchmarks/remedies.py [--only CASE]... [--model MODEL]... [--seeds N] [--data FOLDER]
                                  [--finished]

Ten cases, TF-IDF always, a head on the default encoder, on the maze also the encoder fine-tuned.
Choosing sees training texts and labels alone. Writes benchmarks/results/remedies.json,
remedies_cases.jsonl and docs/reference/remedies.md. Finished cases, there and in .bench/remedies,
are not run again while the code is the same. With --finished nothing is run, and what is there is
drawn.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from mending import kept
from mending.cases import CASES
from mending.measure import run
from mending.page import write
from mending.table import rows

MODELS = ("tfidf", "reference", "fine-tuned")


def main() -> None:
    """Run what is not finished, print each as it comes, and draw the tables of it all."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=CASES, default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--finished", action="store_true")
    options = parser.parse_args()
    found = dict(_all(options))
    table = rows(found)
    for row in table:
        print("met " if row.met else "MISS", f"{row.name}: {row.figure}  (target: {row.target})")
    if not (options.only or options.model):
        write(found, table)
        kept.write(found)


def _all(options: argparse.Namespace) -> Iterator[tuple[tuple[str, str, int], Mapping[str, Any]]]:
    for seed in range(options.seeds):
        for name in options.only or CASES:
            case = CASES[name](options.data, seed)
            for model in case.models:
                if options.model and model not in options.model:
                    continue
                own = kept.get((name, model, seed))
                if own is None and options.finished:
                    continue
                if own is None:
                    whole = run(case, model, seed, kept.MODELS)
                    kept.put((name, model, seed), whole)
                    own = kept.short((name, model, seed), whole)
                print(name, model, seed, *_told(own), f"{own['seconds']:.0f} s", flush=True)
                yield (name, model, seed), own


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
