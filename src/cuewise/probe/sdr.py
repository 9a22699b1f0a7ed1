"""Shortcut Dependence Rate: real decisions that change when every spurious cue is neutralised at
once, minus the share that placebo edits of the same size change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import find, parse
from cuewise.plugins.protocols import Predictor
from cuewise.probe.placebo import Places, Pool
from cuewise.records import Corpus, Floats, Ints, Rate
from cuewise.split.clusters import shared_clusters
from cuewise.stats import paired_mean
from cuewise.text.edits import remove
from cuewise.text.spans import Span, merge_spans

SIZE = 800
_Pair = tuple[str, str]  # a text without the cues, and without the placebo


def sdr(
    corpus: Corpus,
    subjects: Sequence[str],
    predictor: Predictor,
    base: Floats,
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Rate | None:
    """The rate on up to 800 documents of the estimation half; None without a cue to neutralise.

    Documents that hold none of the cues count as unchanged: the rate is over real decisions.
    """
    answered = np.flatnonzero(~np.isnan(base).any(axis=1))
    tried = trial(corpus, answered, subjects, pools, seed=seed)
    found = tried.asked(predictor, base)
    rows = tried.rows[found.known]
    return rate_of(found.change[found.known], shared_clusters(corpus, rows), predictor.model_id)


def rate_of(change: Floats, cluster: Ints | None, model: str) -> Rate | None:
    """The mean of changes by document, with its interval; None where it has none."""
    if not change.size:
        return None
    estimate, low, high = paired_mean(change, clusters=cluster)
    if not np.isfinite(estimate):
        return None
    return Rate(estimate=estimate, low=low, high=high, n=change.size, model=model)


@dataclass(frozen=True, slots=True)
class Reaction:
    """A model's probabilities [m, k] without the cues, and without a placebo instead.

    change[m]: whether the decision changed by the cues, less by the placebo; known[m]: it was
    answered in every form.
    """

    without: Floats
    instead: Floats
    change: Floats
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trial:
    """Documents `rows` [m] to be asked about without the cues, and without a placebo instead.

    The two arms have a column of m texts for every field.
    """

    rows: Ints
    arms: tuple[list[list[str]], list[list[str]]]

    def asked(self, predictor: Predictor, base: Floats) -> Reaction:
        """Ask a model whose answers on the documents as they are, base[n, k], are at hand."""
        before = base[self.rows]
        without, instead = (
            predictor.predict(*columns).probs if self.rows.size else before for columns in self.arms
        )
        answered = np.isfinite([before, without, instead])
        known = np.logical_and.reduce(answered.all(axis=2))
        old, new, other = (
            np.nan_to_num(probs, nan=-1).argmax(axis=1) for probs in (before, without, instead)
        )
        return Reaction(without, instead, (new != old).astype(float) - (other != old), known)


def trial(
    corpus: Corpus,
    rows: Ints,
    subjects: Sequence[str],
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Trial:
    """Up to 800 of some rows, edited; none without a cue to take out."""
    rng = np.random.default_rng([seed, 7])
    some = np.sort(rng.permutation(rows)[:SIZE]) if subjects else rows[:0]
    edited = [_edited(corpus, int(r), subjects, pools, rng) for r in some]
    # A document without words for a placebo of that size would count against the model.
    kept = [e for e in edited if e is not None]
    rows = some[np.array([e is not None for e in edited], dtype=np.bool_)]
    fields = range(1 if corpus.texts_b is None else 2)
    without, instead = ([[e[f][arm] for e in kept] for f in fields] for arm in (0, 1))
    return Trial(rows, (without, instead))


def _edited(
    corpus: Corpus,
    row: int,
    subjects: Sequence[str],
    pools: Mapping[str, Pool],
    rng: np.random.Generator,
) -> list[_Pair] | None:
    """Of every field its text without the cues and without as much else."""
    pair = corpus.texts_b is not None
    fields = [("a", corpus.texts), ("b", corpus.texts_b or ())] if pair else [("", corpus.texts)]
    out: list[_Pair] = []
    for field, texts in fields:
        text = texts[row]
        own = [(k, v) for f, k, v in map(parse, subjects) if f == field]
        spans = merge_spans([s for k, v in own for s in find(k, v, text)])
        instead = _stand_ins(text, spans, pools[field], rng)
        if instead is None:
            return None
        out.append((remove(text, spans), remove(text, instead)))
    return out


def _stand_ins(
    text: str, spans: Sequence[Span], pool: Pool, rng: np.random.Generator
) -> list[Span] | None:
    """For each span as many words elsewhere, at random; None where there are not so many.

    They begin with a neutral word where one is left: a text full of cues would else fall out, and
    the rate would be that of the other texts.
    """
    places, chosen = Places(text, spans), list[Span]()
    neutral = np.array([word in pool.counts for word in places.words], dtype=np.bool_)
    for span in spans:
        size = max(1, places.within(span))
        free = places.free(size)
        found = np.flatnonzero(free & neutral[: free.size])
        found = found if found.size else np.flatnonzero(free)
        if not found.size:
            return None
        chosen.append(places.run(int(found[rng.integers(found.size)]), size))
        places.take(chosen[-1])
    return sorted(chosen)
