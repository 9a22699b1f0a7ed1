"""Cuewise itself: what an audit finds, and what it judges spurious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.bench.cells import FAST, SLOW
from cuewise.bench.sample import OPTIONS, Ranked, Sample, ranked
from cuewise.detect.association import AssociationDetector
from cuewise.pipeline.audit import audit
from cuewise.pipeline.decide import significant
from cuewise.records.thresholds import GATED


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of an audit: q <= .05 on one half of the documents.

    Parameters
    ----------
    name:
        What it is called in the table.
    replicated:
        Count a finding only where the other half shows the same.
    """

    name: str = "cuewise"
    replicated: bool = False
    pace: int = FAST
    version: str = ""

    @property
    def about(self) -> str:
        """In words."""
        again = " and the same on the other half" if self.replicated else ""
        return f"all cues but clusters; BH q <= .05 on one half{again}"

    def absent(self) -> str:
        """It always runs."""
        return ""

    def __call__(self, sample: Sample) -> Sequence[Ranked]:
        """By -log10 p of the half that finds; 0 where a replication was wanted and failed."""
        measured = AssociationDetector().over(sample.corpus, sample.cues)
        flagged = np.zeros(measured.p.size, dtype=bool)
        flagged[significant(measured).rows] = True
        score = -np.log10(measured.p)
        if self.replicated:
            again = measured.replicated
            flagged, score = flagged & again, np.where(again, score, np.minimum(score, 0.0))
        return ranked(measured.subjects, score, flagged)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts of an audit without a model: only what it calls spurious is flagged."""

    name: str = "cuewise-verdict"
    about: str = "the findings of an audit without a model that it calls spurious or unstable"
    # In English each corpus has its words embedded.
    pace: int = SLOW
    version: str = ""

    def absent(self) -> str:
        """It always runs; without an encoder it judges by fewer signals."""
        return ""

    def __call__(self, sample: Sample) -> Sequence[Ranked]:
        """By the probability that a finding is spurious."""
        found = audit(sample.corpus, models=("none",), config=OPTIONS.model_dump()).findings
        p = [f.verdict.p_spurious for f in found]
        return ranked(
            [f.subject for f in found],
            [float("nan") if v is None else v for v in p],
            [f.verdict.type in GATED for f in found],
        )
