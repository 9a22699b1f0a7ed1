"""Methods that need no more than a table of document counts: chi-square, PMI, LMI, competency z."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cuewise.bench.cells import FAST
from cuewise.bench.sample import Ranked, Sample, ranked
from cuewise.detect.association import count_labels
from cuewise.records import Bools, CueTable, Floats
from cuewise.stats.association import competency_z, lmi
from cuewise.stats.multiplicity import benjamini_hochberg

_LEVEL = 0.05
# The level that Gardner et al. draw, before Bonferroni's correction.
_Z_LEVEL = 0.01
_TOP = 10
_SMOOTHING = 100


class Counts(NamedTuple):
    """Of each feature and the label it goes with: documents with both, the feature, the label."""

    n_yc: Floats
    n_c: Floats
    n_y: Floats
    n: float
    label: NDArray[np.int64]


Statistic = Callable[[Counts], Floats]
Cut = Callable[[Counts, Floats], Bools]
FEATURES: Mapping[str, Callable[[Sample], CueTable]] = {
    "words and pairs of words": lambda sample: sample.bag,
    "all cues but clusters": lambda sample: sample.cues,
}
_BAG, _ALL = FEATURES


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of the table below: a statistic of the counts, and a cut."""

    name: str
    features: str
    statistic: Statistic
    cut: Cut
    said: str
    pace: int = FAST
    version: str = ""

    @property
    def about(self) -> str:
        """In words."""
        return f"{self.features}; {self.said}"

    def absent(self) -> str:
        """It always runs."""
        return ""

    def __call__(self, sample: Sample) -> Sequence[Ranked]:
        """By the statistic."""
        table = FEATURES[self.features](sample)
        counts = _counts(sample, table)
        score = self.statistic(counts)
        return ranked(table.names, score, self.cut(counts, score))


def _counts(sample: Sample, cues: CueTable) -> Counts:
    t = count_labels(sample.corpus, cues, np.arange(len(sample.texts)))
    lift = t.n_yc / np.maximum(t.n_c[:, None], 1) - t.n_y / t.n
    label = lift.argmax(axis=1)
    return Counts(t.n_yc[np.arange(label.size), label], t.n_c, t.n_y[label], float(t.n), label)


def chi2_p(c: Counts, *, yates: bool) -> Floats:
    """p of Pearson's chi-square of the 2x2 table; `yates` takes ½ from each deviation."""
    off = np.abs(c.n_yc - c.n_c * c.n_y / c.n)
    if yates:
        off = np.maximum(off - 0.5, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = off**2 * c.n**3 / (c.n_c * (c.n - c.n_c) * c.n_y * (c.n - c.n_y))
    return np.asarray(np.clip(stats.chi2.sf(value, 1), 1e-300, 1.0))


def pmi(c: Counts) -> Floats:
    """ln p(x,y) / (p(x) p(y)), 100 added to every count as Gururangan et al. 2018 do."""
    both = c.n_yc + _SMOOTHING
    # Two labels: either adds 100 to the feature's count.
    return np.asarray(np.log(both * c.n / ((c.n_c + 2 * _SMOOTHING) * c.n_y)))


def _log_p(*, yates: bool) -> Statistic:
    return lambda c: -np.log10(chi2_p(c, yates=yates))


def _at(level: float) -> Cut:
    return lambda c, score: score >= -np.log10(level)


def _bonferroni(c: Counts, score: Floats) -> Bools:
    return np.asarray(score >= -np.log10(_LEVEL / max(score.size, 1)))


def _bh(c: Counts, score: Floats) -> Bools:
    return np.asarray(benjamini_hochberg(10.0**-score) <= _LEVEL)


def _z_star(c: Counts, score: Floats) -> Bools:
    return np.asarray(score >= stats.norm.isf(_Z_LEVEL / max(score.size, 1)))


def _top(c: Counts, score: Floats) -> Bools:
    """The highest of each label."""
    flagged = np.zeros(score.size, dtype=bool)
    for label in np.unique(c.label):
        rows = np.flatnonzero(c.label == label)
        flagged[rows[np.argsort(-score[rows], kind="stable")[:_TOP]]] = True
    return flagged


_PLAIN, _YATES = _log_p(yates=False), _log_p(yates=True)
COUNTED = (
    Counted("chi2", _BAG, _PLAIN, _at(_LEVEL), "chi-square, p <= .05 each"),
    Counted("chi2-yates", _BAG, _YATES, _at(_LEVEL), "chi-square with Yates, p <= .05 each"),
    Counted("chi2-bonferroni", _BAG, _PLAIN, _bonferroni, "chi-square, Bonferroni .05"),
    Counted("chi2-bh", _BAG, _PLAIN, _bh, "chi-square, BH q <= .05"),
    Counted("chi2-yates-bh", _BAG, _YATES, _bh, "chi-square with Yates, BH q <= .05"),
    Counted("chi2-bh-cues", _ALL, _PLAIN, _bh, "chi-square of all documents, BH q <= .05"),
    Counted("pmi", _BAG, pmi, _top, "PMI, 100 added to counts, the ten highest of each label"),
    Counted(
        "lmi",
        _BAG,
        lambda c: lmi(c.n_yc, c.n_c, c.n_y, c.n),
        _top,
        "LMI, the ten highest of each label",
    ),
    Counted(
        "competency-z",
        _BAG,
        lambda c: competency_z(c.n_yc, c.n_c, c.n_y / c.n),
        _z_star,
        "z of Gardner et al. 2021, level .01 with Bonferroni",
    ),
)
