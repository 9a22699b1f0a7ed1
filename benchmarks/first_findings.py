"""The first thirty findings of three sets, read by people: hate speech, finance, Chinese shopping.

    python benchmarks/first_findings.py [--data ../shared/data] [--truth FILE]

Audits each set with the model `tfidf`. A verdict is shared if both annotators judge the cue as it
does; an open or ambiguous case is not shared. Where the annotators did not see a cue, our own
reading in `judged/readings.csv` counts. Writes benchmarks/results/first_findings.json with every
verdict that is not shared.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping
from pathlib import Path

import cuewise
from cuewise.bench.cache import code_version
from cuewise.records import Finding

ROOT = Path(__file__).resolve().parent
RESULTS = ROOT / "results" / "first_findings.json"
READINGS = ROOT / "judged" / "readings.csv"
FIRST, LEAST = 30, 24
# File, options of `load`, and the name of the set in the truth.
SETS: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "hate speech": ("hatexplain/hatexplain.parquet", {"where": "split='train'"}, "hatexplain"),
    "finance": (
        "financial_phrasebank_50agree/financial_phrasebank_50agree.parquet",
        {},
        "fin_phrasebank",
    ),
    "Chinese shopping": (
        "zh_online_shopping_10cats/zh_online_shopping_10cats.parquet",
        {},
        "zh_shopping",
    ),
}
# Subject and label.
Key = tuple[str, str]


def main() -> None:
    """Audit, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = ROOT.parent.parent / "shared"
    parser.add_argument("--data", type=Path, default=shared / "data")
    parser.add_argument("--truth", type=Path, default=shared / "verdicts" / "truth.csv")
    options = parser.parse_args()
    record = {
        "command": "python benchmarks/first_findings.py",
        "code": code_version(),
        "target": f"at least {LEAST} of {FIRST} shared",
        "sets": {
            name: _compared(options.data / path, dict(columns), options.truth, of_set)
            for name, (path, columns, of_set) in SETS.items()
        },
    }
    RESULTS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(record, indent=1, ensure_ascii=False))


def _compared(path: Path, columns: dict[str, str], truth: Path, of_set: str) -> dict[str, object]:
    corpus = cuewise.load(path, text="text", label="label", **columns)
    first = cuewise.audit(corpus, models=["tfidf"]).findings[:FIRST]
    judged, read = _judged(truth, of_set), _judged(READINGS, of_set)
    opinions = [_opinion(f, judged, read) for f in first]
    shared = [f.verdict.type == opinion for f, opinion in zip(first, opinions, strict=True)]
    return {
        "documents": len(corpus.ids),
        "shared": sum(shared),
        "met": sum(shared) >= LEAST,
        "by annotators": sum((f.subject, f.label) in judged for f in first),
        "not shared": [
            f"{f.subject} ({f.label}): {f.verdict.type}; read as {opinion}"
            for f, same, opinion in zip(first, shared, opinions, strict=True)
            if not same
        ],
    }


def _judged(path: Path, of_set: str) -> dict[Key, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["set"] == of_set]
    return {(r["subject"], r["label"]): r["truth"] for r in rows}


def _opinion(f: Finding, judged: Mapping[Key, str], read: Mapping[Key, str]) -> str:
    key = (f.subject, f.label)
    return judged.get(key) or read.get(key) or "not read"


if __name__ == "__main__":
    main()
