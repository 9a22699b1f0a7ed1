"""Answers of a model that removes cues itself: where it undoes an edit, nothing depends on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cuewise.cues.pattern import in_memory
from cuewise.cues.removal import covers
from cuewise.cues.spans import find, parse
from cuewise.models.wrapper import removed_by
from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import INSERT, SWAP, EditedText, ProbedCue
from cuewise.records import Bools, Floats
from cuewise.text.markup import without_markup
from cuewise.text.spans import Span

# An encoder in bfloat16 moves a probability by about as much from one batch to another.
_ROUNDING = 0.01


def edits_that_speak(
    predictor: Predictor,
    target: ProbedCue,
    edits: Sequence[EditedText],
    texts: Sequence[str],
) -> list[EditedText]:
    """The edits that say something about the reliance of a model on a cue.

    To a model that removes the cue itself, a swap only adds the word that takes its place. And an
    edit that breaks or makes another removed cue speaks of that one. "is" in "is not" is such a
    case: without "is" the model reads a "not" that it removed before. Other models keep their
    edits.

    Parameters
    ----------
    predictor:
        The model.
    target:
        The cue.
    edits:
        Its edits.
    texts:
        The texts of its field [n].
    """
    removed = removed_by(predictor)
    if not covers(removed, target.subject):
        return list(edits)
    others = _others(removed, target.subject)
    broken = {e.row for e in edits if e.own and others and _breaks(target, others, e, texts)}
    return [e for e in edits if e.operator != SWAP and e.row not in broken]


def _others(removed: Sequence[str], subject: str) -> re.Pattern[str] | None:
    """The expression of the other removed cues of the same field."""
    field = parse(subject)[0]
    parsed = ((cue, *parse(cue)) for cue in removed if cue != subject)
    expression = in_memory([f"{kind}:{value}" for _, own, kind, value in parsed if own == field])
    return None if expression is None else re.compile(expression)


def _breaks(
    target: ProbedCue, others: re.Pattern[str], edit: EditedText, texts: Sequence[str]
) -> bool:
    """Whether an edit changes which other cues a text holds, apart from those within the cue."""
    if edit.operator == SWAP:
        return False
    two = texts[edit.row], edit.text
    held, without = map(without_markup, two[::-1] if edit.operator == INSERT else two)
    own = find(*parse(target.subject)[1:], held)
    kept = []
    for start, end in _trimmed(others, held):
        if not any(a <= start and end <= b for a, b in own):
            if any(start < b and a < end for a, b in own):
                return True
            kept.append((start, end))
    # Spaces may have been tidied.
    left, right = (
        ["".join(text[slice(*span)].split()) for span in spans]
        for text, spans in ((held, kept), (without, _trimmed(others, without)))
    )
    return left != right


def _trimmed(expression: re.Pattern[str], text: str) -> list[Span]:
    """The matches without the spaces around them."""
    spans = [m.span() for m in expression.finditer(text)]
    return [
        (end - len(text[start:end].lstrip(" ")), start + len(text[start:end].rstrip(" ")))
        for start, end in spans
    ]


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
    if not covers(removed_by(predictor), target.subject):
        return edited
    rows = np.array([e.row for e in edits], np.int64)
    undone = same_answers(edited, base[rows])
    keys = {(e.row, e.operator) for e, u in zip(edits, undone, strict=True) if u and e.own}
    held = np.array([not e.own and (e.row, e.operator) in keys for e in edits], np.bool_)
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
