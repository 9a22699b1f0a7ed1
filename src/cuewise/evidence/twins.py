"""Counterfactual support: what happens to the cue when the label is made to flip.

An editor who flips a label must touch what carries it, and touches its neighbours too (Kaushik et
al. 2020). The twins are laid side by side; every token met is one trial, and a token edited on the
side of the cue's label has the blame of its edit, shared among the tokens edited together
(`evidence/alignment.py`). Edits on the other side count against it: s = blame with the label minus
blame against it, of n trials.

How often a meaningless word is edited along, m0, and how often a meaningful one is edited, m1, are
measured in the same twins: over all their words, each on the side where it was edited more; and
over the words that describe the labels. Within a class the rates of words differ as widely as a
Beta distribution with the weight of two trials allows, so

    L = log BB(s; n, m0) - log BB(s; n, m1),   BB the beta-binomial likelihood,

which falls as s rises and is about 0 where editors touch all words alike. The rates are those of
words met five times or more, and trials in one document are no independent ones, so L counts by
n/(n+5), and is drawn smoothly within ±3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from cuewise.count.tokens import words
from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.evidence.alignment import Item, Tally, tally
from cuewise.evidence.anchors import meaning
from cuewise.evidence.parts import Case, Verdicts, bounded, signal
from cuewise.types import Corpus, Floats

_WEIGHT = 2.0  # of the beta distribution of rates: Beta(1, 1) is as wide
# Before anything was seen: rates of meaningless and of meaningful words, with these many words
# (tokens of describing words) behind them.
_EDITED_ALONG, _EDITED, _WORDS, _TOKENS = 0.1, 0.5, 20.0, 20.0
_MIN_SEEN = 5
_MOST_PAIRS = 5000
_KINDS = frozenset({"word", "ngram"})


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
        raise NotApplicable("no twins: no twin id column was named, or no twins differ in label")
    if len(twin) > _MOST_PAIRS:
        ids = np.array([str((case.corpus.pair_id or [])[i]) for i in twin[:, 0]])
        twin = twin[np.argsort(ids, kind="stable")[:_MOST_PAIRS]]
    subjects = [parse(case.cues.names[j]) for j in case.cue]
    items = [tuple(words(v)) if kind in _KINDS else () for _, kind, v in subjects]
    fields = {
        field: _tally(case.corpus, twin, field, items)
        for field in dict.fromkeys(field for field, _, _ in subjects)
    }
    along, edited = _rates(case.corpus, list(fields.values()))
    held = _held(case, twin)
    out: Verdicts = []
    for m, label in enumerate(case.label.tolist()):
        if items[m]:
            found = fields[subjects[m][0]].get(label, Tally())
            own, other, n = (c[items[m]] for c in (found.own, found.other, found.seen))
        else:
            own, other, n = held[:, m]
        out.append(_signal(float(own), float(other), float(n), along, edited))
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
    return tally([(texts[a], y[a], texts[b], y[b]) for a, b in twin.tolist()], phrases)


def _held(case: Case, twin: NDArray[np.int64]) -> Floats:
    """The same for cues that are no words [3, m]: a document is one trial."""
    y = np.asarray(case.corpus.labels)[twin]
    values = case.cues.values.tocsc()[:, case.cue]
    a, b = (np.asarray(values[twin[:, i]].todense(), dtype=bool) for i in (0, 1))
    here, there = (y[:, [i]] == case.label for i in (0, 1))
    only = (here & a & ~b) | (there & b & ~a)
    against = (here & b & ~a) | (there & a & ~b)
    return np.stack([only.sum(0), against.sum(0), ((a | b) & (here | there)).sum(0)]).astype(float)


def _rates(corpus: Corpus, fields: list[dict[int, Tally]]) -> tuple[float, float]:
    """How often a meaningless word is edited along, and how often a meaningful one is edited."""
    total, words_seen = _EDITED_ALONG * _WORDS, _WORDS
    blame, tokens = _EDITED * _TOKENS, _TOKENS
    for found in fields:
        most: dict[Item, float] = {}
        for t in found.values():
            for item, n in t.seen.items():
                if n >= _MIN_SEEN:
                    most[item] = max(most.get(item, 0.0), t.own[item] / n)
        total += sum(most.values())
        words_seen += len(most)
        for label, t in found.items():
            for word in _describing(corpus.label_names[label]):
                blame += t.own[(word,)]
                tokens += t.seen[(word,)]
    along = total / words_seen
    return along, max(along, blame / tokens)


def _describing(label: str) -> tuple[str, ...]:
    try:
        return meaning(label).words
    except NotApplicable:
        return ()


def _signal(own: float, other: float, n: float, along: float, edited: float):  # type: ignore[no-untyped-def]
    if not n:
        return None
    net = own - other
    for_it, against = max(net, 0.0), n - abs(net) + 2 * max(-net, 0.0)
    ratio = _likelihood(for_it, against, along) - _likelihood(for_it, against, edited)
    return signal(max(net, 0.0) / n, bounded(ratio * n / (n + _MIN_SEEN)))


def _likelihood(edited: float, kept: float, rate: float) -> float:
    a, b = rate * _WEIGHT, (1 - rate) * _WEIGHT
    return float(betaln(edited + a, kept + b) - betaln(a, b))
