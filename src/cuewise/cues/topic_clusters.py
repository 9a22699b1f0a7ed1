"""Topic clusters of the embedded texts; the labels play no part.

k-means on the default encoder's unit vectors, with k = √n / 4, between 8 and 50, for n distinct
texts. The most characteristic words describe a cluster, by class-based TF-IDF (Grootendorst 2022):
the share of a word in the cluster × log(1 + A / f), with f its count in all clusters and A the
average number of words of a cluster.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.count.tokens import tokenize
from cuewise.count.unique import sorted_unique
from cuewise.cues.source import Encode, Finder, SourceCues, distinct_texts, from_rows, text_fields
from cuewise.errors import NotApplicable
from cuewise.records import Corpus, Ints
from cuewise.text.tokens import words

_FEWEST, _MOST = 8, 50
# k-means learns its centres on at most this many texts; all are assigned.
_FITTED = 10_000
_STARTS = 3
# The encoder reads about this many characters of a text.
_READ = 600
_WORDS = 4
# A characteristic word is at least this many times as common in its cluster as overall.
_MORE = 1.5


@dataclass(frozen=True, slots=True)
class TopicClusters:
    """The cues `cluster:` of every text; the two texts of a pair share their clusters.

    Parameters
    ----------
    encode:
        Texts to unit vectors.
    seed:
        Seed of the sample of texts and of k-means.
    """

    encode: Encode
    seed: int = 0

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn the topics of the sample."""
        texts = distinct_texts(sample)
        k = _cluster_count(len(texts), min_count)
        centres, cluster = _fit(self.encode(texts), k, self.seed)
        topic_of = dict(zip(texts, cluster.tolist(), strict=True))
        return _TopicFinder(self.encode, centres, tuple(_notes(texts, cluster)), topic_of)


@dataclass(frozen=True, slots=True)
class _TopicFinder:
    """The centre and words of every topic, and the topic of every text of the sample."""

    encode: Encode
    centres: NDArray[np.float32]
    words: tuple[str, ...]
    topic_of: Mapping[str, int]

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """Yield one table of cues for each text field; the note of a cluster has its words."""
        new = [t for t in distinct_texts(corpus) if t not in self.topic_of]
        topics = dict(self.topic_of) | dict(zip(new, self._nearest(new), strict=True))
        for prefix, texts in text_fields(corpus):
            topic = np.array([topics[t] for t in texts], int)
            masks = {f"{prefix}cluster:{c}": topic == c for c in range(len(self.words))}
            yield from_rows(masks, "cluster", dict(zip(masks, self.words, strict=True)))

    def _nearest(self, texts: list[str]) -> list[int]:
        """The topic of each text by its nearest centre."""
        if not texts:
            return []
        # |v - c|² = |v|² - 2(v·c - |c|²/2), and |v| is the same for all centres.
        near = self.encode(texts) @ self.centres.T - (self.centres**2).sum(axis=1) / 2
        return [int(c) for c in near.argmax(axis=1)]


def _cluster_count(distinct: int, min_count: int) -> int:
    """The number of clusters for a number of distinct texts.

    Raises
    ------
    NotApplicable
        Too few texts for two clusters of `min_count`.

    Examples
    --------
    >>> [_cluster_count(n, 10) for n in (50, 1000, 4000, 25_000, 1_000_000)]
    [5, 8, 16, 40, 50]
    """
    k = min(max(_FEWEST, min(_MOST, round(math.sqrt(distinct) / 4))), distinct // min_count)
    if k < 2:
        raise NotApplicable("few-texts-for-clusters", texts=distinct)
    return k


def _fit(vectors: NDArray[np.float32], k: int, seed: int) -> tuple[NDArray[np.float32], Ints]:
    """The centres, and the cluster of every text, numbered from the largest down."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    some = np.random.default_rng([seed, 6]).permutation(len(vectors))[:_FITTED]
    # Several threads change the last digits of sums, and so the cluster of a text on a border.
    with threadpool_limits(1):
        model = KMeans(k, n_init=_STARTS, random_state=seed).fit(vectors[np.sort(some)])
        cluster = model.predict(vectors)
    order = np.argsort(-np.bincount(cluster, minlength=k), kind="stable")
    rank = np.argsort(order, kind="stable")
    return model.cluster_centers_[order].astype(np.float32), rank[cluster]


def _notes(texts: Sequence[str], cluster: Ints) -> list[str]:
    """The characteristic words of every cluster."""
    tokens = tokenize(texts, _content)
    document = tokens.documents()
    k, size = int(cluster.max()) + 1, len(tokens.vocabulary)
    # Count a word once a text, so that one text cannot name a cluster.
    pair = sorted_unique(document * max(size, 1) + tokens.ids)
    document, word = pair // max(size, 1), pair % max(size, 1)
    ones = np.ones(word.size)
    held = csr_array((ones, (cluster[document], word)), shape=(k, size)).toarray()
    share = held / np.maximum(held.sum(axis=1, keepdims=True), 1)
    everywhere = held.sum(axis=0) / max(held.sum(), 1)
    weight = share * np.log1p(1 / (k * np.maximum(everywhere, 1e-12)))
    weight[share < _MORE * everywhere] = 0
    best = np.argsort(-weight, axis=1, kind="stable")[:, :_WORDS]
    return [
        ", ".join(tokens.vocabulary[w] for w in row if weight[c, w] > 0 and held[c, w] > 1)
        for c, row in enumerate(best)
    ]


def _content(text: str) -> list[str]:
    """Words that can name a topic."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    every = words(text[:_READ].replace("’", "'"))
    return [w for w in every if len(w) > 2 and w.isalpha() and w not in ENGLISH_STOP_WORDS]
