"""The corpus as bags of words, for matching and small models."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from cuewise.evidence.case import EvidenceCase
from cuewise.records import Bools, Floats, Ints
from cuewise.records.kinds import kind_of

# A cue in fewer documents shows nothing.
CARRIERS = 10
_SAME = 0.8


@dataclass(frozen=True, slots=True)
class Bag:
    """`rows`[n] of the corpus; `held`[n, v] 0/1 words; `weighed`[n, v] TF-IDF, rows of length 1.

    `cues`[n, m] says whether a document holds each judged cue; `labels`[n] are label numbers.
    """

    rows: Ints
    held: csc_array
    weighed: csr_array
    cues: csc_array
    labels: Ints

    def carriers(self, m: int) -> Bools:
        """Whether each document [n] holds judged cue m."""
        held = np.zeros(len(self.rows), dtype=np.bool_)
        held[self.cues.indices[self.cues.indptr[m] : self.cues.indptr[m + 1]]] = True
        return held

    def pieces(self, m: int) -> Ints:
        """Columns of the words that are cue m, part of it, or almost never without it."""
        carriers = self.carriers(m)
        both = np.asarray(self.held.T @ carriers.astype(np.float64))
        size = np.diff(self.held.indptr)
        return np.flatnonzero((both > 0) & ((both >= carriers.sum()) | (both >= _SAME * size)))


def spread_rows(case: EvidenceCase, most: int) -> Ints:
    """At most `most` rows, at equal steps of the texts in alphabetical order.

    The order of the corpus has no influence.
    """
    order = case.alphabetical
    at = np.unique(np.linspace(0, len(order) - 1, min(most, len(order))).astype(np.int64))
    return order[at]


def first_half(case: EvidenceCase, rows: Ints) -> Bools:
    """Which of `rows` belong to the first of two halves, by a checksum of the text.

    Equal texts share a half, and no order of documents has an influence.
    """
    texts = case.corpus.texts
    sums = (zlib.crc32(texts[i].encode("utf-8", "surrogatepass")) for i in rows.tolist())
    return np.fromiter((s % 2 == 0 for s in sums), dtype=np.bool_, count=rows.size)


def bag_of(case: EvidenceCase, most: int) -> Bag:
    """The words of at most `most` documents."""
    rows = spread_rows(case, most)
    y = np.asarray(case.corpus.labels, dtype=np.int64)
    words = [j for j, kind in enumerate(case.cues.kinds) if kind_of(kind).unit]
    values = case.cues.values.tocsr()[rows].tocsc()
    held = csc_array(values[:, words], dtype=np.float64)
    return Bag(rows, held, weigh(held), csc_array(values[:, case.cue], dtype=np.float64), y[rows])


def weigh(held: csc_array) -> csr_array:
    """Rows weighed by idf = ln((1+n)/(1+df)) + 1, of unit length."""
    n = held.shape[0]
    idf = np.log((1 + n) / (1 + np.diff(held.indptr))) + 1
    weighed = csr_array(held.multiply(idf[None, :]))
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    scale: Floats = 1 / np.maximum(norms, 1e-12)
    return csr_array(weighed.multiply(scale[:, None]))
