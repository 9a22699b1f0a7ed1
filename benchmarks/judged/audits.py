"""The audits of the evaluation sets, kept by the code and the options that made them."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from cuewise.bench.cache import code_version
from judged.replay import ReplayCount, replayed


def audited(shared: Path, cache: Path, options: Mapping[str, Sequence[str]]) -> Path:
    """The folder of the sets' audits by the code as it is, made as `score.py` makes them.

    `options` are further options of `cuewise audit`, by set.
    """
    out = _folder(cache, options)
    _audit_all(shared, out, lambda name: options.get(name, ()))
    return out


def audited_with(shared: Path, cache: Path, annotator: str) -> tuple[Path, ReplayCount]:
    """The same with one annotator's answers, replayed by an endpoint; and what it was asked."""
    out = _folder(cache, {"annotator": annotator})
    counted = out / "calls.json"
    with replayed(shared, annotator) as (address, count):

        def of_set(name: str) -> Sequence[str]:
            os.environ["OPENAI_BASE_URL"] = f"{address}/{name}/v1"
            return ("--meaning", "openai:replay")

        with _own_replies(out):
            _audit_all(shared, out, of_set)
    if count.calls:
        counted.write_text(json.dumps([count.calls, count.cues]), "utf-8")
    calls, cues = json.loads(counted.read_text("utf-8"))
    return out, ReplayCount(Counter(calls), Counter(cues))


@contextmanager
def _own_replies(out: Path) -> Iterator[None]:
    """A cache of its own, so that every call is counted."""
    before = os.environ.get("CUEWISE_CACHE")
    os.environ["CUEWISE_CACHE"] = str(out / "cache")
    try:
        yield
    finally:
        if before is None:
            del os.environ["CUEWISE_CACHE"]
        else:
            os.environ["CUEWISE_CACHE"] = before


def _folder(cache: Path, options: Mapping[str, Any]) -> Path:
    key = hashlib.sha256(json.dumps([code_version(), options]).encode()).hexdigest()[:12]
    out = cache / key
    out.mkdir(parents=True, exist_ok=True)
    return out


def _audit_all(shared: Path, out: Path, options: Callable[[str], Sequence[str]]) -> None:
    spec = spec_from_file_location("score", shared / "verdicts" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "verdicts" / "score.py")
    score = module_from_spec(spec)
    spec.loader.exec_module(score)
    sets = tomllib.loads((shared / "verdicts" / "sets.toml").read_text("utf-8"))
    for name, own in sets.items():
        score.audit(name, own, shared / "data", out, list(options(name)))
