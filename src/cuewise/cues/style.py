"""Style: kinds of writing found without a look at the labels.

How a text is put shows in words of closed classes, in marks and in the length of its words, hardly
in what it says (stylometry: Mosteller and Wallace 1964; Burrows 2002, "Delta"). Of each the rate
per word, its root standardised over the sample; on the first ten principal components k-means finds
two to four kinds of writing, as many as have the greatest silhouette (Rousseeuw 1987). A kind is
told by what it has more and less of. Negations are left out: they turn a meaning.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.count.chunks import chunks
from cuewise.cues.parts import Finder, Part, fields, from_rows
from cuewise.errors import NotApplicable
from cuewise.records import Corpus, Floats
from cuewise.text.tokens import words

_MARKS = re.compile(r"[,.!?;:\"'’()\-…，。！？、；：“”\n]")
_LONG, _CAPITAL, _WORD = "letters≥8", "A-Z", "\0word"
_LETTERS = 8
# Rarer features tell single texts, not kinds of writing.
_SHARE = 0.02
_COMPONENTS, _MOST, _STARTS = 10, 4, 5
# The kinds are learned from no more texts than this, and told apart on these.
_FITTED, _COMPARED = 10_000, 2000
_FEWEST = 100
# Texts that are looked at together: about a kilobyte each.
_AT_ONCE = 100_000
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Styles:
    """The cues `style:` of every field, learned on the sample.

    Parameters
    ----------
    seed:
        Of the k-means.
    """

    seed: int = 0

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn the kinds of writing of the sample."""
        return Kinds(
            tuple(_learn(texts, sample.language, self.seed) for _, texts in fields(sample))
        )


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of writing of every field."""

    learned: tuple[_Learned, ...]

    def __call__(self, corpus: Corpus) -> Iterator[Part]:
        """One part a field; of two kinds the rarer is a cue, since the other is its absence."""
        for (prefix, texts), known in zip(fields(corpus), self.learned, strict=True):
            parts = [texts[i : i + _AT_ONCE] for i in range(0, max(len(texts), 1), _AT_ONCE)]
            nearest = np.concatenate([known.nearest(part) for part in parts])
            shown = range(1 if len(known.centres) == 2 else 0, len(known.centres))
            masks = {f"{prefix}style:{s}": nearest == s for s in shown}
            notes = dict(zip(masks, known.notes[shown.start :], strict=True))
            yield from_rows(masks, "style", notes)


@dataclass(frozen=True, slots=True)
class _Learned:
    """names[f] with their mean and scale, axes[c, f] and centres[k, c], the largest kind first."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    axes: Floats
    centres: Floats
    notes: tuple[str, ...]

    def nearest(self, texts: Sequence[str]) -> NDArray[np.int64]:
        place = ((rates(texts, self.names) - self.mean) / self.scale) @ self.axes.T
        far = place @ self.centres.T - (self.centres**2).sum(axis=1) / 2
        return np.asarray(far.argmax(axis=1), np.int64)


def rates(texts: Sequence[str], names: Sequence[str]) -> Floats:
    """The root of the rate per word of every feature [n, f].

    Examples
    --------
    >>> rates(["The end of the day."], ["the", "of", "."]).round(2).tolist()
    [[0.63, 0.45, 0.45]]
    """
    ids, ends, vocabulary = chunks(texts).tokens(features)
    shape = (len(texts), max(len(vocabulary), 1))
    counts = csr_array((np.ones(ids.size), ids, ends), shape=shape)
    number = {name: i for i, name in enumerate(vocabulary)}
    known = [(j, number[name]) for j, name in enumerate(names) if name in number]
    out = np.zeros((len(texts), len(names)))
    if known:
        to, of = (list(column) for column in zip(*known, strict=True))
        out[:, to] = counts[:, of].toarray()
    size = counts[:, [number[_WORD]]].toarray() if _WORD in number else np.zeros((len(texts), 1))
    return np.asarray(np.sqrt(out / np.maximum(size, 1)))


def features(piece: str) -> list[str]:
    """The features of a piece of text, each as often as it is there, and one mark a word."""
    found = _MARKS.findall(piece)
    for word in words(piece):
        plain = word.replace("’", "'")
        found.append(_WORD)
        if plain in _closed():
            found.append(plain)
        if len(plain) >= _LETTERS:
            found.append(_LONG)
    if any("A" <= c <= "Z" for c in piece):
        found.append(_CAPITAL)
    return found


@cache
def _closed() -> frozenset[str]:
    table = tomllib.loads(files("cuewise.cues").joinpath("function_words.toml").read_text("utf-8"))
    return frozenset(word for text in table.values() for word in text.split())


def _learn(texts: Sequence[str], language: str, seed: int) -> _Learned:
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    texts = list(dict.fromkeys(texts))
    if len(texts) < _FEWEST:
        raise NotApplicable("few-texts-for-styles", texts=len(texts))
    some = np.sort(np.random.default_rng([seed, 8]).permutation(len(texts))[:_FITTED])
    texts = [texts[i] for i in some]
    _, _, every = chunks(texts).tokens(features)
    names = np.array(sorted(set(every) - {_WORD}))
    rate = rates(texts, names.tolist())
    kept = (rate > 0).mean(axis=0) >= _SHARE
    names, rate = names[kept], rate[:, kept]
    mean, scale = rate.mean(axis=0), np.maximum(rate.std(axis=0), 1e-9)
    standard = (rate - mean) / scale
    if min(standard.shape) < _COMPONENTS:
        raise NotApplicable("few-style-marks")
    # Sums over several threads differ in the last digits, and a text on a border with them.
    with threadpool_limits(1):
        axes = PCA(_COMPONENTS, svd_solver="full").fit(standard).components_
        centres, nearest = _kinds(standard @ axes.T, seed)
    return _Learned(
        *(tuple(names.tolist()), mean, scale, axes, centres),
        tuple(_note(names, standard[nearest == s].mean(axis=0)) for s in range(len(centres))),
    )


def _kinds(place: Floats, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """The centres, the largest kind first, and the kind of every text."""
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
    """What a kind has more and less of than all texts, the clearest first."""
    shown = {"\n": "↵"}
    order = np.argsort(-np.abs(mean), kind="stable")
    more = [shown.get(n, n) for n in names[order][mean[order] > 0][:_TOLD].tolist()]
    less = [shown.get(n, n) for n in names[order][mean[order] < 0][:_TOLD].tolist()]
    return f"+ {' '.join(more)} − {' '.join(less)}"
