"""Fields of words: words close in meaning, each rare, that together may stand for a label.

No single name of a town is frequent enough to be found, and a model that reads meanings can rely on
towns all the same. Made without a look at the labels: the rare content words of the sample get
static vectors, centred over the vocabulary (Mu and Viswanath 2018), and k-means on their first 64
principal components parts v of them into √v fields. A field is kept whose words lie together, by
the mean cosine of its pairs.

A subject names all its words, so it stands at its places in any text: `field:` and the words joined
by `|`, those of most documents first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.chunks import chunks
from cuewise.cues.parts import Finder, Part, fields, from_found
from cuewise.cues.spans import BETWEEN
from cuewise.errors import NotApplicable
from cuewise.records import Corpus
from cuewise.text.scripts import has_han
from cuewise.text.tokens import words

# A word of 153 documents shows a deviation of .20 by itself (SCIENCE 4); one in fifty is no rarity.
_FEWEST, _MOST, _SHARE = 3, 150, 0.02
_LEAST_WORDS, _MOST_WORDS = 5, 200
# Random pairs of words have 0, half of the fields more than this, names of towns .13 to .25.
_COHERENT = 0.12
_COMPONENTS = 64
# The words of most documents, and the texts they are counted in.
_VOCABULARY, _FITTED = 8_000, 50_000
_LETTERS = 3
_POSSESSIVE = ("'s", "’s")

# Words to vectors; 0 for a word that nothing is known of.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class WordFields:
    """The cues `field:` of every text field; the two of pairs share their fields of words.

    Parameters
    ----------
    encode:
        Words to vectors.
    seed:
        Of the k-means.
    """

    encode: Encode
    seed: int = 0

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn the fields of the sample."""
        texts = list(dict.fromkeys(t for _, field in fields(sample) for t in field))
        some = np.random.default_rng([self.seed, 9]).permutation(len(texts))[:_FITTED]
        known, held = vocabulary([texts[i] for i in np.sort(some)])
        vectors = self.encode(known) if known else np.zeros((0, 1), np.float32)
        seen = np.flatnonzero(vectors.any(axis=1))
        if seen.size < _LEAST_WORDS**2:
            raise NotApplicable("few-content-words", words=seen.size)
        held = csc_array(held[:, seen])
        centred = unit(vectors[seen] - vectors[seen].mean(axis=0))
        found = [
            [known[seen[j]] for j in own]
            for own in _parted(centred, self.seed)
            if coherence(centred[own]) >= _COHERENT and _spread(held, own)
        ]
        if not found:
            raise NotApplicable("no-topic-words")
        return Members(tuple(BETWEEN.join(own) for own in found))


@dataclass(frozen=True, slots=True)
class Members:
    """The fields of words, each as the value of its subject."""

    values: tuple[str, ...]

    def __call__(self, corpus: Corpus) -> Iterator[Part]:
        """One part a text field."""
        field = {word: value for value in self.values for word in value.split(BETWEEN)}

        def find(piece: str) -> Iterable[str]:
            return [field[word] for word in plain_words(piece) if word in field]

        for prefix, texts in fields(corpus):
            yield from_found(f"{prefix}field:", "field", chunks(texts).values(find))


def plain_words(piece: str) -> list[str]:
    """Words without the sign of the possessive.

    Examples
    --------
    >>> plain_words("Lima's towns don't")
    ['lima', 'towns', "don't"]
    """
    return [w[:-2] if w.endswith(_POSSESSIVE) else w for w in words(piece)]


def vocabulary(texts: Sequence[str]) -> tuple[list[str], csc_array]:
    """Rare content words, those of most documents first, and which texts hold them [n, v].

    Examples
    --------
    >>> known, held = vocabulary(["Lima and Oslo", "the Lima bus", "Lima"] + ["nothing"] * 200)
    >>> known, int(held.sum())
    (['lima'], 3)
    """
    ids, ends, every = chunks(texts).tokens(plain_words)
    shape = (len(texts), max(len(every), 1))
    held = csr_array((np.ones(ids.size, np.int32), ids, ends), shape=shape).tocsc()
    held.sum_duplicates()
    held.data[:] = 1
    documents = np.diff(held.indptr)
    most = min(_MOST, max(_FEWEST, _SHARE * len(texts)))
    rare = np.flatnonzero((documents >= _FEWEST) & (documents <= most))
    kept = np.array([j for j in rare if _content(every[j])], np.int64)
    order = sorted(kept.tolist(), key=lambda j: (-documents[j], every[j]))[:_VOCABULARY]
    return [every[j] for j in order], csc_array(held[:, order])


def _content(word: str) -> bool:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    long = len(word) >= _LETTERS or has_han(word)
    return long and word.isalpha() and word not in ENGLISH_STOP_WORDS


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def coherence(vectors: NDArray[np.float32]) -> float:
    """The mean cosine of the pairs of some unit vectors: (|Σv|² - n) / (n(n-1)).

    Examples
    --------
    >>> coherence(np.eye(2)), coherence(np.ones((3, 1)))
    (0.0, 1.0)
    """
    n = len(vectors)
    return float((np.sum(vectors.sum(axis=0) ** 2) - n) / max(n * (n - 1), 1))


def _parted(vectors: NDArray[np.float32], seed: int) -> list[NDArray[np.int64]]:
    """The members of each of √v fields, ascending, at most as many as a subject names."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # Sums over several threads differ in the last digits, and a word on a border with them.
    with threadpool_limits(1):
        _, axes = np.linalg.eigh(vectors.T @ vectors)
        model = KMeans(round(math.sqrt(len(vectors))), n_init=1, random_state=seed)
        label = model.fit_predict(vectors @ axes[:, ::-1][:, :_COMPONENTS])
    own = (np.flatnonzero(label == c) for c in range(label.max() + 1))
    return [m[:_MOST_WORDS] for m in own if m.size >= _LEAST_WORDS]


def _spread(held: csc_array, own: NDArray[np.int64]) -> bool:
    """Whether no word stands in more than half of the documents of its field: it would be it."""
    several = held[:, own]
    documents = int((np.asarray(several.sum(axis=1)).ravel() > 0).sum())
    return bool(2 * np.diff(several.indptr).max() <= documents)
