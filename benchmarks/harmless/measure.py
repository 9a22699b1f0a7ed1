"""One repair: what is shipped, and what it costs on confirmed, unseen and other texts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from real.kept import kept

import cuewise
from cuewise.errors import InputError
from cuewise.plugins.protocols import Predictor
from cuewise.records import Rate
from cuewise.selection.paired import lost
from harmless.sets import Halves


def measured(halves: Halves, model: str, folder: Path) -> dict[str, Any]:
    """The result of one set and model, from the folder if the same code made it there."""
    here = Path(__file__)
    frames = (halves.given, halves.unseen, halves.elsewhere)
    name = f"{halves.name}.{model}"
    return kept(folder, name, [here], frames, lambda: _measured(halves, model))


def _measured(halves: Halves, model: str) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        fixed = cuewise.fix(cuewise.load(halves.given, **halves.columns), model=model)
    except InputError as error:
        return {"outcome": "not applicable", "why": error.what}
    seconds = round(time.perf_counter() - began, 1)
    refused = fixed.refused.code if fixed.refused else None
    result = {
        "outcome": f"refused ({refused})" if refused else fixed.chosen,
        "shipped": fixed.shipped,
        "cues": len(fixed.cues),
        "documents": halves.given.height,
        "seconds": seconds,
    }
    if fixed.confirmed_before and fixed.confirmed_after:
        # Of a refused repair: what it would have cost.
        old, new = fixed.confirmed_before, fixed.confirmed_after
        names = np.array(fixed.original.label_names)
        result["confirmed"] = _cost(names[old.labels], old.right_as_is, new.right_as_is)
    tests = {"unseen": halves.unseen, "elsewhere": halves.elsewhere}
    for test, rows in tests.items():
        if rows is not None:
            result[test] = _test(halves, rows, fixed.original, fixed.predictor)
            if refused:
                result[f"refused {test}"] = _test(halves, rows, fixed.original, fixed.proposed)
    return result


def _test(halves: Halves, rows: pl.DataFrame, old: Predictor, new: Predictor) -> dict[str, Any]:
    labels = rows[halves.columns["label"]].cast(pl.String).to_numpy()
    right = [_decided(halves.columns, rows, m) == labels for m in (old, new)]
    return _cost(labels, *(r.astype(float) for r in right))


def _decided(columns: Mapping[str, str], rows: pl.DataFrame, model: Predictor) -> np.ndarray:
    texts = [rows[c].to_list() for k, c in columns.items() if k != "label"]
    return np.array(model.label_names)[model.predict(*texts).probs.argmax(axis=1)]


def _cost(labels: np.ndarray, before: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    """Accuracy before and after, the paired loss, and that of the label that loses most recall."""
    own = {str(y): _loss(before[labels == y], after[labels == y]) for y in np.unique(labels)}
    worst = max(own, key=lambda y: own[y]["lost"])
    _, counts = np.unique(labels, return_counts=True)
    return {
        "before": float(before.mean()),
        "after": float(after.mean()),
        "majority": float(counts.max() / labels.size),
        **_loss(before, after),
        "label": worst,
        "of label": own[worst],
    }


def _loss(before: np.ndarray, after: np.ndarray) -> dict[str, float]:
    rate: Rate = lost(before, after, "")
    return {"lost": rate.estimate, "low": rate.low, "high": rate.high, "n": rate.n}
