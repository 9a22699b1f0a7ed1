"""Verdicts against people: cues of fourteen sets that two annotators judged.

    python benchmarks/verdicts.py [--shared ../shared] [--cache FOLDER] [--write]

Audits every set without a model, as `verdicts/score.py` of the evaluation data does: as it is, with
one sentence about each label, and with a replayed annotator. Fits the weights of the signals on all
sets but one, judges the cues of that one, and prints the figures. Writes
benchmarks/results/verdicts.json. `--write` also fits on all sets and writes the weights that
cuewise uses, src/cuewise/evidence/weights.toml. Audits are kept by the code that made them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from judged.audits import audited, audited_with
from judged.cues import SignalledCue, judged_cues
from judged.figures import ANNOTATED, DESCRIBED, PLAIN, by_set, line, target
from judged.fit import COLUMNS, fit, left_out
from judged.replay import ReplayCount

from cuewise.evidence.weights import AXES, Fit

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/verdicts.json"
WEIGHTS = ROOT / "src/cuewise/evidence/weights.toml"
DESCRIPTIONS = ROOT / "benchmarks/judged/descriptions.toml"
HEAD = """\
# Made by `python benchmarks/verdicts.py --write` from cues that two annotators judged. Do not edit.
# log-odds(spurious) = log_odds + sum of weight x log LR of the signals that speak.
"""
BY_HAND = """\
# Set by hand: no set has what these need. Pairs and bases count against the axes as before the fit.
[by_hand]"""


def main() -> None:
    """Audit, fit, judge, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "verdicts")
    parser.add_argument("--write", action="store_true", help="write the weights of cuewise")
    options = parser.parse_args()
    shared, cache = options.shared, options.cache
    plain = judged_cues(shared, audited(shared, cache, {}))
    described = judged_cues(shared, audited(shared, cache, _describing()))
    folder, count = audited_with(shared, cache, "annotator_1")
    annotated = judged_cues(shared, folder, "annotator_2")
    known = [*plain, *described]
    record: dict[str, object] = {"command": "python benchmarks/verdicts.py"}
    for name, cues, wanted in (
        ("as they are", plain, PLAIN),
        ("labels described", described, DESCRIBED),
        ("annotator replayed", annotated, ANNOTATED),
    ):
        record[name] = _judged(name, cues, known, wanted)
    record["calls"] = _calls(count)
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    if options.write:
        WEIGHTS.write_text(_toml(fit(known)), "utf-8")


def _describing() -> dict[str, list[str]]:
    sets = tomllib.loads(DESCRIPTIONS.read_text("utf-8"))
    return {
        name: [x for label, text in labels.items() for x in ("--describe", f"{label}={text}")]
        for name, labels in sets.items()
    }


def _judged(
    name: str,
    cues: list[SignalledCue],
    known: list[SignalledCue],
    wanted: Mapping[str, tuple[float, bool]],
) -> dict[str, object]:
    """The figures of one condition, by the weights of the other sets."""
    table = by_set(list(left_out(cues, known)))
    targets = [target(table["all"], *entry) for entry in wanted.items()]
    print(f"== {name}")
    print(*(line(set_name, row) for set_name, row in table.items()), sep="\n")
    print(
        *(f"{t['name']}: {t['figure']:.3f} ({t['wanted']}) {t['met']}" for t in targets), sep="\n"
    )
    return {"sets": table, "targets": targets}


def _calls(count: ReplayCount) -> dict[str, float]:
    """Calls and cues asked about, over all sets."""
    calls, cues = sum(count.calls.values()), sum(count.cues.values())
    print(f"calls: {calls} for {cues} cues")
    return {"calls": calls, "cues": cues}


def _toml(own: Fit) -> str:
    weights = {**own.weights, "axes": own.weights[AXES[0]]}
    by_hand = [name for name in weights if name not in (*COLUMNS, *AXES)]

    def rows(names: Iterable[str]) -> list[str]:
        return [f"{name} = {weights[name]:.3f}" for name in names]

    prior = [f"log_odds = {own.log_odds:.3f}", f"disagree = {own.disagree:.3f}"]
    parts = (HEAD, "[prior]", *prior, "", "[weights]", *rows(COLUMNS), "", BY_HAND, *rows(by_hand))
    return "\n".join([*parts, ""])


if __name__ == "__main__":
    main()
