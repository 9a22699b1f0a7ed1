"""Generated reviews: the cue is planted in D1 and uninformative in D2."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from real.rows import Row

from cuewise.records import Corpus
from cuewise.split.rows import rows_of
from cuewise.stats.intervals import wilson
from cuewise.synth import Plant, make
from transfer.measure import POSITIVE, Transfer, source, transfer

_CUES = {"en": ("word", "tuesday", "word:tuesday"), "zh": ("word", "周二", "word:周二")}
# The share of documents whose text contradicts the label: without noise a model needs no cue.
_NOISE = 0.15


def rows(seeds: int) -> Iterator[Row]:
    """Detection if the cue is confounded in D1, and false alarms if it is not."""
    for language in _CUES:
        for strength, name in ((0.9, "confounded"), (0.5, "not confounded")):
            runs = [_run(language, strength, seed) for seed in range(seeds)]
            detected = sum(t.causes_errors for t in runs)
            low, high = wilson(detected, len(runs))
            fcs = np.array([t.fcs_raw[0] for t in runs])
            do = np.array([t.reliance.fcs_do for t in runs if t.reliance], float)
            planted = strength > 0.5
            yield Row(
                f"planted {language}, {name} in D1 (P(positive | cue) {strength:g})",
                f"found in {detected} of {len(runs)} [{low:.2f}, {high:.2f}]; on D2 fcs_raw "
                f"{_spread(fcs)}, fcs_do {_spread(do)}, n={runs[0].n} with the cue",
                "≥ .95 found" if planted else "≤ .05 found, within Monte Carlo error",
                detected >= 0.95 * len(runs) if planted else bool(low <= 0.05),
            )


def _spread(values: np.ndarray) -> str:
    q = np.nanquantile(values, [0.1, 0.5, 0.9])
    return f"median {q[1]:+.3f} (80% of runs {q[0]:+.3f} to {q[2]:+.3f})"


def _run(language: str, strength: float, seed: int) -> Transfer:
    kind, value, subject = _CUES[language]
    plant = Plant(kind, value, POSITIVE, strength, 0.1)
    d1 = make(language, 2000, plants=[plant], seed=seed, noise=_NOISE).to_corpus()
    uninformative = Plant(kind, value, POSITIVE, 0.5, 0.3)
    d2 = make(language, 1600, plants=[uninformative], seed=seed + 10_000, noise=_NOISE).to_corpus()
    (result,) = transfer(source(d1, seed), _negative(d2), [subject], seed)
    return result


def _negative(corpus: Corpus) -> Corpus:
    label = corpus.label_names.index("negative")
    return rows_of(corpus, np.flatnonzero(np.asarray(corpus.labels) == label))
