"""The effect of the cues of D1 on a model fitted on D1, on D2, where every text is negative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.cues import cue_table
from cuewise.cues.spans import find, parse
from cuewise.detect.association import AssociationDetector
from cuewise.models import build as build_models
from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import ProbedCue
from cuewise.probe.placebo import Pool, pool
from cuewise.probe.reliance import reliance
from cuewise.probe.study import strength
from cuewise.records import Associations, Corpus, Reliance
from cuewise.split.parts import assigned
from cuewise.stats.fcs_bootstrap import raw_interval
from cuewise.stats.intervals import newcombe

POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Source:
    """D1: its associations, a TF-IDF model fitted on all of it, and words for placebos."""

    association: Associations
    model: Predictor
    neutral: Pool


@dataclass(frozen=True, slots=True)
class Transfer:
    """One cue on D2: errors with it minus errors without it, FCS and reliance, with intervals."""

    subject: str
    n: int
    errors: tuple[float, float, float]
    fcs_raw: tuple[float, float, float]
    reliance: Reliance | None

    @property
    def causes_errors(self) -> bool:
        """Whether the cue causes errors: the model relies on it, and errs more often with it."""
        low = self.reliance.low if self.reliance else None
        return low is not None and low > 0 and self.errors[1] > 0


def source(d1: Corpus, seed: int = 0) -> Source:
    """Measure the associations in D1 and fit a model on it."""
    cues = cue_table(d1)
    association = AssociationDetector().over(assigned(d1, seed), cues)
    z = strength(association, len(cues.names))
    (model,) = build_models("tfidf", d1, np.arange(len(d1.ids)), seed=seed)
    return Source(association, model, pool(cues, z, ""))


def transfer(of: Source, d2: Corpus, subjects: Sequence[str], seed: int = 0) -> list[Transfer]:
    """Each of `subjects` on D2, except cues in fewer than ten texts there."""
    label = of.model.label_names.index(POSITIVE)
    base = of.model.predict(d2.texts).probs
    wrong = (base.argmax(axis=1) == label).astype(float)
    out = []
    for subject in subjects:
        _, kind, value = parse(subject)
        has_cue = np.array([bool(find(kind, value, t)) for t in d2.texts])
        n = int(has_cue.sum())
        if not 10 <= n <= has_cue.size - 10:
            continue
        errors = newcombe(wrong[has_cue].sum(), n, wrong[~has_cue].sum(), has_cue.size - n)
        raw = raw_interval(wrong, has_cue.astype(float)) if wrong.std() > 0 else (np.nan,) * 3
        target = ProbedCue(subject, label, has_cue, n)
        moved = reliance(d2, target, of.model, base, of.neutral, size=200, seed=seed)
        out.append(
            Transfer(subject, n, tuple(map(float, errors)), tuple(map(float, raw[:3])), moved)
        )
    return out
