"""The association of every cue with every label: discovered on one split, measured on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.count.incidence import counts_by_label
from cuewise.plugins.registry import register
from cuewise.records import Associations, Corpus, CueTable, Floats, Ints, Measurements
from cuewise.split.parts import strata
from cuewise.stats import association as st
from cuewise.stats.intervals import deviation


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Document counts of cues by label on one split: n_yc[f, k], n_c[f], n_y[k], n."""

    n_yc: Floats
    n_c: Floats
    n_y: Floats
    n: float

    def at(self, cue: Ints, label: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Counts n_yc, n_c, n_y, n of the hypotheses (cue[m], label[m])."""
        n = np.full(cue.size, float(self.n))
        return self.n_yc[cue, label], self.n_c[cue], self.n_y[label], n


def count_labels(corpus: Corpus, cues: CueTable, rows: Ints) -> LabelCounts:
    """Count the documents `rows` by cue and label."""
    k, v = len(corpus.label_names), cues.values
    y = np.full(v.shape[0], -1, np.int64)
    y[rows] = np.asarray(corpus.labels)[rows]
    return _table(
        counts_by_label(v.indptr, v.indices, y, (v.shape[1], k)), np.bincount(y[rows], minlength=k)
    )


def _table(counts: Ints, sizes: Ints) -> LabelCounts:
    held, n_y = counts.astype(np.float64), sizes.astype(np.float64)
    return LabelCounts(held, held.sum(axis=1), n_y, float(n_y.sum()))


@register("detectors")
@dataclass(frozen=True)
class AssociationDetector:
    """How much more likely each label is where a cue occurs.

    Cues are discovered on the discovery split and measured on the estimation split. With two
    labels, one hypothesis is tested for each cue, as the other mirrors it. Repeats of a text count
    once.

    Parameters
    ----------
    replication:
        One-sided level at which the estimation split must show the same deviation.
    """

    code: ClassVar[str] = "association"
    unit: ClassVar[str] = "p(y|cue) - p(y)"
    replication: float = 0.05

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One row for each hypothesis; p on the discovery split, effect on the estimation split."""
        found = self.over(corpus, cues)
        return Measurements(
            code=self.code,
            subjects=found.subjects,
            labels=found.labels,
            effect=found.effect,
            low=found.low,
            high=found.high,
            p=found.p,
            support=found.support,
            unit=self.unit,
        )

    def over(self, corpus: Corpus, cues: CueTable) -> Associations:
        """The associations in a corpus in memory."""
        classes = 2 * len(corpus.label_names) + 1
        row_class, v = strata(corpus), cues.values
        counts = counts_by_label(v.indptr, v.indices, row_class, (v.shape[1], classes))
        sizes = np.bincount(row_class, minlength=classes)
        return self.of_counts(cues.names, corpus.label_names, counts, sizes)

    def of_counts(
        self, names: Sequence[str], label_names: Sequence[str], counts: Ints, sizes: Ints
    ) -> Associations:
        """The associations from counts[f, 2K + 1] and sizes[2K + 1] of documents by class.

        For the classes see `cuewise.split.parts.strata`.
        """
        k = len(label_names)
        discovery, estimation = (_table(counts[:, a : a + k], sizes[a : a + k]) for a in (0, k))
        cue, label = _hypotheses(discovery)
        first, second = discovery.at(cue, label), estimation.at(cue, label)
        discovered = deviation(*first)[0]
        effect, low, high = deviation(*second)
        again = st.independence_p(*second) / 2 <= self.replication
        n_yc, n_c, n_y, n = (a + b for a, b in zip(first, second, strict=True))
        return Associations(
            subjects=tuple(names[j] for j in cue),
            labels=tuple(label_names[i] for i in label),
            cue=cue,
            label=label,
            p=st.independence_p(*first),
            discovered=discovered,
            effect=effect,
            low=low,
            high=high,
            log_odds_ratio=st.log_odds_ratio(*second)[0],
            replicated=(np.sign(effect) == np.sign(discovered)) & again,
            support=counts.sum(axis=1)[cue],
            prevalence=n_c / n,
            z=st.competency_z(n_yc, n_c, n_y / n),
        )


def _hypotheses(table: LabelCounts) -> tuple[Ints, Ints]:
    """Cue and label number of every hypothesis [m]."""
    f, k = table.n_yc.shape
    if k > 2:
        return np.repeat(np.arange(f), k), np.tile(np.arange(k), f)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = table.n_yc / table.n_c[:, None]
    lift = np.nan_to_num(rate - table.n_y / max(table.n, 1))
    return np.arange(f), lift.argmax(axis=1)
