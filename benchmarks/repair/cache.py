"""Finished cases: whole in a folder that is safe to delete, abridged among the results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cuewise.bench.cache import code_version
from cuewise.files import write_whole
from repair.targets import metric_of, worst_group

_FOLDER = Path(".bench/remedies")
MODELS = _FOLDER / "models"
_ABRIDGED = Path(__file__).parent.parent / "results" / "remedies_cases.jsonl"

# Case, model, seed.
RunName = tuple[str, str, int]


def get(name: RunName) -> dict[str, Any] | None:
    """The abridged result of a case, if the present code made it."""
    path = _path(name)
    if path.is_file():
        return abridged(name, json.loads(path.read_text(encoding="utf-8")))
    return _stored().get(name)


def put(name: RunName, result: Mapping[str, Any]) -> None:
    """Store the result of a case."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def abridged(name: RunName, result: Mapping[str, Any]) -> dict[str, Any]:
    """The part that the tables need: of every candidate only the metric of its case, and the worst
    group."""
    metrics = (metric_of(name[0]), worst_group)
    rows = [
        [
            c["code"],
            c["scope"],
            c["standing"],
            *(metric(c["tests"]) if c["tests"] else None for metric in metrics),
        ]
        for c in result["candidates"]
    ]
    cues = result["cues"]
    return {**result, "candidates": rows, "cues": cues[:20], "n_cues": len(cues)}


def write(results: Mapping[RunName, Mapping[str, Any]]) -> None:
    """Write all abridged cases, one line each, with the digest of the code that made them."""
    lines = [
        json.dumps({"name": name, "code": _code(), **result}, ensure_ascii=False)
        for name, result in sorted(results.items())
    ]
    write_whole(_ABRIDGED, "\n".join(lines) + "\n")


@cache
def _code() -> str:
    """Digest of the code that a result depends on: the package, the cases, the measurement."""
    digest = hashlib.sha256(code_version().encode())
    for name in ("cases.py", "measure.py", "tuned.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def _path(name: RunName) -> Path:
    case, model, seed = name
    return _FOLDER / _code() / f"{case.replace(' ', '-')}.{model}.{seed}.json"


def _stored() -> dict[RunName, dict[str, Any]]:
    lines = _ABRIDGED.read_text(encoding="utf-8").splitlines() if _ABRIDGED.is_file() else []
    results: dict[RunName, dict[str, Any]] = {}
    for line in lines:
        result = json.loads(line)
        name, code = tuple(result.pop("name")), result.pop("code")
        if code == _code():
            results[name] = result
    return results
