"""Verdicts on planted cues and on genuine decoys: the grid of `cuewise bench detection`.

    python benchmarks/planted_verdicts.py

Audits every corpus with one planted cue of strength .7 to .95, and every corpus with genuine words
as strong, without a model. Of the planted cues reported, counts those judged spurious; of the
decoys reported, those judged spurious and those judged genuine. Intervals are Wilson's. Writes
benchmarks/results/planted_verdicts.json.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from cuewise.bench.forms import FULL
from cuewise.bench.sample import OPTIONS
from cuewise.pipeline.audit import audit
from cuewise.records import VerdictType
from cuewise.stats import wilson

RESULTS = Path(__file__).parent / "results" / "planted_verdicts.json"
LEAST_STRENGTH = 0.7
PLANTED, DECOYS = 0.95, 0.02


def main() -> None:
    """Audit, count, print and write."""
    cells = [
        c for c in FULL.cells() if c.grid in ("planted", "decoy") and c.strength >= LEAST_STRENGTH
    ]
    verdicts: dict[str, list[VerdictType]] = defaultdict(list)
    for cell in cells:
        made = cell.make()
        truth = {(str(t.subject), t.label): t.spurious for t in made.truth}
        findings = audit(made.to_corpus(), models=("none",), config=OPTIONS.model_dump()).findings
        for f in findings:
            spurious = truth.get((f.subject, f.label))
            if spurious is not None and spurious == (cell.grid == "planted"):
                verdicts[f"{cell.grid} {cell.language} {cell.kind}"].append(f.verdict.type)
    rows = {name: _row(found) for name, found in sorted(verdicts.items())}
    for grid in ("planted", "decoy"):
        rows[grid] = _row([v for k, found in verdicts.items() if k.startswith(grid) for v in found])
    planted, decoys = rows["planted"]["spurious"], rows["decoy"]["spurious"]
    record = {
        "command": "python benchmarks/planted_verdicts.py",
        "corpora": len(cells),
        "rows": rows,
        "targets": {
            f"planted cues judged spurious ≥ {PLANTED}": planted >= PLANTED,
            f"decoys judged spurious ≤ {DECOYS}": decoys <= DECOYS,
        },
    }
    RESULTS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(record, indent=1, ensure_ascii=False))


def _row(found: Sequence[VerdictType]) -> dict[str, float]:
    n, spurious = len(found), sum(v == "spurious" for v in found)
    low, high = wilson(spurious, n)
    return {
        "n": n,
        "spurious": spurious / n,
        "low": float(low),
        "high": float(high),
        "genuine": sum(v == "genuine" for v in found) / n,
    }


if __name__ == "__main__":
    main()
