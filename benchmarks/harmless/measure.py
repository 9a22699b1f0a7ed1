"""One repair: what is shipped, and what it costs on confirmed and on unseen texts."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import cuewise
from cuewise.bench.cache import code_version
from cuewise.errors import InputError
from cuewise.files import write_whole
from cuewise.plugins.protocols import Predictor
from cuewise.records import Rate
from cuewise.selection.paired import lost
from harmless.sets import Halves


def measured(halves: Halves, model: str, folder: Path) -> dict[str, Any]:
    """The result of one set and model, from the folder if the same code made it there."""
    digest = hashlib.sha256(f"{code_version()} {halves.name} {model}".encode())
    for name in ("sets.py", "measure.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    path = folder / f"{halves.name}.{model}.{digest.hexdigest()[:16]}.json"
    if path.is_file():
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found
    folder.mkdir(parents=True, exist_ok=True)
    result = _measured(halves, model)
    write_whole(path, json.dumps(result, ensure_ascii=False, indent=1))
    return result


def _measured(halves: Halves, model: str) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        fixed = cuewise.fix(cuewise.load(halves.given, **halves.columns), model=model)
    except InputError as error:
        return {"outcome": "not applicable", "why": error.what}
    seconds = round(time.perf_counter() - began, 1)
    refused = fixed.refused.code if fixed.refused else None
    before, after = (_right(halves, m) for m in (fixed.original, fixed.predictor))
    labels = halves.unseen[halves.columns["label"]].cast(pl.String)
    result = {
        "outcome": f"refused ({refused})" if refused else fixed.chosen,
        "cues": len(fixed.cues),
        "seconds": seconds,
        "majority": float(labels.value_counts()["count"].max() / len(labels)),
        "unseen": _cost(before, after),
    }
    if fixed.confirmed_before and fixed.confirmed_after:
        old, new = fixed.confirmed_before.right_as_is, fixed.confirmed_after.right_as_is
        # Of a refused repair: what it would have cost.
        result["confirmed"] = _cost(old, new)
    if refused:
        result["refused unseen"] = _cost(before, _right(halves, fixed.proposed))
    return result


def _right(halves: Halves, model: Predictor) -> np.ndarray:
    columns = [halves.unseen[c].to_list() for k, c in halves.columns.items() if k != "label"]
    decided = np.array(model.label_names)[model.predict(*columns).probs.argmax(axis=1)]
    labels = halves.unseen[halves.columns["label"]].cast(pl.String).to_numpy()
    return np.asarray(decided == labels, float)


def _cost(before: np.ndarray, after: np.ndarray) -> dict[str, float]:
    """Accuracy before and after, and the paired loss with its interval."""
    loss: Rate = lost(before, after, "")
    return {
        "before": float(before.mean()),
        "after": float(after.mean()),
        "lost": loss.estimate,
        "low": loss.low,
        "high": loss.high,
        "n": loss.n,
    }
