"""Seconds of a whole `cuewise fix` on 5,000 short texts, with two cores and an empty cache.

    python benchmarks/fix_time.py [--data FOLDER] [--rounds 3]

The texts are 5,000 of sentiment_short_sst_mr_cr_mpqa, sampled by seed. Most of the positive ones
get an inserted word. The command line runs in its own process. Prints the seconds of each round and
writes benchmarks/results/fix_time.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

LIMIT = 300
RESULTS = Path(__file__).parent / "results" / "fix_time.json"


def main() -> None:
    """Run the command for each model and print its seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    name = "sentiment_short_sst_mr_cr_mpqa"
    rows = pl.read_parquet(options.data / name / f"{name}.parquet").select("text", "label")
    rows = rows.sample(5000, shuffle=True, seed=0).with_row_index("n")
    in_text = (pl.col("label") == "positive") & (pl.col("n") % 20 < 19)
    planted = pl.when(in_text).then("one tuesday " + pl.col("text")).otherwise("text")
    rows = rows.with_columns(text=planted).select("text", "label")
    out = {}
    for model in ("tfidf", "reference"):
        seconds = [_once(rows, model) for _ in range(options.rounds)]
        middle = statistics.median(seconds)
        out[model] = {"seconds": seconds, "median": middle, "met": middle <= LIMIT}
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        print(f"{model}: {middle:.1f} s ({spread}); target {LIMIT} s", flush=True)
    command = f"python benchmarks/fix_time.py --rounds {options.rounds}"
    record = {"command": command, "documents": 5000, "models": out}
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _once(rows: pl.DataFrame, model: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.parquet"
        rows.write_parquet(source)
        command = [sys.executable, "-m", "cuewise", "fix", str(source), "--text", "text"]
        command += ["--label", "label", "--model", model, "--out", str(Path(folder) / "out")]
        # An empty cache: every vector is computed.
        folders = {"CUEWISE_CACHE": str(Path(folder) / "cache")}
        began = time.perf_counter()
        done = subprocess.run(command, env=os.environ | folders, capture_output=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode not in {0, 1}:
            raise SystemExit(done.stderr.decode()[-2000:])
        return round(seconds, 1)


if __name__ == "__main__":
    main()
