"""The paired intervention: only the cue changes, and a placebo edit in the same document is
taken off.

Two arms, each half of the evidence: documents that carry the cue have it removed and swapped for a
neutral word; documents that do not have it inserted. Each edit is paired with up to three placebo
edits of the same kind and size in the same document. Δ is the change in the share of decisions
for the cue's label when the cue goes from absent to present; Δ* = Δ − Δ of the placebos.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import find, has_place, parse
from cuewise.probe.edits import fractions, insert, remove, replace
from cuewise.probe.placebo import COUNT, Pool
from cuewise.types import Corpus, Floats, Predictor

_INSERTABLE = frozenset({"word", "ngram", "char", "punct", "emoji"})


@dataclass(frozen=True, slots=True)
class Edit:
    """One edited text: of which document, by which operator, which placebo (-1: the cue)."""

    row: int
    operator: str
    placebo: int
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """A cue to intervene on: its subject, the label it goes with, who holds it, how many do."""

    subject: str
    label: int
    holders: NDArray[np.bool_]
    support: int


def plan(
    corpus: Corpus, target: Target, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[Edit]:
    """The edits for one cue: at most `size` documents in each arm."""
    field, kind, value = parse(target.subject)
    if not has_place(kind):
        return []
    texts = corpus.texts_b if field == "b" and corpus.texts_b is not None else corpus.texts
    words = tuple(value.split()) if kind in {"word", "ngram"} else (value,)
    # As many neutral words as the longest placebo of `COUNT` different ones needs.
    neutral = pool.near(target.support, frozenset(words), COUNT + len(words))
    if len(neutral) < COUNT + len(words):
        return []
    piece = _Piece(kind, value, words, target.support, pool, tuple(neutral))
    shuffled = rng.permutation(len(corpus.ids)).tolist()
    carriers = [r for r in shuffled if target.holders[r] and find(kind, value, texts[r])][:size]
    edits = [e for r in carriers for e in piece.taken_out(r, texts[r])]
    if kind in _INSERTABLE:
        others = [r for r in shuffled if not target.holders[r]][:size]
        places = fractions(rng, len(others))
        edits += [
            e for r, at in zip(others, places, strict=True) for e in piece.put_in(r, texts[r], at)
        ]
    return edits


@dataclass(frozen=True, slots=True)
class _Piece:
    """The cue as a piece of text, with placebos of its size and frequency."""

    kind: str
    value: str
    words: tuple[str, ...]
    support: int
    pool: Pool
    neutral: tuple[str, ...]

    def taken_out(self, row: int, text: str) -> list[Edit]:
        """Remove and swap the cue; the same for placebo words of the text."""
        spans, exclude = find(self.kind, self.value, text), frozenset(self.words)
        places = self.pool.in_text(text, spans, self.support, len(self.words), exclude)
        if not places:
            return []
        by = self.neutral[row % len(self.neutral)]
        taken = [(-1, spans), *((i, [place]) for i, place in enumerate(places))]
        return [
            edit
            for i, at in taken
            for edit in (
                Edit(row, "remove", i, remove(text, at)),
                Edit(row, "swap", i, replace(text, at, by)),
            )
        ]

    def put_in(self, row: int, text: str, at: float) -> list[Edit]:
        """Insert the cue; insert placebos of as many words at the same place."""
        size = len(self.words)
        placebos = [" ".join(self.neutral[i : i + size]) for i in range(COUNT)]
        pieces = [(-1, self.value), *enumerate(placebos)]
        return [Edit(row, "insert", i, insert(text, piece, at)) for i, piece in pieces]


@dataclass(frozen=True, slots=True)
class Effect:
    """Per-document effects of one cue on one model.

    cue[d], placebo[d] are in [-1, 1]; operator_means by operator; flips[d] the share of edits that
    changed the decision for the label; arms (with the cue, without) mean decision rates.
    """

    rows: NDArray[np.int64]
    cue: Floats
    placebo: Floats
    flips: Floats
    placebo_flips: Floats
    operator_means: dict[str, float]
    mean_rate: float


def measure(
    corpus: Corpus, target: Target, edits: Sequence[Edit], base: Floats, edited: Floats
) -> Effect:
    """Effects from decisions: base[n, k] on the corpus and edited[e, k]; NaN rows are left out."""
    label = target.label
    decision = np.equal(np.nan_to_num(base, nan=-1).argmax(axis=1), label).astype(np.float64)
    answered = np.asarray(np.isfinite(base).all(axis=1))
    after: Floats = np.asarray(
        np.nan_to_num(edited, nan=-1).argmax(axis=1) == label, dtype=np.float64
    )
    ok = np.asarray(np.isfinite(edited).all(axis=1))
    cells: dict[tuple[int, str], tuple[list[float], list[float]]] = {}
    for i, e in enumerate(edits):
        if ok[i] and answered[e.row]:
            sign = 1.0 if e.operator == "insert" else -1.0
            change = sign * (after[i] - decision[e.row])
            cells.setdefault((e.row, e.operator), ([], []))[int(e.placebo >= 0)].append(
                float(change)
            )
    return _collect({k: v for k, v in cells.items() if v[0] and v[1]}, decision)


def _collect(
    cells: dict[tuple[int, str], tuple[list[float], list[float]]], decision: Floats
) -> Effect:
    per_row: dict[int, list[tuple[float, float, float, float]]] = {}
    per_operator: dict[str, list[float]] = {}
    for (row, operator), (cue, placebo) in cells.items():
        c, p = cue[0], float(np.mean(placebo))
        per_row.setdefault(row, []).append((c, p, abs(c), float(np.mean(np.abs(placebo)))))
        per_operator.setdefault(operator, []).append(c - p)
    rows = np.array(sorted(per_row), dtype=np.int64)
    values = np.array([np.mean(per_row[int(r)], axis=0) for r in rows]).reshape(-1, 4)
    rates = [decision[int(r)] for r in rows]
    # Mean decision rate over both arms: the present arm and the absent arm differ by Δ.
    inserted = {row for row, operator in cells if operator == "insert"}
    shift = [
        v[0] / 2 * (1 if int(r) in inserted else -1) for r, v in zip(rows, values, strict=True)
    ]
    mean_rate = float(np.mean(np.add(rates, shift))) if rates else float("nan")
    means = {k: float(np.mean(v)) for k, v in per_operator.items()}
    return Effect(rows, values[:, 0], values[:, 1], values[:, 2], values[:, 3], means, mean_rate)


def predict_edits(
    predictor: Predictor, corpus: Corpus, target: Target, edits: Sequence[Edit]
) -> Floats:
    """Probabilities [e, k] of the edited documents, the other field of a pair left as it is."""
    texts = [e.text for e in edits]
    if corpus.texts_b is None:
        return predictor.predict(texts).probs
    if parse(target.subject)[0] == "b":
        return predictor.predict([corpus.texts[e.row] for e in edits], texts).probs
    return predictor.predict(texts, [corpus.texts_b[e.row] for e in edits]).probs
