"""Verdicts against people: cues of fourteen sets that two annotators judged.

    python benchmarks/verdicts.py [--shared ../shared] [--cache FOLDER] [--write]

Audits the sets without a model (`verdicts/score.py` of the evaluation data), fits the weights of
the signals on all sets but one, judges the cues of that one, and prints the figures. Writes
benchmarks/results/verdicts.json. `--write` also fits on all sets and writes the weights that
cuewise uses, src/cuewise/evidence/weights.toml. Audits are kept by the code that made them.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from judged.cues import audited, judged_cues
from judged.figures import TARGETS, by_set, line
from judged.fit import COLUMNS, fit, left_out

from cuewise.evidence.weights import AXES, Fit

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/verdicts.json"
WEIGHTS = ROOT / "src/cuewise/evidence/weights.toml"
HEAD = """\
# Made by `python benchmarks/verdicts.py --write` from cues that two annotators judged. Do not edit.
# log-odds(spurious) = log_odds + sum of weight x log LR of the signals that speak.
"""
BY_HAND = """\
# Set by hand: no set has what these need. Pairs and bases count against the axes as before the fit.
[by_hand]"""


def main() -> None:
    """Fit, judge, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "verdicts")
    parser.add_argument("--audits", type=Path, help="judge these audits")
    parser.add_argument("--write", action="store_true", help="write the weights of cuewise")
    options = parser.parse_args()
    audits = options.audits or audited(options.shared, options.cache)
    cues = judged_cues(options.shared, audits)
    table = by_set(list(left_out(cues)))
    for name, row in table.items():
        print(line(name, row))
    targets = [_target(table["all"], *target) for target in TARGETS]
    print(
        *(f"{t['name']}: {t['figure']:.3f} ({t['wanted']}) {t['met']}" for t in targets), sep="\n"
    )
    command = "python benchmarks/verdicts.py"
    record = {"command": command, "left out": table, "targets": targets}
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    if options.write:
        WEIGHTS.write_text(_toml(fit(cues)), "utf-8")


def _target(row: dict[str, float], name: str, bound: float, greater: bool) -> dict[str, object]:
    met = row[name] >= bound if greater else row[name] <= bound
    wanted = f"{'≥' if greater else '≤'} {bound}"
    return {"name": name, "figure": row[name], "wanted": wanted, "met": "met" if met else "missed"}


def _toml(own: Fit) -> str:
    weights = {**own.weights, "axes": own.weights[AXES[0]]}
    by_hand = [name for name in weights if name not in (*COLUMNS, *AXES)]
    return "\n".join(
        [
            *(HEAD, "[prior]", f"log_odds = {own.log_odds:.3f}", f"disagree = {own.disagree:.3f}"),
            *("", "[weights]", *(f"{name} = {weights[name]:.3f}" for name in COLUMNS)),
            *("", BY_HAND, *(f"{name} = {weights[name]:.3f}" for name in by_hand), ""),
        ]
    )


if __name__ == "__main__":
    main()
