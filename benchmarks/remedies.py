"""What every remedy gives where a shortcut breaks, and what `cuewise fix` chooses.

    python benchmarks/remedies.py [--only CASE]... [--model MODEL]... [--seeds N] [--data FOLDER]
                                  [--finished]

Ten cases, TF-IDF always, a head on the default encoder, on the maze also the encoder fine-tuned.
Choosing sees training texts and labels alone. Writes benchmarks/results/remedies.json and
docs/reference/remedies.md; finished cases are kept in .bench/remedies and not run again while the
code is the same. With --finished nothing is run, and what is there is drawn.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from mending.cases import CASES
from mending.measure import run
from mending.page import write
from mending.table import rows

from cuewise.bench.cache import code_version
from cuewise.files import write_whole

MODELS = ("tfidf", "reference", "fine-tuned")
KEPT = Path(".bench/remedies")


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


def _all(options: argparse.Namespace) -> Iterator[tuple[tuple[str, str, int], Mapping[str, Any]]]:
    for seed in range(options.seeds):
        for name in options.only or CASES:
            case = CASES[name](options.data, seed)
            for model in case.models:
                path = KEPT / code_version() / f"{name.replace(' ', '-')}.{model}.{seed}.json"
                if (options.model and model not in options.model) or (
                    options.finished and not path.is_file()
                ):
                    continue
                if not path.is_file():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    own = run(case, model, seed, KEPT / "models")
                    write_whole(path, json.dumps(own, ensure_ascii=False, indent=1) + "\n")
                own = json.loads(path.read_text(encoding="utf-8"))
                print(name, model, seed, *_told(own), f"{own['seconds']:.0f} s", flush=True)
                yield (name, model, seed), own


def _told(own: Mapping[str, Any]) -> list[str]:
    taken = own["candidates"][own["taken"]] if own["candidates"] else {"code": "nothing to mend"}
    shares = [
        f"{test} {a[0] / a[1]:.3f} -> {own['chosen'][test][0] / a[1]:.3f}"
        for test, a in own["first"].items()
        if isinstance(a, list)
    ]
    return [taken["code"], str(taken.get("scope")), *shares]


if __name__ == "__main__":
    main()
