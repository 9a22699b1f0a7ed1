"""Training dynamics: whether the model learns documents with the cue early and easily.

Data maps (Swayamdipta et al. 2020): a logistic model of TF-IDF words is fitted by stochastic
gradient descent. After each epoch the probability of every document's own label is kept; confidence
is its mean, variability its standard deviation. A shortcut is said to make its documents easy. The
value is the mean confidence of the documents of the label with the cue, minus that of the others of
the label.

It has no weight: on planted corpora it does not separate planted cues from genuine words (area
under the curve .36 to .49, `docs/decisions`), as the model learns both easily.
"""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import CARRIERS, Bag, bag_of
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.records import Floats

_DOCUMENTS = 4000
_EPOCHS, _RATE, _BATCH = 6, 2.0, 32


def training_dynamics(case: EvidenceCase) -> Signals:
    """A signal without weight for every cue in at least ten documents of its label."""
    case.require_single_texts()
    seen = bag_of(case, _DOCUMENTS)
    if np.unique(seen.labels).size < 2 or not seen.held.shape[1]:
        raise NotApplicable("nothing-to-learn")
    mean, _ = cartography(seen, len(case.corpus.label_names))
    out: Signals = []
    for m, label in enumerate(case.label.tolist()):
        held = seen.carriers(m)
        mine = seen.labels == label
        enough = min((held & mine).sum(), (~held & mine).sum()) >= CARRIERS
        ease = mean[held & mine].mean() - mean[~held & mine].mean() if enough else np.nan
        out.append(signal(float(ease), 0.0) if enough else None)
    return out


def cartography(seen: Bag, k: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation over epochs of the probability of each document's label.

    The signal is the path of gradient descent, so `models.linear.solver`, which gives only its end,
    cannot replace it.
    """
    x, y = seen.weighed, seen.labels
    weights, bias = np.zeros((x.shape[1], k)), np.zeros(k)
    gold: list[Floats] = []
    # The seed is part of the definition, like the number of epochs.
    rng = np.random.default_rng(0)
    for _ in range(_EPOCHS):
        order = rng.permutation(y.size)
        for start in range(0, y.size, _BATCH):
            rows = order[start : start + _BATCH]
            part = x[rows]
            error = softmax(np.asarray(part @ weights) + bias, axis=1)
            error[np.arange(rows.size), y[rows]] -= 1
            weights -= _RATE / rows.size * np.asarray(part.T @ error)
            bias -= _RATE / rows.size * error.sum(axis=0)
        probs = softmax(np.asarray(x @ weights) + bias, axis=1)
        gold.append(probs[np.arange(y.size), y])
    return np.mean(gold, axis=0), np.std(gold, axis=0)
