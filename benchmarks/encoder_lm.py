"""A small language model as encoder of Chinese: its verdicts and its heads, beside none.

    python benchmarks/encoder_lm.py MODEL_DIR [--shared ../shared]

Audits the four Chinese sets of judged cues without an encoder and with `--encoder MODEL_DIR`, and
scores the verdicts as `verdicts/score.py` of the evaluation data does. Fits a head on its vectors
of 1,000 shopping reviews, and TF-IDF on the same, and tests both on 500 others. Prints minutes and
memory; writes benchmarks/results/encoder_lm.json. The model that was measured is Gemma 3 270M
(base), made by tools/small_lm.py.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import cuewise
from cuewise import models

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/encoder_lm.json"
CHINESE = ("zh_shopping", "thucnews", "weibo", "chnsenti")
FITTED, TESTED = 1000, 500


def main() -> None:
    """Audit, score, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    began = time.perf_counter()
    record = {
        "command": "python benchmarks/encoder_lm.py MODEL_DIR",
        "without an encoder": _verdicts(options.shared, []),
        "with the language model": _verdicts(options.shared, ["--encoder", options.model]),
        "accuracy on shopping reviews": _accuracy(options.shared, options.model),
        "minutes": (time.perf_counter() - began) / 60,
        "peak MB": max(
            resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ),
    }
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    print(json.dumps(record, indent=1))


def _verdicts(shared: Path, options: list[str]) -> dict[str, dict[str, float]]:
    """The figures of each set, and of all together."""
    score = _score(shared)
    sets = tomllib.loads((shared / "verdicts" / "sets.toml").read_text("utf-8"))
    truth = pl.read_csv(shared / "verdicts" / "truth.csv").filter(pl.col("truth") != "ambiguous")
    judged = {(r["set"], r["subject"], r["label"]): r["truth"] for r in truth.to_dicts()}
    rows, table = [], {}
    with tempfile.TemporaryDirectory() as place:
        for name in CHINESE:
            # Clusters need a vector of every document and say nothing about a word.
            more = ["--set", "cluster_documents=0", *options]
            found = score.audit(name, sets[name], shared / "data", Path(place), more)["findings"]
            clear = [
                (name, kind == "spurious", _p(v), v["type"])
                for f in found
                if (kind := judged.get((name, f["subject"], f["label"]))) and (v := f["verdict"])
            ]
            table[name] = score.figures(clear)
            rows += clear
    mean = float(np.mean([row["auc"] for row in table.values()]))
    return {**table, "all": score.figures(rows) | {"auc_by_set": mean}}


def _p(verdict: dict[str, Any]) -> float:
    """The probability; a cue without one counts as undecided."""
    return 0.5 if verdict["p_spurious"] is None else float(verdict["p_spurious"])


def _score(shared: Path) -> Any:
    spec = spec_from_file_location("score", shared / "verdicts" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "verdicts" / "score.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _accuracy(shared: Path, model: str) -> dict[str, float]:
    place = shared / "data" / "zh_online_shopping_10cats" / "zh_online_shopping_10cats.parquet"
    sample = pl.read_parquet(place).sample(FITTED + TESTED, seed=0)
    corpus = cuewise.load(sample, text="text", label="label", language="zh")
    built = models.build("reference", corpus, np.arange(FITTED), seed=0, encoder=model)
    texts, labels = corpus.texts[FITTED:], corpus.labels[FITTED:]
    return {
        # The folder's own name says nothing to a reader.
        name: float((predictor.predict(texts).probs.argmax(axis=1) == labels).mean())
        for name, predictor in zip(("tfidf", "head"), built, strict=True)
    }


if __name__ == "__main__":
    main()
