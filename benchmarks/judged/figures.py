"""How far verdicts agree with people: the figures of the evaluation sets' own `score.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from cuewise.records import Floats
from cuewise.records.thresholds import SURE
from cuewise.stats import wilson
from judged.cues import SignalledCue

# By condition and figure: the target, and whether a greater figure is better.
PLAIN = {
    "auc_by_set": (0.95, True),
    "worst_set": (0.80, True),
    "wronged": (0.04, False),
    "precision": (0.95, True),
    "found": (0.75, True),
    "decided": (0.70, True),
    "ece": (0.04, False),
}
DESCRIBED = {"auc_by_set": (0.96, True), "decided": (0.80, True)}
ANNOTATED = {"auc": (0.98, True), "wronged": (0.02, False), "decided": (0.93, True)}
_BINS = 5


def figures(judged: Sequence[tuple[SignalledCue, float]]) -> dict[str, float]:
    """AUC, shares with their intervals, and the calibration error, of cues and probabilities."""
    spurious = np.array([cue.spurious for cue, _ in judged])
    p = np.array([value for _, value in judged])
    called, cleared = p >= SURE, p <= 1 - SURE
    out: dict[str, float] = {"n": len(judged)}
    if 0 < spurious.sum() < spurious.size:
        out["auc"] = float(roc_auc_score(spurious, p))
    for name, part, of in (
        ("wronged", called, ~spurious),
        ("found", called, spurious),
        ("precision", spurious, called),
        ("decided", called | cleared, np.ones_like(called)),
    ):
        out |= _share(name, int((part & of).sum()), int(of.sum()))
    return out | {"ece": _calibration_error(p, spurious)}


def by_set(judged: Sequence[tuple[SignalledCue, float]]) -> dict[str, dict[str, float]]:
    """The figures of every set, and of all with the mean and the least AUC of the sets."""
    names = dict.fromkeys(cue.set for cue, _ in judged)
    table = {n: figures([(cue, p) for cue, p in judged if cue.set == n]) for n in names}
    aucs = [row["auc"] for row in table.values() if "auc" in row]
    whole = figures(judged) | {"auc_by_set": float(np.mean(aucs)), "worst_set": min(aucs)}
    return {**table, "all": whole}


def line(name: str, row: dict[str, float]) -> str:
    """One row as text, without the intervals."""
    shown = (f"{k} {v:.3f}" for k, v in row.items() if k != "n" and not k.endswith(("low", "high")))
    return f"{name:16s}n {row['n']:4.0f}  {'  '.join(shown)}"


def _share(name: str, hits: int, n: int) -> dict[str, float]:
    if not n:
        return {}
    low, high = wilson(hits, n)
    return {name: hits / n, f"{name}_low": float(low), f"{name}_high": float(high)}


def _calibration_error(p: Floats, spurious: np.ndarray) -> float:
    bins = np.clip((p * _BINS).astype(int), 0, _BINS - 1)
    gaps = [
        (bins == b).sum() * abs(p[bins == b].mean() - spurious[bins == b].mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps) / p.size)


def target(row: dict[str, float], name: str, wanted: tuple[float, bool]) -> dict[str, object]:
    """A figure with its target, and whether it is met."""
    bound, greater = wanted
    met = row[name] >= bound if greater else row[name] <= bound
    text = f"{'≥' if greater else '≤'} {bound}"
    return {"name": name, "figure": row[name], "wanted": text, "met": "met" if met else "missed"}
