"""Style clusters of texts; the labels play no part.

Style shows in function words, in marks and in the length of words, hardly in what a text says
(stylometry: Mosteller and Wallace 1964; Burrows 2002, "Delta"). The square root of each rate per
word is standardised over the sample. On the first ten principal components, k-means finds two to
four clusters, whichever number has the greatest silhouette (Rousseeuw 1987). What a cluster has
more and less of describes it. Negations are left out, as they change the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.count.chunks import chunks
from cuewise.cues.source import Finder, SourceCues, from_rows, text_fields
from cuewise.errors import NotApplicable
from cuewise.records import Corpus, Floats, Ints
from cuewise.text.closed_classes import ClosedClass, closed
from cuewise.text.tokens import words

_MARKS = re.compile(r"[,.!?;:\"'’()\-…，。！？、；：“”\n]")
_LONG, _CAPITAL, _WORD = "letters≥8", "A-Z", "\0word"
_LETTERS = 8
_STYLE: tuple[ClosedClass, ...] = ("function", "modal", "intensifier", "direction", "open")
# Rarer features identify single texts, not styles.
_SHARE = 0.02
_COMPONENTS, _MOST, _STARTS = 10, 4, 5
# Clusters are learned on at most this many texts; their number is chosen on these.
_FITTED, _COMPARED = 10_000, 2000
_FEWEST = 100
# Texts processed together, about a kilobyte each.
_AT_ONCE = 100_000
_DESCRIBING = 3


@dataclass(frozen=True, slots=True)
class StyleClusters:
    """The cues `style:` of every text field, learned on the sample.

    Parameters
    ----------
    seed:
        Seed of the sample of texts and of k-means.
    """

    seed: int = 0

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn the style clusters of the sample."""
        return _StyleFinder(tuple(_learn(texts, self.seed) for _, texts in text_fields(sample)))


@dataclass(frozen=True, slots=True)
class _StyleFinder:
    """The style clusters of every text field."""

    learned: tuple[_Learned, ...]

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """Yield one table of cues for each text field.

        Of two clusters only the smaller is a cue, since the other is its absence.
        """
        for (prefix, texts), known in zip(text_fields(corpus), self.learned, strict=True):
            parts = [texts[i : i + _AT_ONCE] for i in range(0, max(len(texts), 1), _AT_ONCE)]
            nearest = np.concatenate([known.nearest(part) for part in parts])
            shown = range(1 if len(known.centres) == 2 else 0, len(known.centres))
            masks = {f"{prefix}style:{s}": nearest == s for s in shown}
            notes = dict(zip(masks, known.notes[shown.start :], strict=True))
            yield from_rows(masks, "style", notes)


@dataclass(frozen=True, slots=True)
class _Learned:
    """names[f] with mean[f] and scale[f], axes[c, f] and centres[k, c], the largest first."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    axes: Floats
    centres: Floats
    notes: tuple[str, ...]

    def nearest(self, texts: Sequence[str]) -> Ints:
        place = ((style_rates(texts, self.names) - self.mean) / self.scale) @ self.axes.T
        near = place @ self.centres.T - (self.centres**2).sum(axis=1) / 2
        return np.asarray(near.argmax(axis=1), np.int64)


def style_rates(texts: Sequence[str], names: Sequence[str]) -> Floats:
    """Square root of the rate per word of every feature [n, f].

    Examples
    --------
    >>> style_rates(["The end of the day."], ["the", "of", "."]).round(2).tolist()
    [[0.63, 0.45, 0.45]]
    """
    ids, ends, vocabulary = chunks(texts).tokens(style_features)
    # One empty column stands for all features that do not occur.
    empty = len(vocabulary)
    counts = csr_array((np.ones(ids.size), ids, ends), shape=(len(texts), empty + 1))
    number = {name: i for i, name in enumerate(vocabulary)}
    picked = counts[:, [number.get(name, empty) for name in (*names, _WORD)]].toarray()
    return np.asarray(np.sqrt(picked[:, :-1] / np.maximum(picked[:, -1:], 1)))


def style_features(piece: str) -> list[str]:
    """The features of a piece of text with repetition, and one `_WORD` for each word."""
    features = _MARKS.findall(piece)
    for word in words(piece):
        plain = word.replace("’", "'")
        features.append(_WORD)
        if plain in closed(*_STYLE):
            features.append(plain)
        if len(plain) >= _LETTERS:
            features.append(_LONG)
    if any("A" <= c <= "Z" for c in piece):
        features.append(_CAPITAL)
    return features


def _learn(texts: Sequence[str], seed: int) -> _Learned:
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    texts = list(dict.fromkeys(texts))
    if len(texts) < _FEWEST:
        raise NotApplicable("few-texts-for-styles", texts=len(texts))
    some = np.sort(np.random.default_rng([seed, 8]).permutation(len(texts))[:_FITTED])
    texts = [texts[i] for i in some]
    _, _, every = chunks(texts).tokens(style_features)
    names = np.array(sorted(set(every) - {_WORD}))
    rate = style_rates(texts, names.tolist())
    kept = (rate > 0).mean(axis=0) >= _SHARE
    names, rate = names[kept], rate[:, kept]
    mean, scale = rate.mean(axis=0), np.maximum(rate.std(axis=0), 1e-9)
    standard = (rate - mean) / scale
    if min(standard.shape) < _COMPONENTS:
        raise NotApplicable("few-style-marks")
    # Several threads change the last digits of sums, and so the cluster of a text on a border.
    with threadpool_limits(1):
        axes = PCA(_COMPONENTS, svd_solver="full").fit(standard).components_
        centres, nearest = _clusters(standard @ axes.T, seed)
    return _Learned(
        *(tuple(names.tolist()), mean, scale, axes, centres),
        tuple(_note(names, standard[nearest == s].mean(axis=0)) for s in range(len(centres))),
    )


def _clusters(place: Floats, seed: int) -> tuple[Floats, Ints]:
    """The centres, the largest cluster first, and the cluster of every text."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    different = len(np.unique(place.round(9), axis=0))
    if different < 2:
        raise NotApplicable("one-style")
    compared = slice(0, _COMPARED)
    tried = [
        KMeans(k, n_init=_STARTS, random_state=seed).fit(place)
        for k in range(2, min(_MOST, different) + 1)
    ]
    best = max(tried, key=lambda m: silhouette_score(place[compared], m.labels_[compared]))
    order = np.argsort(-np.bincount(best.labels_), kind="stable")
    rank = np.argsort(order, kind="stable")
    return best.cluster_centers_[order], rank[best.labels_]


def _note(names: NDArray[np.str_], mean: Floats) -> str:
    """What a cluster has more and less of than all texts, the clearest first."""
    shown = {"\n": "↵"}
    order = np.argsort(-np.abs(mean), kind="stable")
    more = [shown.get(n, n) for n in names[order][mean[order] > 0][:_DESCRIBING].tolist()]
    less = [shown.get(n, n) for n in names[order][mean[order] < 0][:_DESCRIBING].tolist()]
    return f"+ {' '.join(more)} − {' '.join(less)}"
