"""Counterfactual support: what happens to the cue when the label is made to flip.

An editor who flips a label must touch what carries it, and touches its neighbours too (Kaushik et
al. 2020). The twins are laid side by side; every token met is one trial, and a token edited on the
side of the cue's label has the blame of its edit, shared among the tokens edited together
(`evidence/alignment.py`). Edits on the other side count against it: s = blame with the label minus
blame against it, of n trials.

Three rates are measured in the same twins, by nothing but the twins and the label names: how often
a word is edited along, m0, and how much words differ in it, φ (moments of a beta-binomial over all
words of both sides: nearly all of them mean nothing for the label), and how often a meaningful one
is edited, m1, over the words that describe the labels. The cue's own rate is shrunk to m0 as its
class suggests, r = (s + φ·m0) / (n + φ), and judged by the ratio of the two densities of rates,

    L = log Beta(r; φ·m0, φ·(1-m0)) - log Beta(r; φ·m1, φ·(1-m1)),

which falls in a straight line with logit(r), and is 0 throughout where editors touch all words
alike. As rates come from words met five times or more, and trials in one document are no
independent ones, L counts by n/(n+5), and is drawn smoothly within ±3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.evidence.alignment import Item, Tally, tally
from cuewise.evidence.anchors import meaning
from cuewise.evidence.parts import Case, Verdicts, bounded, signal
from cuewise.records import Corpus, Floats, Signal
from cuewise.records.kinds import kind_of
from cuewise.text.tokens import words

# Before anything was seen: the rates and the weight of their distribution (a flat one has 2), and
# how many words (tokens, for the words that describe a label) this counts for.
_ALONG, _EDITED, _WEIGHT, _WORDS, _TOKENS = 0.1, 0.5, 2.0, 20.0, 20.0
_WEIGHTS = (1.0, 10.0)  # what is believed of the weight, whatever was measured
_MIN_SEEN = 5
_MOST_PAIRS = 5000


def pairs(corpus: Corpus) -> NDArray[np.int64]:
    """Row numbers [p, 2] of twins: two rows of one pair id whose labels differ."""
    if corpus.pair_id is None:
        return np.empty((0, 2), np.int64)
    rows: dict[str, list[int]] = {}
    for i, pair in enumerate(corpus.pair_id):
        if pair is not None:
            rows.setdefault(pair, []).append(i)
    y = np.asarray(corpus.labels)
    found = [(r[0], other) for r in rows.values() for other in r[1:] if y[r[0]] != y[other]]
    return np.asarray(found, dtype=np.int64).reshape(-1, 2)


def twin_support(case: Case) -> Verdicts:
    """The share of tokens edited with the label, less those against it, and its log LR."""
    twin = pairs(case.corpus)
    if not twin.size:
        raise NotApplicable("no-pairs")
    if len(twin) > _MOST_PAIRS:
        ids = np.array([str((case.corpus.pair_id or [])[i]) for i in twin[:, 0]])
        twin = twin[np.argsort(ids, kind="stable")[:_MOST_PAIRS]]
    subjects = [parse(case.cues.names[j]) for j in case.cue]
    items = [tuple(words(v)) if kind_of(kind).phrase else () for _, kind, v in subjects]
    fields = {
        field: _tally(case.corpus, twin, field, items)
        for field in dict.fromkeys(field for field, _, _ in subjects)
    }
    rates = _rates(case.corpus, list(fields.values()))
    held = _held(case, twin)
    out: Verdicts = []
    for m, label in enumerate(case.label.tolist()):
        if items[m]:
            found = fields[subjects[m][0]].get(label, Tally())
            own, other, n = (c[items[m]] for c in (found.own, found.other, found.seen))
        else:
            own, other, n = held[:, m]
        out.append(_signal(float(own), float(other), float(n), rates))
    return out


def _tally(
    corpus: Corpus, twin: NDArray[np.int64], field: str, items: list[Item]
) -> dict[int, Tally]:
    texts = corpus.texts_b if field == "b" and corpus.texts_b is not None else corpus.texts
    y = np.asarray(corpus.labels).tolist()
    phrases: dict[str, list[Item]] = {}
    for item in dict.fromkeys(items):
        if len(item) > 1:
            phrases.setdefault(item[0], []).append(item)
    # The lower label first: which of two twins stands first in the corpus is nothing.
    sides = [(a, b) if y[a] < y[b] else (b, a) for a, b in twin.tolist()]
    return tally([(texts[a], y[a], texts[b], y[b]) for a, b in sides], phrases)


def _held(case: Case, twin: NDArray[np.int64]) -> Floats:
    """The same for cues that are no words [3, m]: a document is one trial."""
    y = np.asarray(case.corpus.labels)[twin]
    values = case.cues.values[:, case.cue].tocsc()
    a, b = (np.asarray(values[twin[:, i]].todense(), dtype=bool) for i in (0, 1))
    here, there = (y[:, [i]] == case.label for i in (0, 1))
    only = (here & a & ~b) | (there & b & ~a)
    against = (here & b & ~a) | (there & a & ~b)
    return np.stack([only.sum(0), against.sum(0), ((a | b) & (here | there)).sum(0)]).astype(float)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a meaningless and a meaningful word is edited, and the weight of either rate."""

    along: float
    edited: float
    weight: float


def _rates(corpus: Corpus, fields: list[dict[int, Tally]]) -> Rates:
    seen = [
        (t.own[item], n)
        for found in fields
        for t in found.values()
        for item, n in t.seen.items()
        if n >= _MIN_SEEN
    ]
    blame, tokens = _EDITED * _TOKENS, _TOKENS
    for found in fields:
        for label, t in found.items():
            for word in _describing(corpus.label_names[label]):
                blame += t.own[(word,)]
                tokens += t.seen[(word,)]
    own, n = np.array(seen, dtype=np.float64).reshape(-1, 2).T
    along = float((own / n).sum() + _ALONG * _WORDS) / (n.size + _WORDS)
    # Var(own / n) = m(1-m)(1/n + (1 - 1/n)·ρ), ρ = 1 / (1 + weight).
    unit = along * (1 - along)
    excess = float((((own / n) - along) ** 2 - unit / n).sum()) + _WORDS * unit / (1 + _WEIGHT)
    room = float((unit * (1 - 1 / n)).sum()) + _WORDS * unit
    weight = float(np.clip(room / max(excess, 1e-9) - 1, *_WEIGHTS))
    return Rates(along, max(along, blame / tokens), weight)


def _describing(label: str) -> tuple[str, ...]:
    try:
        return meaning(label).words
    except NotApplicable:
        return ()


def _signal(own: float, other: float, n: float, rates: Rates) -> Signal | None:
    if not n:
        return None
    net = own - other
    # Edits against the label are trials in which the cue was as good as kept.
    rate = (max(net, 0.0) + rates.along * rates.weight) / (n + rates.weight)
    ratio = _density(rate, rates.along, rates.weight) - _density(rate, rates.edited, rates.weight)
    return signal(net / n, bounded(ratio * n / (n + _MIN_SEEN)))


def _density(rate: float, mean: float, weight: float) -> float:
    a, b = mean * weight, (1 - mean) * weight
    return float((a - 1) * np.log(rate) + (b - 1) * np.log1p(-rate) - betaln(a, b))
