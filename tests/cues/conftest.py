"""Corpora small enough to read."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.records import Corpus


@pytest.fixture(scope="session")
def corpus_of():
    def make(texts, labels=None, **more):
        n = len(texts)
        return Corpus(
            **{
                "ids": [str(i) for i in range(n)],
                "texts": texts,
                "labels": np.zeros(n, np.int32) if labels is None else np.asarray(labels, np.int32),
                "label_names": ("negative", "positive"),
                "fingerprint": "made up",
                **more,
            }
        )

    return make


@pytest.fixture(scope="session")
def holders():
    """A function that lists the documents with a cue."""

    def find(table, name):
        column = table.values[:, [table.names.index(name)]].todense()
        return np.flatnonzero(np.asarray(column)).tolist()

    return find
