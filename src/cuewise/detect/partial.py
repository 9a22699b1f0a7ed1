"""Partial-input baselines: how well a part of the input that should not be enough predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cuewise.detect.accuracy_rows import AccuracyRow, accuracy_measurements
from cuewise.errors import NotApplicable
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats, Ints, Measurements
from cuewise.records.kinds import KINDS
from cuewise.split.clusters import shared_clusters
from cuewise.split.parts import split_of
from cuewise.stats import paired_mean
from cuewise.stats.differences import share_interval


@register("detectors")
@dataclass(frozen=True)
class PartialInput:
    """Accuracy of one field alone, metadata alone and length alone, and its lift over the majority.

    Models are fitted on the discovery split and tested on the estimation split (Gururangan et al.
    2018; Poliak et al. 2018).
    """

    code: ClassVar[str] = "baseline"

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """Two rows for each baseline: accuracy, and lift over the majority class."""
        split = split_of(corpus)
        fit, test = split.discovery, split.estimation
        y = np.asarray(corpus.labels)
        present = np.unique(y[fit])
        if present.size < 2 or not test.size:
            raise NotApplicable("single-label-part")
        clusters = shared_clusters(corpus, test)
        majority = (y[test] == np.bincount(y[fit]).argmax()).astype(float)
        rows: list[AccuracyRow] = []
        for name, right in _baselines(corpus, cues, fit, test, int(rng.integers(1 << 31))):
            rows.append((name, "accuracy", *share_interval(right, clusters)))
            rows.append(
                (name, "lift over majority", *paired_mean(right - majority, clusters=clusters))
            )
        if not rows:
            raise NotApplicable("no-partial-input")
        return accuracy_measurements(self.code, rows, test.size)


def _baselines(
    corpus: Corpus, cues: CueTable, fit: Ints, test: Ints, seed: int
) -> Iterator[tuple[str, Floats]]:
    """Name, and whether each document of `test` is predicted correctly."""
    y = np.asarray(corpus.labels)
    for kind in KINDS.values():
        if kind.baseline is None or kind.name not in cues.kinds:
            continue
        columns = [j for j, name in enumerate(cues.kinds) if name == kind.name]
        x = cues.values[:, columns].astype(np.float64)
        yield kind.baseline, _linear(x, y, fit, test)
    if corpus.texts_b is None:
        return
    from cuewise.models import build

    for name, texts in (("text_a", corpus.texts), ("text_b", corpus.texts_b)):
        alone = replace(corpus, texts=texts, texts_b=None)
        (model,) = build("tfidf", alone, fit, seed=seed)
        probs = model.predict([texts[i] for i in test]).probs
        yield name, (probs.argmax(axis=1) == y[test]).astype(float)


def _linear(x: csr_array, y: NDArray[np.int32], fit: Ints, test: Ints) -> Floats:
    from cuewise.models.linear.logistic import fit_logistic

    x = csr_array(hstack([x, csr_array(np.ones((x.shape[0], 1)))]))
    head = fit_logistic(x[fit], y[fit], int(y.max()) + 1, c=1.0)
    return np.asarray(head.probs(x[test]).argmax(axis=1) == y[test], dtype=float)
