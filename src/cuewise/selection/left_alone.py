"""Cues of a scope that are left alone: pieces of phrases, and what files cannot remove."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import parse
from cuewise.export import removable_in_files
from cuewise.plugins.protocols import Predictor
from cuewise.probe.study import Study
from cuewise.records import Bools, Ints
from cuewise.records.kinds import kind_of
from cuewise.selection.portfolio import removable
from cuewise.selection.scope import Scope
from cuewise.split.rows import rows_of
from cuewise.stats.association import competency_z

# |z| below which a word is not associated with its label outside the phrase: two-sided p > .05.
_OPEN = 1.96


def within_phrases(study: Study, scope: Scope, rows: Ints) -> Scope:
    """The scope without words that are associated with their label only inside its phrases.

    Removing such a word everywhere would cost texts that have nothing to do with the phrase. A
    phrase is removed as a whole, and the word with it.

    Parameters
    ----------
    study:
        The judged cues.
    scope:
        The cues that would be repaired.
    rows:
        The documents on which the association outside the phrases is looked at.
    """
    phrases = [j for j in scope.columns if _words(study, j)]
    inside = {j for j in scope.columns if _only_inside(study, j, phrases, rows)}
    return Scope(scope.name, tuple(j for j in scope.columns if j not in inside))


def in_files(study: Study, scope: Scope, model: Predictor, rows: Ints) -> Scope:
    """The scope without cues that the saved files of a model cannot remove from texts.

    One such cue would keep the removal of all others out of the files. Where files can remove none
    of them, as in text pairs, all stay.

    Parameters
    ----------
    study:
        The judged cues.
    scope:
        The cues that would be repaired.
    model:
        The model to repair.
    rows:
        The documents on which files and model must do the same.
    """
    columns = {study.cues.names[j]: j for j in scope.columns if removable(study.cues, j)}
    texts = rows_of(study.corpus, rows).texts
    held = {columns[name] for name in removable_in_files(model, texts, list(columns))}
    if not held:
        return scope
    lost = set(columns.values()) - held
    return Scope(scope.name, tuple(j for j in scope.columns if j not in lost))


def _only_inside(study: Study, column: int, phrases: Sequence[int], rows: Ints) -> bool:
    """Whether a cue is part of phrases, and documents without these show no association."""
    around = [j for j in phrases if _contains(_words(study, j), _words(study, column))]
    if not around:
        return False
    held = study.cues.values[rows]
    outside = held[:, around].sum(axis=1) == 0
    label, sign = study.associated_label(column)
    holds = held[:, [column]].toarray().ravel() != 0
    return sign * _z(holds[outside], study.corpus.labels[rows][outside] == label) < _OPEN


def _z(holds: Bools, labelled: NDArray[np.bool_]) -> float:
    """z of a label among the documents with a cue; 0 where it is not defined."""
    together, n = np.array([float((holds & labelled).sum())]), np.array([float(holds.sum())])
    share = float(labelled.mean()) if labelled.size else 0.0
    return float(np.nan_to_num(competency_z(together, n, share))[0])


def _words(study: Study, column: int) -> tuple[str, ...]:
    """The field and the words of a phrase; empty for other kinds."""
    field, kind, value = parse(study.cues.names[column])
    return (field, *value.split(" ")) if kind_of(kind).phrase else ()


def _contains(phrase: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a longer phrase of the same field holds all words of a part in a row.

    Examples
    --------
    >>> _contains(("", "as", "it", "were"), ("", "it")), _contains(("", "it"), ("", "it"))
    (True, False)
    """
    if not part or len(part) >= len(phrase) or part[0] != phrase[0]:
        return False
    words, size = part[1:], len(part) - 1
    return any(phrase[i : i + size] == words for i in range(1, len(phrase) - size + 1))
