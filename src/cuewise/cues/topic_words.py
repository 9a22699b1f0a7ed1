"""Topic word sets: rare words, close in meaning, that together may be associated with a label.

No single town is frequent enough to be found, but a model that reads meanings can rely on towns.
The labels play no part: the rare content words of the sample get static vectors, centred over the
vocabulary (Mu and Viswanath 2018). k-means on their first 64 principal components splits v words
into √v sets. A set is kept if the mean cosine of its pairs is high.

A subject lists all its words, so it can be found in any text: `field:` and the words joined by `|`,
the most frequent first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.chunks import chunks
from cuewise.cues.source import Encode, Finder, SourceCues, distinct_texts, from_pieces, text_fields
from cuewise.cues.spans import BETWEEN
from cuewise.embed.static import WordVectors, token_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.records import Corpus, Ints
from cuewise.text.language import READ_AS_ENGLISH, called
from cuewise.text.scripts import has_han
from cuewise.text.tokens import words

# A word in 153 documents shows a deviation of .20 by itself (SCIENCE 4); one in fifty is not rare.
_FEWEST, _MOST, _SHARE = 3, 150, 0.02
_LEAST_WORDS, _MOST_WORDS = 5, 200
# Random pairs of words have 0, half of the sets more than this, names of towns .13 to .25.
_COHERENT = 0.12
_COMPONENTS = 64
# The most frequent words, and the texts in which they are counted.
_VOCABULARY, _FITTED = 8_000, 50_000
_LETTERS = 3
_POSSESSIVE = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The cues `field:` of every text; the two texts of a pair share their topic word sets.

    Parameters
    ----------
    encode:
        Words to vectors, 0 for an unknown word.
    seed:
        Seed of the sample of texts and of k-means.
    """

    encode: Encode
    seed: int = 0

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn the topic word sets of the sample."""
        texts = distinct_texts(sample)
        some = np.random.default_rng([self.seed, 9]).permutation(len(texts))[:_FITTED]
        known, held = vocabulary([texts[i] for i in np.sort(some)])
        vectors = self.encode(known) if known else np.zeros((0, 1), np.float32)
        seen = np.flatnonzero(vectors.any(axis=1))
        if seen.size < _LEAST_WORDS**2:
            raise NotApplicable("few-content-words", words=seen.size)
        held = csc_array(held[:, seen])
        centred = _unit(vectors[seen] - vectors[seen].mean(axis=0))
        sets = [
            BETWEEN.join(known[seen[j]] for j in members)
            for members in _word_sets(centred, self.seed)
            if _coherence(centred[members]) >= _COHERENT and _evenly_used(held, members)
        ]
        if not sets:
            raise NotApplicable("no-topic-words")
        return TopicWordFinder(tuple(sets))


@dataclass(frozen=True, slots=True)
class TopicWordFinder:
    """Finds topic word sets, each given as the value of its subject."""

    values: tuple[str, ...]

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """Yield one table of cues for each text field."""
        set_of = {word: value for value in self.values for word in value.split(BETWEEN)}

        def find(piece: str) -> Iterable[str]:
            return [set_of[word] for word in _plain_words(piece) if word in set_of]

        for prefix, texts in text_fields(corpus):
            yield from_pieces(f"{prefix}field:", "field", chunks(texts).values(find))


def word_vectors(corpus: Corpus, named: WordVectors | None) -> WordVectors:
    """The vectors that the user named, else the word pieces of the default encoder.

    Raises
    ------
    NotApplicable
        None were named, and the default encoder is not installed or does not read the language.
    """
    if named is not None:
        return named
    if corpus.language not in READ_AS_ENGLISH:
        raise NotApplicable("no-vectors", language=called(corpus))
    try:
        return token_table()
    except MissingExtra as missing:
        raise NotApplicable("no-word-vectors", extra=missing.extra) from missing


def _plain_words(piece: str) -> list[str]:
    """Words without the possessive ending.

    Examples
    --------
    >>> _plain_words("Lima's towns don't")
    ['lima', 'towns', "don't"]
    """
    return [w[:-2] if w.endswith(_POSSESSIVE) else w for w in words(piece)]


def vocabulary(texts: Sequence[str]) -> tuple[list[str], csc_array]:
    """Rare content words, the most frequent first, and the texts that hold them [n, v].

    Examples
    --------
    >>> known, held = vocabulary(["Lima and Oslo", "the Lima bus", "Lima"] + ["nothing"] * 200)
    >>> known, int(held.sum())
    (['lima'], 3)
    """
    ids, ends, every = chunks(texts).tokens(_plain_words)
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


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def _coherence(vectors: NDArray[np.float32]) -> float:
    """Mean cosine of the pairs of n unit vectors: (|Σv|² - n) / (n(n-1)).

    Examples
    --------
    >>> _coherence(np.eye(2)), _coherence(np.ones((3, 1)))
    (0.0, 1.0)
    """
    n = len(vectors)
    return float((np.sum(vectors.sum(axis=0) ** 2) - n) / max(n * (n - 1), 1))


def _word_sets(vectors: NDArray[np.float32], seed: int) -> list[Ints]:
    """The members of each of √v sets, ascending, at most as many as a subject lists."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # Several threads change the last digits of sums, and so the set of a word on a border.
    with threadpool_limits(1):
        _, axes = np.linalg.eigh(vectors.T @ vectors)
        model = KMeans(round(math.sqrt(len(vectors))), n_init=1, random_state=seed)
        label = model.fit_predict(vectors @ axes[:, ::-1][:, :_COMPONENTS])
    sets = (np.flatnonzero(label == c) for c in range(label.max() + 1))
    return [members[:_MOST_WORDS] for members in sets if members.size >= _LEAST_WORDS]


def _evenly_used(held: csc_array, members: Ints) -> bool:
    """Whether no word occurs in more than half of the documents of its set."""
    several = held[:, members]
    documents = int((np.asarray(several.sum(axis=1)).ravel() > 0).sum())
    return bool(2 * np.diff(several.indptr).max() <= documents)
