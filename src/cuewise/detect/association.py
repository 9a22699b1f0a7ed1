"""Association of every cue with every label: found on one half, estimated on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.count.holders import by_label
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats, Ints, Measurements
from cuewise.split.parts import strata
from cuewise.stats import association as st
from cuewise.stats.intervals import deviation

_REPLICATION_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Table:
    """Document counts of cues by label on one half: n_yc[f, k], n_c[f], n_y[k], n."""

    n_yc: NDArray[np.float64]
    n_c: NDArray[np.float64]
    n_y: NDArray[np.float64]
    n: float

    def at(
        self, cue: NDArray[np.int64], label: NDArray[np.int64]
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Counts n_yc, n_c, n_y, n of the hypotheses (cue[m], label[m])."""
        n = np.full(cue.size, float(self.n))
        return self.n_yc[cue, label], self.n_c[cue], self.n_y[label], n


def tabulate(corpus: Corpus, cues: CueTable, rows: Ints) -> Table:
    """Count over `rows`."""
    k, v = len(corpus.label_names), cues.values
    y = np.full(v.shape[0], -1, np.int64)
    y[rows] = np.asarray(corpus.labels)[rows]
    return _table(
        by_label(v.indptr, v.indices, y, (v.shape[1], k)), np.bincount(y[rows], minlength=k)
    )


def _table(counts: Ints, sizes: Ints) -> Table:
    held, n_y = counts.astype(np.float64), sizes.astype(np.float64)
    return Table(held, held.sum(axis=1), n_y, float(n_y.sum()))


@register("detectors")
@dataclass(frozen=True)
class Association:
    """How much likelier each label is where each cue is: found on one half, estimated on the other.

    With two labels the second hypothesis of a cue is the first one mirrored, so one is tested: the
    label that the cue goes with. Repeats of a text are counted once.

    Parameters
    ----------
    seed:
        Of the split into halves.
    """

    code: ClassVar[str] = "association"
    seed: int = 0

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One hypothesis a row; p from the discovery half, effect and interval from the other."""
        own, classes = strata(corpus, self.seed), 2 * len(corpus.label_names) + 1
        v = cues.values
        counts = by_label(v.indptr, v.indices, own, (v.shape[1], classes))
        return associate(
            cues.names, corpus.label_names, counts, np.bincount(own, minlength=classes)
        )


def associate(
    names: Sequence[str], label_names: Sequence[str], counts: Ints, sizes: Ints
) -> Measurements:
    """The association from counts alone, however many documents they are of.

    counts[f, 2K + 1] and sizes[2K + 1] count documents by class
    (see `cuewise.split.parts.strata`).
    """
    k = len(label_names)
    find, check = (_table(counts[:, a : a + k], sizes[a : a + k]) for a in (0, k))
    cue, label = _hypotheses(find)
    first, second = find.at(cue, label), check.at(cue, label)
    p = st.independence_p(*first)
    effect, low, high = deviation(*second)
    lor, _, _ = st.log_odds_ratio(*second)
    p_check = st.independence_p(*second)
    found = deviation(*first)[0]
    replicated = (np.sign(effect) == np.sign(found)) & (p_check / 2 <= _REPLICATION_LEVEL)
    n_yc, n_c, n_y, n = (a + b for a, b in zip(first, second, strict=True))
    return Measurements(
        code=Association.code,
        subjects=tuple(names[j] for j in cue),
        labels=tuple(label_names[i] for i in label),
        effect=effect,
        low=low,
        high=high,
        p=p,
        support=counts.sum(axis=1)[cue],
        unit="p(y|cue) - p(y)",
        details={
            "cue": cue.astype(np.float64),
            "label": label.astype(np.float64),
            "found": found,
            "log_odds_ratio": lor,
            "replicated": replicated.astype(np.float64),
            "prevalence": n_c / n,
            "z": st.competency_z(n_yc, n_c, n_y / n),
            "lmi": st.lmi(n_yc, n_c, n_y, n),
            "phi": st.phi(n_yc, n_c, n_y, n),
        },
    )


def _hypotheses(table: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cue and label number of every hypothesis."""
    f, k = table.n_yc.shape
    if k > 2:
        return np.repeat(np.arange(f), k), np.tile(np.arange(k), f)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = table.n_yc / table.n_c[:, None]
    lift = np.nan_to_num(rate - table.n_y / max(table.n, 1))
    return np.arange(f), lift.argmax(axis=1)
