"""Whether verdicts change with the sample: two disjoint samples of 5,000 rows of each set.

    python benchmarks/stability.py [--data ../shared/data]

Audits both samples without a model. Of the cues that both audits report for one label, counts those
that change between spurious and genuine, and those that change between a verdict and undetermined.
Writes benchmarks/results/stability.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl

import cuewise
from cuewise.records import Audit
from cuewise.stats import wilson

RESULTS = Path(__file__).parent / "results" / "stability.json"
ROWS = 5000
# Sets with twice as many rows, and the split that is used; None: all.
SETS = {
    "hatexplain": "train",
    "tweeteval_sentiment": None,
    "thucnews_titles": None,
    "zh_online_shopping_10cats": None,
    "weibo_senti_sample": None,
    "clinc150": None,
    "banking77": None,
    "sentiment_short_sst_mr_cr_mpqa": None,
}
DECIDED = {"spurious", "genuine"}


def main() -> None:
    """Audit, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    rows = {name: _compared(options.data, name, split) for name, split in SETS.items()}
    rows["all"] = {
        key: sum(row[key] for row in rows.values()) for key in ("cues", "flips", "opens")
    }
    whole = rows["all"]
    low, high = wilson(whole["opens"], whole["cues"])
    record = {
        "command": "python benchmarks/stability.py",
        "rows": rows,
        "between decided and undetermined": {
            "share": whole["opens"] / whole["cues"],
            "low": float(low),
            "high": float(high),
        },
        "targets": {
            "no cue changes between spurious and genuine": whole["flips"] == 0,
            "at most 10% change between decided and undetermined": whole["opens"]
            <= 0.1 * whole["cues"],
        },
    }
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    print(json.dumps(record, indent=1))


def _compared(data: Path, name: str, split: str | None) -> dict[str, int]:
    frame = pl.read_parquet(data / name / f"{name}.parquet")
    rows = frame if split is None else frame.filter(pl.col("split") == split)
    rows = rows.select("text", "label")
    rows = rows.sample(min(2 * ROWS, len(rows)), shuffle=True, seed=0)
    half = len(rows) // 2
    first, second = (_verdicts(rows.slice(at, half)) for at in (0, half))
    both = first.keys() & second.keys()
    kinds = [{first[cue], second[cue]} for cue in both]
    row = {
        "cues": len(both),
        "flips": sum(pair == DECIDED for pair in kinds),
        "opens": sum(len(pair & DECIDED) == 1 and len(pair) == 2 for pair in kinds),
    }
    print(name, row, flush=True)
    return row


def _verdicts(rows: pl.DataFrame) -> dict[tuple[str, str], str]:
    audit: Audit = cuewise.audit(cuewise.load(rows, text="text", label="label"), models=("none",))
    return {(f.subject, f.label): f.verdict.type for f in audit.findings}


if __name__ == "__main__":
    main()
