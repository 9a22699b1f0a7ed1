"""cuewise itself: the findings of an audit, and those that it judges spurious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.bench.cells import SLOW
from cuewise.bench.sample import OPTIONS, BenchDetector, DetectorSample, RankedCue, rank_cues
from cuewise.detect.association import AssociationDetector
from cuewise.pipeline.audit import audit
from cuewise.pipeline.decide import significant
from cuewise.records.thresholds import GATED


@dataclass(frozen=True, slots=True)
class AuditFindings(BenchDetector):
    """The findings of an audit: q <= .05 on the discovery split.

    If `replicated`, it flags a finding only if the estimation split confirms it.
    """

    name: str = "cuewise"
    about: str = "all cues but clusters; BH q <= .05 on one half"
    replicated: bool = False

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank by -log10 p on the discovery split; 0 where a required replication failed."""
        measured = AssociationDetector().over(sample.corpus, sample.cues)
        flagged = np.zeros(measured.p.size, dtype=bool)
        flagged[significant(measured).rows] = True
        score = -np.log10(measured.p)
        if self.replicated:
            again = measured.replicated
            flagged, score = flagged & again, np.where(again, score, np.minimum(score, 0.0))
        return rank_cues(measured.subjects, score, flagged)


@dataclass(frozen=True, slots=True)
class AuditVerdicts(BenchDetector):
    """The verdicts of an audit without a model; flags what it judges spurious or unstable.

    Without an encoder it judges by fewer signals.
    """

    name: str = "cuewise-verdict"
    about: str = "the findings of an audit without a model that it calls spurious or unstable"
    # In English the words of each corpus are embedded.
    pace: int = SLOW

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank by the probability that a finding is spurious."""
        findings = audit(sample.corpus, models=("none",), config=OPTIONS.model_dump()).findings
        p = [f.verdict.p_spurious for f in findings]
        return rank_cues(
            [f.subject for f in findings],
            [float("nan") if v is None else v for v in p],
            [f.verdict.type in GATED for f in findings],
        )
