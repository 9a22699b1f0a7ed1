"""What every remedy gives where a shortcut breaks, and what `cuewise fix` chooses.

    python benchmarks/remedies.py [--only CASE]... [--model MODEL]... [--seeds N] [--data FOLDER]

Ten cases, TF-IDF always, a head on the default encoder, on the maze also the encoder fine-tuned.
Choosing sees training texts and labels alone. Writes benchmarks/results/remedies.json; finished
cases are kept in .bench/remedies and not run again while the code is the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mending.cases import CASES
from mending.measure import run
from mending.table import rows

from cuewise.bench.cache import code_version
from cuewise.files import write_whole

MODELS = ("tfidf", "reference", "fine-tuned")
RESULTS = Path(__file__).parent / "results" / "remedies.json"


def main() -> None:
    """Run what is not finished, print each as it comes, and write the table where all is there."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=CASES, default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    kept = Path(".bench/remedies")
    found = {}
    for seed in range(options.seeds):
        for name in options.only or CASES:
            case = CASES[name](options.data, seed)
            for model in case.models:
                if options.model and model not in options.model:
                    continue
                path = kept / code_version() / f"{name.replace(' ', '-')}.{model}.{seed}.json"
                if not path.is_file():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    own = run(case, model, seed, kept / "models")
                    write_whole(path, json.dumps(own, ensure_ascii=False, indent=1) + "\n")
                own = json.loads(path.read_text(encoding="utf-8"))
                found[name, model, seed] = own
                print(name, model, seed, *_told(own), f"{own['seconds']:.0f} s", flush=True)
    table = rows(found)
    for row in table:
        print("met " if row.met else "MISS", f"{row.name}: {row.figure}  (target: {row.target})")
    if not (options.only or options.model):
        record = {"command": "python benchmarks/remedies.py", "seeds": options.seeds}
        RESULTS.write_text(json.dumps(record | {"rows": [vars(r) for r in table]}, indent=1) + "\n")


def _told(own: dict) -> list[str]:
    taken = own["candidates"][own["taken"]] if own["candidates"] else {"code": "nothing to mend"}
    shares = [
        f"{test} {a[0] / a[1]:.3f} -> {own['chosen'][test][0] / a[1]:.3f}"
        for test, a in own["first"].items()
        if isinstance(a, list)
    ]
    return [taken["code"], str(taken.get("scope")), *shares]


if __name__ == "__main__":
    main()
