"""The judged cues of the evaluation sets, with the signals that an audit measured on them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
