"""Pointwise V-information of the cue alone: how many bits it reveals about its label.

PVI(x → y) = -log2 g[∅](y) + log2 g[x](y) (Ethayarajh et al. 2022), with the input reduced to
whether it holds the cue. A model is then two label distributions. They are fitted on one half of
the documents, with one document of each label added, and applied to the other, both ways. The value
is the mean over the documents that hold the cue.

It has no weight: it measures how strongly the cue is associated with the label, and a strong
association is no evidence of spuriousness (`docs/decisions`).
"""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import CARRIERS, bag_of, first_half
from cuewise.evidence.case import EvidenceCase, Signals, signal

_DOCUMENTS = 20_000


def pointwise_information(case: EvidenceCase) -> Signals:
    """A signal without weight for every cue in at least ten documents."""
    seen = bag_of(case, _DOCUMENTS)
    k = len(case.corpus.label_names)
    if np.unique(seen.labels).size < 2:
        raise NotApplicable("single-label")
    one_hot = np.eye(k)[seen.labels]
    half = first_half(case, seen.rows)
    cues = seen.cues.tocsr()
    bits = np.zeros(case.cue.size)
    for fit, test in ((half, ~half), (~half, half)):
        with_cue = np.asarray(cues[fit].T @ one_hot[fit]) + 1
        null = one_hot[fit].sum(axis=0) + 1
        gain = np.log2(with_cue / with_cue.sum(axis=1, keepdims=True)) - np.log2(null / null.sum())
        bits += (np.asarray(cues[test].T @ one_hot[test]) * gain).sum(axis=1)
    n = np.diff(seen.cues.indptr)
    return [
        signal(b / c, 0.0) if c >= CARRIERS else None
        for b, c in zip(bits.tolist(), n.tolist(), strict=True)
    ]
