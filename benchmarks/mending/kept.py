"""Finished cases: whole in a folder that is safe to delete, and in short among the results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cuewise.bench.cache import code_version
from cuewise.files import write_whole
from mending.table import judged, worst

_FOLDER = Path(".bench/remedies")
MODELS = _FOLDER / "models"
_SHORT = Path(__file__).parent.parent / "results" / "remedies_cases.jsonl"

# Case, model, seed.
Name = tuple[str, str, int]


def get(name: Name) -> dict[str, Any] | None:
    """A finished case in short, if it was made by the code as it is."""
    path = _path(name)
    if path.is_file():
        return short(name, json.loads(path.read_text(encoding="utf-8")))
    return _known().get(name)


def put(name: Name, found: Mapping[str, Any]) -> None:
    """Keep a case that was run."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def short(name: Name, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the tables need: of every candidate only what its case looks at, and its worst group."""
    told = (judged(name[0]), worst)
    rows = [
        [
            c["code"],
            c["scope"],
            c["standing"],
            *(of(c["tests"]) if c["tests"] else None for of in told),
        ]
        for c in found["candidates"]
    ]
    return {**found, "candidates": rows, "cues": found["cues"][:20], "n_cues": len(found["cues"])}


def write(found: Mapping[Name, Mapping[str, Any]]) -> None:
    """Keep all cases in short among the results, a line each, with the code that made them."""
    lines = [
        json.dumps({"name": name, "code": _code(), **own}, ensure_ascii=False)
        for name, own in sorted(found.items())
    ]
    write_whole(_SHORT, "\n".join(lines) + "\n")


@cache
def _code() -> str:
    """A digest of what a case is measured by: the package, the cases, and how they are measured."""
    digest = hashlib.sha256(code_version().encode())
    for name in ("cases.py", "measure.py", "tuned.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def _path(name: Name) -> Path:
    case, model, seed = name
    return _FOLDER / _code() / f"{case.replace(' ', '-')}.{model}.{seed}.json"


def _known() -> dict[Name, dict[str, Any]]:
    lines = _SHORT.read_text(encoding="utf-8").splitlines() if _SHORT.is_file() else []
    found: dict[Name, dict[str, Any]] = {}
    for line in lines:
        own = json.loads(line)
        name, code = tuple(own.pop("name")), own.pop("code")
        if code == _code():
            found[name] = own
    return found
