"""What a model fitted on D1 does with the cues of D1 on D2, where every text is negative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.cues import build
from cuewise.cues.spans import find, parse
from cuewise.detect.association import Association
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
    """D1: its cues, and a TF-IDF model fitted on all of it."""

    association: Associations
    model: Predictor
    neutral: Pool


@dataclass(frozen=True, slots=True)
class Transfer:
    """One cue on D2: errors with it less errors without it, FCS and reliance, with intervals."""

    subject: str
    n: int
    errors: tuple[float, float, float]
    fcs_raw: tuple[float, float, float]
    reliance: Reliance | None

    @property
    def found(self) -> bool:
        """Whether the model is wrong because of the cue: it relies on it, and errs more with it."""
        low = self.reliance.low if self.reliance else None
        return low is not None and low > 0 and self.errors[1] > 0


def source(d1: Corpus, seed: int = 0) -> Source:
    """Measure D1 and fit on it."""
    cues = build(d1)
    association = Association().over(assigned(d1, seed), cues)
    z = strength(association, len(cues.names))
    (model,) = build_models("tfidf", d1, np.arange(len(d1.ids)), seed=seed)
    return Source(association, model, pool(cues, z, ""))


def transfer(of: Source, d2: Corpus, subjects: Sequence[str], seed: int = 0) -> list[Transfer]:
    """Each of `subjects` on D2; a cue in under ten texts there is left out."""
    label = of.model.label_names.index(POSITIVE)
    base = of.model.predict(d2.texts).probs
    wrong = (base.argmax(axis=1) == label).astype(float)
    out = []
    for subject in subjects:
        _, kind, value = parse(subject)
        held = np.array([bool(find(kind, value, t)) for t in d2.texts])
        n = int(held.sum())
        if not 10 <= n <= held.size - 10:
            continue
        errors = newcombe(wrong[held].sum(), n, wrong[~held].sum(), held.size - n)
        raw = raw_interval(wrong, held.astype(float)) if wrong.std() > 0 else (np.nan,) * 3
        target = ProbedCue(subject, label, held, n)
        moved = reliance(d2, target, of.model, base, of.neutral, size=200, seed=seed)
        out.append(
            Transfer(subject, n, tuple(map(float, errors)), tuple(map(float, raw[:3])), moved)
        )
    return out
