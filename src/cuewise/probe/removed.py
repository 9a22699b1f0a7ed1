"""Answers of a model that removes cues itself: where it undoes an edit, nothing depends on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.models.wrapper import removed_by
from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import SWAP, EditedText, ProbedCue
from cuewise.records import Bools, Floats

# An encoder in bfloat16 moves a probability by about as much from one batch to another.
_ROUNDING = 0.01


def edits_that_speak(
    predictor: Predictor, target: ProbedCue, edits: Sequence[EditedText]
) -> list[EditedText]:
    """The edits that say something about the reliance of a model on a cue.

    To a model that removes the cue itself, a swap only adds the word that takes its place.
    """
    if target.subject not in removed_by(predictor):
        return list(edits)
    return [e for e in edits if e.operator != SWAP]


def placebos_undone(
    predictor: Predictor,
    target: ProbedCue,
    edits: Sequence[EditedText],
    base: Floats,
    edited: Floats,
) -> Floats:
    """Answers [e, k] in which no placebo counts where the model undoes the edit of the cue.

    A model that removes the cue itself answers the same with and without it: its effect is exactly
    0. Subtracting the effect of a placebo, which the model does read, would only add noise. Other
    models keep their answers.

    Parameters
    ----------
    predictor:
        The model.
    target:
        The cue.
    edits:
        The e edits of the cue and of its placebos.
    base:
        The answers on the corpus [n, k].
    edited:
        The answers on the edits [e, k].
    """
    if target.subject not in removed_by(predictor):
        return edited
    rows = np.array([e.row for e in edits], np.int64)
    undone = same_answers(edited, base[rows])
    keys = {(e.row, e.operator) for e, u in zip(edits, undone, strict=True) if u and e.placebo < 0}
    held = np.array([e.placebo >= 0 and (e.row, e.operator) in keys for e in edits], np.bool_)
    return np.where(held[:, None], base[rows], edited)


def same_answers(one: Floats, other: Floats) -> Bools:
    """Whether two answers [n, k] are the same decision, and the same up to rounding.

    False where one is missing.

    Examples
    --------
    >>> same_answers(np.array([[0.5, 0.5], [1, 0]]), np.array([[0.5, 0.5], [0.9, 0.1]])).tolist()
    [True, False]
    """
    alike = np.asarray((np.abs(one - other) < _ROUNDING).all(axis=1))
    same: Bools = np.logical_and(alike, one.argmax(axis=1) == other.argmax(axis=1))
    return same
