"""The paired intervention: change only the cue, and subtract the effect of a placebo edit.

There are two arms: two operators remove the cue from documents that hold it, and one inserts it
into documents that do not. Each edit is paired with placebo edits of the same kind and size in the
same document. Δ is the change in the share of decisions for the cue's label when the cue goes from
absent to present; Δ* = Δ − Δ of the placebos.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import parse
from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import INSERT, EditedText, ProbedCue
from cuewise.probe.length import plan_length
from cuewise.probe.place import plan_place
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, Floats
from cuewise.records.kinds import kind_of

# By the way in which a kind of cue is edited.
EDITORS: Mapping[str, Callable[..., list[EditedText]]] = {"place": plan_place, "size": plan_length}


def plan(
    corpus: Corpus, target: ProbedCue, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[EditedText]:
    """The edits of one cue, at most `size` documents in each arm; none where it has no editor."""
    edit = kind_of(parse(target.subject)[1]).edit
    return EDITORS[edit](corpus, target, pool, size=size, rng=rng) if edit else []


@dataclass(frozen=True, slots=True)
class PairedEffects:
    """Effects of one cue on one model, by document.

    rows[d] are the edited documents. cue[d] and placebo[d] are changes in [-1, 1]; flips[d] and
    placebo_flips[d] the shares of edits that changed the decision; middle[d] the mean of the
    document's decisions with and without the cue. `operator_means` holds the mean Δ* by operator.
    """

    rows: NDArray[np.int64]
    cue: Floats
    placebo: Floats
    flips: Floats
    placebo_flips: Floats
    operator_means: dict[str, float]
    middle: Floats


def measure_effects(
    target: ProbedCue, edits: Sequence[EditedText], base: Floats, edited: Floats
) -> PairedEffects:
    """Effects from decisions: base[n, k] on the corpus and edited[e, k]; NaN rows are left out."""
    label = target.label
    decision, after = (1.0 * (probs.argmax(axis=1) == label) for probs in (base, edited))
    answered, ok = (np.asarray(np.isfinite(probs).all(axis=1)) for probs in (base, edited))
    cells: dict[tuple[int, str], tuple[list[float], list[float]]] = {}
    for i, e in enumerate(edits):
        if ok[i] and answered[e.row]:
            sign = 1.0 if e.operator == INSERT else -1.0
            change = float(sign * (after[i] - decision[e.row]))
            cells.setdefault((e.row, e.operator), ([], []))[e.placebo >= 0].append(change)
    return _collect({k: v for k, v in cells.items() if v[0] and v[1]}, decision)


def _collect(
    cells: dict[tuple[int, str], tuple[list[float], list[float]]], decision: Floats
) -> PairedEffects:
    per_row: dict[int, list[tuple[float, float, float, float]]] = {}
    per_operator: dict[str, list[float]] = {}
    for (row, operator), (cue, placebo) in cells.items():
        c, p = cue[0], float(np.mean(placebo))
        per_row.setdefault(row, []).append((c, p, abs(c), float(np.mean(np.abs(placebo)))))
        per_operator.setdefault(operator, []).append(c - p)
    rows = np.array(sorted(per_row), dtype=np.int64)
    values = np.array([np.mean(per_row[r], axis=0) for r in rows]).reshape(len(rows), 4)
    # The unedited decision belongs to one arm, and half the change away lies the mean of both.
    inserted = {row for row, operator in cells if operator == INSERT}
    sign = np.array([1 if r in inserted else -1 for r in rows])
    middle = decision[rows] + values[:, 0] / 2 * sign
    means = {k: float(np.mean(v)) for k, v in per_operator.items()}
    return PairedEffects(
        rows, values[:, 0], values[:, 1], values[:, 2], values[:, 3], means, middle
    )


def predict_edits(
    predictor: Predictor, corpus: Corpus, target: ProbedCue, edits: Sequence[EditedText]
) -> Floats:
    """Probabilities [e, k] of the edited documents, the other field of a pair left as it is."""
    texts = [e.text for e in edits]
    if corpus.texts_b is None:
        return predictor.predict(texts).probs
    if parse(target.subject)[0] == "b":
        return predictor.predict([corpus.texts[e.row] for e in edits], texts).probs
    return predictor.predict(texts, [corpus.texts_b[e.row] for e in edits]).probs
