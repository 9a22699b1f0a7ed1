"""The structure of the code in figures, and the time of counting and of an audit around a change.

    python benchmarks/structure.py                    the figures of the code as it is
    python benchmarks/structure.py --before PYTHON    and the times before and after

PYTHON is the interpreter of an environment with the code before. Before and after take turns, round
after round, each in a process of its own. Counting is wall time on two threads; an audit is timed
in processor seconds and in wall seconds. A first round compiles, and caches the vectors of the
encoder; a first audit has no cached vectors. Writes benchmarks/results/structure.json.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from counting.corpora import zipf

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "cuewise"
RESULTS = Path(__file__).parent / "results" / "structure.json"
DOCUMENTS, COUNTED = 25_000, 1_000_000
# What may be lost: five percent.
SLOWER = 1.05


def main() -> None:
    """Count, time, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="interpreter of the code before")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known["structure"] = figures()
    if options.before:
        known |= times(options.before, options.rounds)
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(known, indent=1))


def figures() -> dict[str, int]:
    """Counts over the source."""
    texts = {p: p.read_text(encoding="utf-8") for p in sorted(PACKAGE.rglob("*.py"))}
    trees = {p: ast.parse(text) for p, text in texts.items()}
    functions = [
        node
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    names = Counter(
        node.name
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    )
    # Every command is a click command of this name in a file of its own.
    del names["command"]
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, check=False
    )
    return {
        "modules at the top level": len(list(PACKAGE.glob("*.py"))),
        "import contracts broken": int(linted.returncode != 0),
        "public functions and classes defined in two modules": sum(n > 1 for n in names.values()),
        "files over 300 lines": sum(len(t.splitlines()) > 300 for t in texts.values()),
        "functions over 50 lines, docstring not counted": sum(_lines(f) > 50 for f in functions),
        "modules": len(texts),
        "lines": sum(len(text.splitlines()) for text in texts.values()),
    }


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    own = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        own -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return own


def times(before: Path, rounds: int) -> dict[str, dict[str, object]]:
    """Time both versions in turn, and compare them round by round."""
    pythons = (before, Path(sys.executable))
    audits, firsts, counts = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        reviews = Path(folder) / "reviews.csv"
        _write(reviews)
        counted = zipf(Path(folder), COUNTED)[0]
        # The first round compiles and fills the caches.
        for _ in range(rounds + 1):
            counts.append([_count(counted, python) for python in pythons])
            audits.append([_audit(reviews, python) for python in pythons])
            firsts.append([_first_audit(reviews, python) for python in pythons])
    processor, wall = np.array(audits[1:]).transpose(2, 0, 1)
    first = np.array(firsts[1:])[:, :, 1]
    return {
        "counting 1,000,000 documents, wall seconds": _compared(np.array(counts[1:])),
        "audit of 25,000 documents, processor seconds": _compared(processor),
        "audit of 25,000 documents, wall seconds": _compared(wall),
        "first audit of 25,000 documents, wall seconds": _compared(first),
    }


def _compared(seconds: np.ndarray) -> dict[str, object]:
    """Seconds [rounds, 2] before and after, and the median and range of their ratio by round."""
    ratios = seconds[:, 1] / seconds[:, 0]
    return {
        "before": seconds[:, 0].round(2).tolist(),
        "after": seconds[:, 1].round(2).tolist(),
        "ratio, median": round(float(np.median(ratios)), 3),
        "ratio, least and most": [round(float(end), 3) for end in (ratios.min(), ratios.max())],
        "target": f"at most {SLOWER}",
        "met": bool(np.median(ratios) <= SLOWER),
    }


def _write(path: Path) -> None:
    from cuewise.synth import demo_corpus

    rows = demo_corpus("en", seed=0, n=DOCUMENTS).rows()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _first_audit(data: Path, python: Path) -> tuple[float, float]:
    """The same without cached vectors."""
    with tempfile.TemporaryDirectory() as cache:
        return _audit(data, python, {"CUEWISE_CACHE": cache})


def _audit(
    data: Path, python: Path, environment: Mapping[str, str] = os.environ
) -> tuple[float, float]:
    """Processor and wall seconds of one audit, children included."""
    command = [python, "-m", "cuewise", "audit", data, "--text", "text", "--label", "label"]
    start, began = os.times(), time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            [*command, "--out", out],
            check=True,
            capture_output=True,
            cwd=out,
            env={**os.environ, **environment},
        )
    end, wall = os.times(), time.perf_counter() - began
    used = end.children_user + end.children_system - start.children_user - start.children_system
    return used, wall


def _count(data: Path, python: Path) -> float:
    """Wall seconds of counting words and pairs of words, from texts in memory."""
    command = [python, ROOT / "benchmarks" / "counting" / "methods.py", "cuewise", "2", data]
    seconds: float = json.loads(subprocess.check_output(command))[0]
    return seconds


if __name__ == "__main__":
    main()
