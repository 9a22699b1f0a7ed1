"""The structure of the code in figures, and the time of an audit before and after a change.

    python benchmarks/structure.py                    the figures of the code as it is
    python benchmarks/structure.py --before PYTHON    and the time of an audit of 25,000 documents

PYTHON is the interpreter of an environment with the code before. Both audits take turns, round
after round. Each is a process of its own, timed in processor seconds. A first run of each caches
the vectors of the encoder. Writes benchmarks/results/structure.json.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "cuewise"
RESULTS = Path(__file__).parent / "results" / "structure.json"
DOCUMENTS = 25_000


def main() -> None:
    """Count, time, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="interpreter of the code before")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known["structure"] = figures()
    if options.before:
        known["audit of 25,000 documents"] = times(options.before, options.rounds)
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


def times(before: Path, rounds: int) -> dict[str, object]:
    """Seconds of both audits, in turn, and the ratio round by round."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "reviews.csv"
        _write(data)
        for python in (before, Path(sys.executable)):
            _seconds(python, data)
        pairs = [
            (_seconds(before, data), _seconds(Path(sys.executable), data)) for _ in range(rounds)
        ]
    ratios = [after / old for old, after in pairs]
    return {
        "before, seconds": [round(a, 2) for a, _ in pairs],
        "after, seconds": [round(b, 2) for _, b in pairs],
        "ratio, median": round(statistics.median(ratios), 3),
        "ratio, least and most": [round(min(ratios), 3), round(max(ratios), 3)],
        "target": "at most 1.05",
        "met": statistics.median(ratios) <= 1.05,
    }


def _write(path: Path) -> None:
    from cuewise.synth import demo_corpus

    rows = demo_corpus("en", seed=0, n=DOCUMENTS).rows()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _seconds(python: Path, data: Path) -> float:
    """User and system seconds of one audit, children included."""
    command = [python, "-m", "cuewise", "audit", data, "--text", "text", "--label", "label"]
    start = os.times()
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([*command, "--out", out], check=True, capture_output=True, cwd=out)
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


if __name__ == "__main__":
    main()
