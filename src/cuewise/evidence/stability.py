"""Environment stability: whether the cue is associated with its label in every environment.

Cochran's Q tests the log odds ratios of the environments against one common value (Cochran 1954);
the value is I² (Higgins and Thompson 2002). Significant spread is evidence for *spurious*. Every
cue in every column is a hypothesis, corrected together (Benjamini and Hochberg). Copies of a text
count once.
"""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.records import Corpus, Floats, Ints
from cuewise.records.thresholds import UNSTABLE_FDR
from cuewise.split.repeats import without_repeats
from cuewise.stats import benjamini_hochberg, cochran_q

_MIN_CUES = 10
_MIN_ENVIRONMENTS = 2
_UNSTABLE, _STABLE = 1.5, -0.5


def stability(case: EvidenceCase) -> Signals:
    """A signal for every cue with at least ten documents in each of two environments.

    Raises
    ------
    NotApplicable
        No column is named, or none can tell anything; the reason is that of the first column.
    """
    columns = case.corpus.environments
    if not columns:
        raise NotApplicable("no-environments")
    unfit = [unfit_environments(case.corpus, name) for name in columns]
    if unfit[0] is not None and all(unfit):
        raise unfit[0]
    found = np.array([_one(case, name) for name in columns])
    i2, p = found[..., 0], found[..., 1]
    if case.cue.size and np.isnan(p).all():
        raise NotApplicable("rare-in-environments", column=columns[0], least=_MIN_CUES)
    unstable = benjamini_hochberg(p.ravel()).reshape(p.shape) <= UNSTABLE_FDR
    out: Signals = [None] * case.cue.size
    for m in np.flatnonzero(~np.isnan(p).all(axis=0)):
        # Report the most heterogeneous column.
        at = max(np.flatnonzero(~np.isnan(p[:, m])), key=lambda c: (unstable[c, m], i2[c, m]))
        out[m] = signal(i2[at, m], _UNSTABLE if unstable[at, m] else _STABLE)
    return out


def unfit_environments(corpus: Corpus, name: str) -> NotApplicable | None:
    """Why the environments of a column cannot tell anything about any cue; None if they may.

    A relation can be compared between environments only where it can be seen: in an environment of
    at least ten documents with two labels. There must be two of them.
    """
    rows = _environments(corpus, name)
    y = np.asarray(corpus.labels)
    varied = [r for r in rows if np.unique(y[r]).size > 1]
    if len(rows) > 1 and not varied:
        return NotApplicable("constant-environments", column=name, values=len(rows))
    fit = sum(r.size >= _MIN_CUES for r in varied)
    if fit < _MIN_ENVIRONMENTS:
        return NotApplicable(
            "few-environments",
            column=name,
            values=len(rows),
            fit=fit,
            least=_MIN_CUES,
            needed=_MIN_ENVIRONMENTS,
        )
    return None


def _environments(corpus: Corpus, name: str) -> list[Ints]:
    """The documents of each environment of a column, without repeats."""
    column = np.array([v if v is not None else "" for v in corpus.meta[name]])
    values, code = np.unique(column, return_inverse=True)
    order = np.argsort(code, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(code, minlength=values.size))[:-1])
    return [
        without_repeats(corpus, r) for value, r in zip(values, rows, strict=True) if value != ""
    ]


def _one(case: EvidenceCase, name: str) -> Floats:
    """I² and p of every cue over the environments of one column [m, 2], NaN without two."""
    values = case.cues.values[:, case.cue].astype(np.float64)
    y = np.asarray(case.corpus.labels)
    k = len(case.corpus.label_names)
    effects, variances = [], []
    for rows in _environments(case.corpus, name):
        one_hot = np.eye(k)[y[rows]]
        held = values[rows]
        n_yc = np.asarray(held.T @ one_hot)[np.arange(case.cue.size), case.label]
        n_c = np.asarray(held.sum(axis=0)).ravel()
        n_y = one_hot.sum(axis=0)[case.label]
        cells = np.stack([n_yc, n_c - n_yc, n_y - n_yc, rows.size - n_y - n_c + n_yc]) + 0.5
        enough = (n_c >= _MIN_CUES) & (n_y > 0) & (n_y < rows.size)
        effects.append(np.where(enough, np.log(cells[0] * cells[3] / cells[1] / cells[2]), np.nan))
        variances.append((1 / cells).sum(axis=0))
    if not effects:
        return np.full((case.cue.size, 2), np.nan)
    pairs = zip(np.array(effects).T, np.sqrt(variances).T, strict=True)
    heterogeneity = (cochran_q(*pair) for pair in pairs)
    return np.array([(i2, p) for _, p, _, i2 in heterogeneity]).reshape(-1, 2)
