"""What a repair begins with: the folds, the cues worth repairing, the candidates to try."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cuewise.finished import Finished
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import Plugin
from cuewise.probe.run import ModelReport, ask, measure_reliance
from cuewise.probe.study import Study
from cuewise.records import Ints, VerdictType
from cuewise.records.comparison import Action
from cuewise.selection.crossfit import CrossFit, Fold
from cuewise.selection.harm import Limits
from cuewise.selection.left_alone import in_files, within_phrases
from cuewise.selection.portfolio import ScopedRemedy, candidates_to_try
from cuewise.selection.scope import Scope, scopes, to_repair
from cuewise.split.parts import split_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked of a repair.

    Parameters
    ----------
    remedies:
        The remedies to choose from, cheap ones first.
    default:
        Whether the user named none of them.
    limits:
        The accuracy that a repair may cost.
    include:
        Verdicts beside *spurious* whose cues may be repaired too.
    """

    remedies: Sequence[Plugin]
    default: bool = True
    limits: Limits = field(default_factory=Limits)
    include: Collection[VerdictType] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known before any candidate is measured.

    `report` is the reliance of the model of the last fold, which decides the cues to repair;
    `remedies` are the candidates to try. `fitted` fits the model on some rows, `rows` are all but
    those of the confirmation split, and `left` says why cues are left alone.
    """

    crossfit: CrossFit
    remedies: Sequence[ScopedRemedy]
    report: ModelReport
    fitted: Callable[[Ints], Predictor]
    rows: Ints
    confirmation: Ints
    left: Mapping[str, Action]


def prepare(
    study: Study,
    fitted: Callable[[Ints], Predictor],
    wish: Wish,
    progress: Progress | None,
    finished: Finished | None = None,
) -> Prepared:
    """Find the cues to repair and the candidates to try.

    Parameters
    ----------
    study:
        The judged cues of a corpus that is split.
    fitted:
        Fits the model to repair on some rows.
    wish:
        What the user asked for.
    progress:
        Receives each cue.
    finished:
        Keeps what is measured, for another run that asks for the same.
    """
    split = split_of(study.corpus)
    every = np.sort(np.concatenate(split.folds))
    rest = [np.setdiff1d(every, part) for part in split.folds]
    folds = [Fold(fitted(fit), fit, part) for fit, part in zip(rest, split.folds, strict=True)]
    suspects = replace(to_repair(study, wish.include), rows=folds[-1].check)
    # One fold is enough: which cues matter is a coarse question, and probing takes long.
    report = measure_reliance(suspects, ask(suspects, folds[-1].model), progress)
    found, left = _scopes(suspects, folds[-1], report)
    return Prepared(
        CrossFit.of(study, folds, found, finished),
        candidates_to_try(wish.remedies, found, study.cues, default=wish.default),
        report,
        fitted,
        every,
        split.confirmation,
        left,
    )


def _scopes(
    suspects: Study, fold: Fold, report: ModelReport
) -> tuple[list[Scope], dict[str, Action]]:
    """The cues to repair, from what the model of one fold relies on in the rest; and those left."""
    wide = scopes(suspects, fold.model, report)
    held = [in_files(suspects, scope, fold.model, fold.fit) for scope in wide]
    whole = [within_phrases(suspects, scope, fold.fit) for scope in held]
    repaired = set().union(*(_names(suspects, scope) for scope in whole))
    asked = {j for scope in wide for j in scope.columns}
    names = {j: suspects.cues.names[j] for j in sorted(asked)}
    left = {name: _why(j, held) for j, name in names.items() if name not in repaired}
    kept = [s for s in whole if s.columns]
    return [s for i, s in enumerate(kept) if s.columns not in {k.columns for k in kept[:i]}], left


def _why(column: int, held: Sequence[Scope]) -> Action:
    """Why a cue is left: files cannot remove it, or else it is only part of a phrase."""
    return "piece" if any(column in scope.columns for scope in held) else "not-in-files"


def _names(study: Study, scope: Scope) -> set[str]:
    return {study.cues.names[j] for j in scope.columns}
