"""A model of a few features, with a cue that is associated with the label."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Corpus, CueTable, Predictions

# For `remedy_formulas`, which two files of tests share.
sys.path.insert(0, str(Path(__file__).parent))


@dataclass(frozen=True)
class Numbers:
    """A head on the rows of a table; a text is the number of its row."""

    table: np.ndarray
    logistic: Logistic
    label_names: tuple[str, ...] = ("no", "yes")
    model_id: str = "numbers"
    cost: str = "low"
    c: float = 1.0

    def features(self, texts, texts_b=None):
        return self.table[[int(t) for t in texts]]

    def with_head(self, logistic, by):
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts, texts_b=None):
        return Predictions(self.logistic.probs(self.features(texts)), self.model_id, len(texts))


@dataclass(frozen=True)
class Case:
    """The corpus, who holds the cue, and the model to repair."""

    corpus: Corpus
    groups: CueTable
    model: Numbers

    @property
    def labels(self):
        return self.corpus.labels

    @property
    def held(self):
        return self.groups.values.toarray().astype(bool)

    def repaired(self, remedy, seed=0):
        return remedy(self.corpus, self.groups, self.model, rng=np.random.default_rng(seed))


def case(n=1600, agree=0.9, seed=0, k=2):
    """Two features: what the label means, weakly, and the cue, which agrees with it in most."""
    rng = np.random.default_rng(seed)
    y = rng.integers(k, size=n).astype(np.int32)
    x = np.where(rng.random(n) < agree, y % 2, 1 - y % 2)
    meaning = rng.normal(size=(n, k)) + 1.2 * np.eye(k)[y]
    noise = rng.normal(size=(n, 3))
    table = np.column_stack([meaning, 2.0 * x + 0.3 * rng.normal(size=n), noise])
    texts = [str(i) for i in range(n)]
    names = tuple(f"label {i}" for i in range(k))
    corpus = Corpus(texts, texts, y, names, "case")
    cues = CueTable(("word:cue",), ("word",), csr_array(x[:, None].astype(np.int8)), ("",))
    zero = Logistic(np.zeros((table.shape[1], k), np.float32), np.zeros(k))
    return Case(corpus, cues, Numbers(table, zero, names))


@pytest.fixture(name="case", scope="session")
def case_fixture():
    return case()


@pytest.fixture(name="made", scope="session")
def made_fixture():
    """Makes a case."""
    return case
