"""Methods that need only a table of document counts: chi-square, PMI, LMI, competency z."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from scipy import stats

from cuewise.bench.sample import BenchDetector, DetectorSample, RankedCue, rank_cues
from cuewise.detect.association import count_labels
from cuewise.records import Bools, CueTable, Floats, Ints
from cuewise.stats.association import competency_z, lmi
from cuewise.stats.multiplicity import benjamini_hochberg

_LEVEL = 0.05
# The level of Gardner et al. 2021, before Bonferroni's correction.
_Z_LEVEL = 0.01
_TOP = 10
_SMOOTHING = 100


class Counts(NamedTuple):
    """Document counts of features, each with the `label` it is most associated with; all [f].

    n_yc documents have feature and label, n_c the feature, n_y the label, of n documents in total.
    """

    n_yc: Floats
    n_c: Floats
    n_y: Floats
    n: float
    label: Ints


_Statistic = Callable[[Counts], Floats]
_Cut = Callable[[Counts, Floats], Bools]
_BAG = "words and pairs of words"


@dataclass(frozen=True, slots=True)
class CountDetector(BenchDetector):
    """Scores each feature by a `statistic` of its counts and flags it by a `cut`; both give [f].

    `features` takes the table of features, [n, f], from the sample.
    """

    name: str
    about: str
    statistic: _Statistic
    cut: _Cut
    features: Callable[[DetectorSample], CueTable] = attrgetter("bag")

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank by the statistic."""
        table = self.features(sample)
        counts = _counts(sample, table)
        score = self.statistic(counts)
        return rank_cues(table.names, score, self.cut(counts, score))


def _counts(sample: DetectorSample, cues: CueTable) -> Counts:
    t = count_labels(sample.corpus, cues, np.arange(len(sample.corpus.texts)))
    lift = t.n_yc / np.maximum(t.n_c[:, None], 1) - t.n_y / t.n
    label = lift.argmax(axis=1)
    return Counts(t.n_yc[np.arange(label.size), label], t.n_c, t.n_y[label], float(t.n), label)


def chi2_p(c: Counts, *, yates: bool) -> Floats:
    """p of Pearson's chi-square of each 2x2 table, [f]; `yates` subtracts ½ from each deviation."""
    off = np.abs(c.n_yc - c.n_c * c.n_y / c.n)
    if yates:
        off = np.maximum(off - 0.5, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = off**2 * c.n**3 / (c.n_c * (c.n - c.n_c) * c.n_y * (c.n - c.n_y))
    return np.asarray(np.clip(stats.chi2.sf(value, 1), 1e-300, 1.0))


def pmi(c: Counts) -> Floats:
    """ln p(x, y) / (p(x) p(y)), [f], with 100 added to every count (Gururangan et al. 2018)."""
    both = c.n_yc + _SMOOTHING
    # There are two labels, and each adds 100 to the feature's count.
    return np.asarray(np.log(both * c.n / ((c.n_c + 2 * _SMOOTHING) * c.n_y)))


def _p_cut(c: Counts, score: Floats) -> Bools:
    return np.asarray(score >= -np.log10(_LEVEL))


def _bonferroni(c: Counts, score: Floats) -> Bools:
    return np.asarray(score >= -np.log10(_LEVEL / max(score.size, 1)))


def _bh(c: Counts, score: Floats) -> Bools:
    return np.asarray(benjamini_hochberg(10.0**-score) <= _LEVEL)


def _z_bonferroni(c: Counts, score: Floats) -> Bools:
    return np.asarray(score >= stats.norm.isf(_Z_LEVEL / max(score.size, 1)))


def _top(c: Counts, score: Floats) -> Bools:
    """The highest scores of each label."""
    flagged = np.zeros(score.size, dtype=bool)
    for label in np.unique(c.label):
        rows = np.flatnonzero(c.label == label)
        flagged[rows[np.argsort(-score[rows], kind="stable")[:_TOP]]] = True
    return flagged


def _plain(c: Counts) -> Floats:
    return -np.log10(chi2_p(c, yates=False))


def _yates(c: Counts) -> Floats:
    return -np.log10(chi2_p(c, yates=True))


COUNT_DETECTORS = (
    CountDetector("chi2", f"{_BAG}; chi-square, p <= .05 each", _plain, _p_cut),
    CountDetector("chi2-yates", f"{_BAG}; chi-square with Yates, p <= .05 each", _yates, _p_cut),
    CountDetector("chi2-bonferroni", f"{_BAG}; chi-square, Bonferroni .05", _plain, _bonferroni),
    CountDetector("chi2-bh", f"{_BAG}; chi-square, BH q <= .05", _plain, _bh),
    CountDetector("chi2-yates-bh", f"{_BAG}; chi-square with Yates, BH q <= .05", _yates, _bh),
    CountDetector(
        "chi2-bh-cues",
        "all cues but clusters; chi-square of all documents, BH q <= .05",
        _plain,
        _bh,
        attrgetter("cues"),
    ),
    CountDetector(
        "pmi", f"{_BAG}; PMI, 100 added to counts, the ten highest of each label", pmi, _top
    ),
    CountDetector(
        "lmi",
        f"{_BAG}; LMI, the ten highest of each label",
        lambda c: lmi(c.n_yc, c.n_c, c.n_y, c.n),
        _top,
    ),
    CountDetector(
        "competency-z",
        f"{_BAG}; z of Gardner et al. 2021, level .01 with Bonferroni",
        lambda c: competency_z(c.n_yc, c.n_c, c.n_y / c.n),
        _z_bonferroni,
    ),
)
