"""Seconds of a whole `cuewise fix`, with two cores and an empty cache.

    python benchmarks/fix_time.py [--data FOLDER] [--rounds 3] [--only CASE]...

*short*: 5,000 texts of sentiment_short_sst_mr_cr_mpqa, sampled by seed; most of the positive ones
get an inserted word. *hatexplain*: all 15,383 posts of the training split, three labels.
*phrasebank*: all 4,846 sentences of financial news. The command line runs in its own process; a
repair that it refuses counts too. Prints the seconds of each round and writes
benchmarks/results/fix_time.json.
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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

RESULTS = Path(__file__).parent / "results" / "fix_time.json"
# The repair was shipped, or there was nothing to repair; it was refused.
_ENDED = {0, 4}


@dataclass(frozen=True, slots=True)
class TimedCase:
    """Texts, a model, and the seconds that the repair may take."""

    rows: Callable[[Path], pl.DataFrame]
    model: str
    limit: int


def short(data: Path) -> pl.DataFrame:
    """5,000 short texts with an inserted word."""
    rows = _read(data, "sentiment_short_sst_mr_cr_mpqa").select("text", "label")
    rows = rows.sample(5000, shuffle=True, seed=0).with_row_index("n")
    in_text = (pl.col("label") == "positive") & (pl.col("n") % 20 < 19)
    planted = pl.when(in_text).then("one tuesday " + pl.col("text")).otherwise("text")
    return rows.with_columns(text=planted).select("text", "label")


def hatexplain(data: Path) -> pl.DataFrame:
    """All posts of the training split."""
    return _read(data, "hatexplain").filter(pl.col("split") == "train").select("text", "label")


def phrasebank(data: Path) -> pl.DataFrame:
    """All sentences on which half of the annotators agree."""
    return _read(data, "financial_phrasebank_50agree").select("text", "label")


CASES: Mapping[str, TimedCase] = {
    "short, tfidf": TimedCase(short, "tfidf", 30),
    "short, reference": TimedCase(short, "reference", 90),
    "hatexplain, tfidf": TimedCase(hatexplain, "tfidf", 120),
    "phrasebank, reference": TimedCase(phrasebank, "reference", 180),
}


def main() -> None:
    """Run the command for each case and print its seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=CASES, default=[])
    options = parser.parse_args()
    out = {}
    for name in options.only or CASES:
        out[name] = _timed(CASES[name], options.data, options.rounds)
        seconds = out[name]["seconds"]
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        print(f"{name}: {out[name]['median']:.1f} s ({spread}); target {out[name]['limit']} s")
        sys.stdout.flush()
    if not options.only:
        command = f"python benchmarks/fix_time.py --rounds {options.rounds}"
        record = {"command": command, "cases": out}
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _timed(case: TimedCase, data: Path, rounds: int) -> dict[str, Any]:
    rows = case.rows(data)
    ended = [_once(rows, case.model) for _ in range(rounds)]
    seconds = [one[0] for one in ended]
    median = statistics.median(seconds)
    return {
        "documents": rows.height,
        "seconds": seconds,
        "exit": ended[-1][1],
        "load": round(os.getloadavg()[0], 2),
        "median": median,
        "limit": case.limit,
        "met": median <= case.limit,
    }


def _once(rows: pl.DataFrame, model: str) -> tuple[float, int]:
    """The seconds of one run, and its exit code."""
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
        if done.returncode not in _ENDED:
            raise SystemExit(done.stderr.decode()[-2000:])
        return round(seconds, 1), done.returncode


def _read(data: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(data / name / f"{name}.parquet")


if __name__ == "__main__":
    main()
