"""The judged cues of the evaluation sets, with the signals that an audit measured on them."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from cuewise.bench.cache import code_version
from cuewise.records import Signal


@dataclass(frozen=True, slots=True)
class SignalledCue:
    """A cue of a set: its signals, and whether both annotators call it spurious, not genuine."""

    set: str
    subject: str
    label: str
    kind: str
    signals: Mapping[str, Signal]
    spurious: bool


def audited(shared: Path, cache: Path, options: Mapping[str, Sequence[str]] | None = None) -> Path:
    """The folder of the sets' audits by the code as it is, made as `score.py` makes them.

    `options` are further options of `cuewise audit`, by set.
    """
    options = options or {}
    key = hashlib.sha256(json.dumps([code_version(), options]).encode()).hexdigest()[:12]
    out = cache / key
    out.mkdir(parents=True, exist_ok=True)
    spec = spec_from_file_location("score", shared / "verdicts" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "verdicts" / "score.py")
    score = module_from_spec(spec)
    spec.loader.exec_module(score)
    sets = tomllib.loads((shared / "verdicts" / "sets.toml").read_text("utf-8"))
    for name, own in sets.items():
        score.audit(name, own, shared / "data", out, list(options.get(name, ())))
    return out


def judged_cues(shared: Path, audits: Path, annotator: str = "truth") -> list[SignalledCue]:
    """The cues with a clear truth that the audits report, set after set.

    `annotator` is the column of the truth: `truth` where both agree, or that of one annotator.
    """
    with (shared / "verdicts" / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clear = {"genuine": False, "G": False, "spurious": True, "S": True}
    truth = {(r["set"], r["subject"], r["label"]): clear.get(r[annotator]) for r in rows}
    out = []
    for name in dict.fromkeys(r["set"] for r in rows):
        for f in json.loads((audits / name / "audit.json").read_text("utf-8"))["findings"]:
            spurious = truth.get((name, f["subject"], f["label"]))
            if spurious is None:
                continue
            signals = {k: Signal(**s) for k, s in f["verdict"]["signals"].items()}
            out.append(SignalledCue(name, f["subject"], f["label"], f["kind"], signals, spurious))
    return out
