"""Counterfactual support: what happens to the cue when an editor flips the label.

An editor who flips a label must change what carries it, and also changes its neighbours (Kaushik et
al. 2020). The two texts of a counterfactual pair are aligned (`evidence/alignment.py`). Every token
is one trial. A token edited on the side of the cue's label has the blame of its edit, shared among
the tokens edited together. Edits on the other side count against it: s = blame with the label minus
blame against it, in n trials.

Three rates come from the same pairs and the label names alone. m0 is the rate at which a word is
edited along with others, and φ measures how much words differ in it (moments of a beta-binomial
over all words of both sides, as nearly all mean nothing for the label). m1 is the rate at which the
words that describe the labels are edited. The cue's own rate is shrunk to m0,
r = (s + φ·m0) / (n + φ), and judged by the ratio of the two densities of rates,

    L = log Beta(r; φ·m0, φ·(1-m0)) - log Beta(r; φ·m1, φ·(1-m1)),

which falls linearly with logit(r), and is 0 where editors change all words equally. Rates come from
words that occur five times or more, and trials in one document are dependent. So L is multiplied by
n/(n+5) and drawn smoothly within ±3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln

from cuewise.cues.source import fields_of
from cuewise.errors import NotApplicable
from cuewise.evidence.alignment import EditTally, Item, tally_edits
from cuewise.evidence.case import EvidenceCase, Signals, bounded, signal
from cuewise.evidence.label_meaning import meaning_of
from cuewise.records import Corpus, Floats, Ints, Signal
from cuewise.records.kinds import kind_of
from cuewise.text.tokens import words

# The prior: both rates, the weight of their distribution (a flat one has 2), and the number of
# words (tokens, for the words that describe a label) that it counts for.
_ALONG, _EDITED, _WEIGHT, _WORDS, _TOKENS = 0.1, 0.5, 2.0, 20.0, 20.0
_WEIGHTS = (1.0, 10.0)  # bounds of the measured weight
_MIN_SEEN = 5
_MOST_PAIRS = 5000


def counterfactual_pairs(corpus: Corpus) -> Ints:
    """Row numbers [p, 2] of two rows with one pair id and different labels."""
    if corpus.pair_id is None:
        return np.empty((0, 2), np.int64)
    rows: dict[str, list[int]] = {}
    for i, pair in enumerate(corpus.pair_id):
        if pair is not None:
            rows.setdefault(pair, []).append(i)
    y = np.asarray(corpus.labels)
    found = [(r[0], other) for r in rows.values() for other in r[1:] if y[r[0]] != y[other]]
    return np.asarray(found, dtype=np.int64).reshape(-1, 2)


def twin_support(case: EvidenceCase) -> Signals:
    """The share of tokens edited with the label, less those against it, and its log LR."""
    pairs = counterfactual_pairs(case.corpus)
    if not pairs.size:
        raise NotApplicable("no-pairs")
    if len(pairs) > _MOST_PAIRS:
        ids = np.array([str((case.corpus.pair_id or [])[i]) for i in pairs[:, 0]])
        pairs = pairs[np.argsort(ids, kind="stable")[:_MOST_PAIRS]]
    subjects = case.subjects()
    items = [tuple(words(v)) if kind_of(kind).phrase else () for _, kind, v in subjects]
    fields = {
        field: _tally(case.corpus, pairs, field, items)
        for field in dict.fromkeys(field for field, _, _ in subjects)
    }
    rates = _rates(case, list(fields.values()))
    held = _held(case, pairs)
    out: Signals = []
    for m, label in enumerate(case.label.tolist()):
        if items[m]:
            t, item = fields[subjects[m][0]].get(label, EditTally()), items[m]
            own, other, n = t.with_label[item], t.against_label[item], t.seen[item]
        else:
            own, other, n = held[:, m]
        out.append(_signal(float(own), float(other), float(n), rates))
    return out


def _tally(corpus: Corpus, pairs: Ints, field: str, items: list[Item]) -> dict[int, EditTally]:
    texts = fields_of(corpus).get(field, corpus.texts)
    y = np.asarray(corpus.labels).tolist()
    phrases: dict[str, list[Item]] = {}
    for item in dict.fromkeys(items):
        if len(item) > 1:
            phrases.setdefault(item[0], []).append(item)
    # The lower label first, as the order of the two texts in the corpus means nothing.
    sides = [(a, b) if y[a] < y[b] else (b, a) for a, b in pairs.tolist()]
    return tally_edits([(texts[a], y[a], texts[b], y[b]) for a, b in sides], phrases)


def _held(case: EvidenceCase, pairs: Ints) -> Floats:
    """The same for cues other than words [3, m]: a document is one trial."""
    y = np.asarray(case.corpus.labels)[pairs]
    values = case.cues.values[:, case.cue].tocsc()
    a, b = (np.asarray(values[pairs[:, i]].todense(), dtype=bool) for i in (0, 1))
    here, there = (y[:, [i]] == case.label for i in (0, 1))
    only = (here & a & ~b) | (there & b & ~a)
    against = (here & b & ~a) | (there & a & ~b)
    return np.stack([only.sum(0), against.sum(0), ((a | b) & (here | there)).sum(0)]).astype(float)


@dataclass(frozen=True, slots=True)
class EditRates:
    """How often a meaningless and a meaningful word is edited, and the weight of both rates."""

    along: float
    edited: float
    weight: float


def _rates(case: EvidenceCase, fields: list[dict[int, EditTally]]) -> EditRates:
    seen = [
        (t.with_label[item], n)
        for by_label in fields
        for t in by_label.values()
        for item, n in t.seen.items()
        if n >= _MIN_SEEN
    ]
    blame, tokens = _EDITED * _TOKENS, _TOKENS
    for by_label in fields:
        for label, t in by_label.items():
            for word in _describing(case, label):
                blame += t.with_label[(word,)]
                tokens += t.seen[(word,)]
    own, n = np.array(seen, dtype=np.float64).reshape(-1, 2).T
    along = float((own / n).sum() + _ALONG * _WORDS) / (n.size + _WORDS)
    # Var(own / n) = m(1-m)(1/n + (1 - 1/n)·ρ), ρ = 1 / (1 + weight).
    unit = along * (1 - along)
    excess = float((((own / n) - along) ** 2 - unit / n).sum()) + _WORDS * unit / (1 + _WEIGHT)
    room = float((unit * (1 - 1 / n)).sum()) + _WORDS * unit
    weight = float(np.clip(room / max(excess, 1e-9) - 1, *_WEIGHTS))
    return EditRates(along, max(along, blame / tokens), weight)


def _describing(case: EvidenceCase, label: int) -> tuple[str, ...]:
    try:
        return meaning_of(case, label).all_words
    except NotApplicable:
        return ()


def _signal(own: float, other: float, n: float, rates: EditRates) -> Signal | None:
    if not n:
        return None
    net = own - other
    # Treat edits against the label as trials that kept the cue.
    rate = (max(net, 0.0) + rates.along * rates.weight) / (n + rates.weight)
    ratio = _density(rate, rates.along, rates.weight) - _density(rate, rates.edited, rates.weight)
    return signal(net / n, bounded(ratio * n / (n + _MIN_SEEN)))


def _density(rate: float, mean: float, weight: float) -> float:
    a, b = mean * weight, (1 - mean) * weight
    return float((a - 1) * np.log(rate) + (b - 1) * np.log1p(-rate) - betaln(a, b))
