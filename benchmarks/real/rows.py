"""One row of a benchmark, and helpers to make one from an audit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import cuewise
from cuewise.records import Audit, Corpus, Finding, Measure


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as text, with its interval and n; its target, and whether it meets it.

    `met` is None for a row that is not judged.
    """

    name: str
    figure: str
    target: str
    met: bool | None


def frame(data: Path, name: str) -> pl.DataFrame:
    """One evaluation set."""
    return pl.read_parquet(data / name / f"{name}.parquet")


def load(source: pl.DataFrame, **columns: Any) -> Corpus:
    """The frame as a corpus; its columns are `text` and `label` unless given."""
    return cuewise.load(source, **{"text": "text", "label": "label", **columns})


def find(audit: Audit, subject: str) -> Finding | None:
    """The finding with a subject, if any."""
    return next((f for f in audit.findings if f.subject == subject), None)


def measure(audit: Audit, code: str, note: str = "accuracy") -> Measure:
    """The measure with a code and a note."""
    return next(m for m in audit.measures if m.code == code and m.note == note)


def measure_text(m: Measure) -> str:
    """A measure with its interval and n."""
    return f"{m.value:.3f} [{m.low:.3f}, {m.high:.3f}] n={m.n}"


def finding_text(f: Finding | None) -> str:
    """The association and reliance of a finding."""
    if f is None:
        return "not found"
    a = f.association
    text = f"{a.estimate:+.3f} [{a.low:+.3f}, {a.high:+.3f}] n={f.support} q={a.q:.1g}"
    for r in f.reliance:
        text += f"; {r.model} Δ* {r.delta:+.3f} [{r.low:+.3f}, {r.high:+.3f}] n={r.n}"
    return f"{text}; {f.verdict.type}, {f.severity}"
