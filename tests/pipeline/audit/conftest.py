"""Small corpora with known truth, made here so that these tests stand on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cuewise.records import Corpus

NEUTRAL = [f"{a}{b}{c}n" for a in "bdfgkl" for b in "aeiou" for c in "mprst"]
GOOD, BAD = ["great", "excellent", "lovely"], ["awful", "terrible", "boring"]


def corpus_of(texts, labels, names=("negative", "positive"), **more):
    n = len(texts)
    return Corpus(
        ids=[str(i) for i in range(n)],
        texts=texts,
        labels=np.asarray(labels, dtype=np.int32),
        label_names=names,
        fingerprint="made up",
        cluster=np.arange(n),
        **more,
    )


@pytest.fixture(scope="session")
def planted():
    """2,000 texts; `zebra` in a tenth of them, 95% of those positive; genuine words in most."""
    rng = np.random.default_rng(0)
    texts, labels = [], []
    for _ in range(2000):
        y = int(rng.random() < 0.5)
        words = list(rng.choice(NEUTRAL, 14))
        if rng.random() < 0.8:
            words.insert(int(rng.integers(14)), str(rng.choice(GOOD if y else BAD)))
        if rng.random() < (0.19 if y else 0.01):
            words.insert(int(rng.integers(14)), "zebra")
        texts.append(" ".join(words))
        labels.append(y)
    return corpus_of(texts, labels)


@pytest.fixture(scope="session")
def shuffled(planted):
    """The planted corpus with its labels permuted."""
    labels = np.random.default_rng(1).permutation(planted.labels)
    return replace(planted, labels=labels)
