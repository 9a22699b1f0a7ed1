"""Search the candidates, and propose one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from cuewise.export import writable
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.records import Ints
from cuewise.records.comparison import Action, Refused
from cuewise.selection.candidates import eligible
from cuewise.selection.choose import choose
from cuewise.selection.crossfit import CrossFit, Evaluated, attempted
from cuewise.selection.halving import halved
from cuewise.selection.harm import Limits, harm_of, nothing_left
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Proposal:
    """The candidate that the rule of choice proposes, at `place` among all `candidates`.

    `model` is fitted on all rows but those of the confirmation split. `refused` says why it must
    not be shipped; place 0 is the model as it is.
    """

    place: int
    model: Predictor
    candidates: tuple[Evaluated, ...]
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """All candidates for a model, and `baseline`, the model as it is, fitted on `rows`.

    The model as it is comes first among `candidates`; there are none where nothing has to be
    repaired. Nothing was fitted, chosen or measured on the rows `confirmation`. `left` says why
    cues that the model relies on, or is not cleared of, are not repaired.
    """

    crossfit: CrossFit
    remedies: Sequence[ScopedRemedy]
    candidates: tuple[Evaluated, ...]
    baseline: Predictor
    rows: Ints
    confirmation: Ints
    left: Mapping[str, Action] = field(default_factory=dict)

    def repaired(self, place: int) -> Predictor:
        """The model fitted on `rows` by the candidate at a place.

        Raises
        ------
        NotApplicable
            The remedy applied to two of three parts, and does not apply to all of them.
        """
        if place == 0:
            return self.baseline
        pair = self.remedies[place - 1]
        return self.crossfit.repaired(pair.remedy, pair.scope, self.baseline, self.rows)

    def propose(self, limits: Limits) -> Proposal:
        """The candidate to keep, fitted on all rows.

        Where every candidate that helps does harm, the best of them is proposed, and refused. A
        remedy that cannot be had on all rows, though it could on two of three parts, is marked so
        among the candidates, and the next best is proposed.
        """
        candidates = list(self.candidates)
        while candidates:
            best, refused = _best(candidates, limits)
            if not best:
                break
            model, bare = attempted(candidates[best], partial(self.repaired, best))
            if model is not None and writable(model):
                return Proposal(best, model, tuple(candidates), refused)
            if model is None:
                candidates[best] = replace(bare, score=None)
            else:
                candidates[best] = replace(bare, writable=False)
        return Proposal(0, self.baseline, tuple(candidates))

    def columns(self, place: int) -> tuple[int, ...]:
        """The cues that a candidate was to repair; for the model as it is, all in question."""
        return self.remedies[place - 1].scope.columns if place else self.crossfit.measured

    def cues(self, place: int) -> tuple[str, ...]:
        """The names of `columns(place)`."""
        return tuple(self.crossfit.study.cues.names[j] for j in self.columns(place))

    def samples(self, place: int, size: int) -> Ints:
        """`size` rows of the confirmation split, half of them with a cue of `cues(place)`."""
        columns = list(self.columns(place))
        held = self.crossfit.study.cues.values[self.confirmation][:, columns].sum(axis=1) > 0
        some = self.confirmation[held][: size // 2]
        return np.concatenate([some, np.setdiff1d(self.confirmation, some)])[:size]


def _best(candidates: Sequence[Evaluated], limits: Limits) -> tuple[int, Refused | None]:
    """The place of the candidate to propose, and why it must not be shipped."""
    scores = eligible(candidates, limits)
    best, refused = (choose(scores, limits) if scores else 0), None
    if not best and (scores := eligible(candidates, None)):
        best = choose(scores, None)
        refused = harm_of(scores[0], scores[best], limits) if best else None
    if best and nothing_left(scores[best]):
        refused = "task"
    return best, refused


def search(prepared: Prepared, limits: Limits, progress: Progress | None) -> Search:
    """Measure every candidate that was prepared, by 3-fold cross-fitting.

    Parameters
    ----------
    prepared:
        The cues to repair, and the candidates to try.
    limits:
        The accuracy that a repair may cost.
    progress:
        Receives each candidate.
    """
    crossfit, remedies = prepared.crossfit, prepared.remedies
    candidates = _evaluate_all(crossfit, remedies, limits, progress) if crossfit.scopes else ()
    return Search(
        crossfit,
        remedies,
        candidates,
        prepared.fitted(prepared.rows),
        prepared.rows,
        prepared.confirmation,
        prepared.left,
    )


def _evaluate_all(
    crossfit: CrossFit, remedies: Sequence[ScopedRemedy], limits: Limits, progress: Progress | None
) -> tuple[Evaluated, ...]:
    total = len(remedies) * len(crossfit.folds)
    bar = progress.stage("remedies", total) if progress else nullcontext(lambda _: None)
    with bar as advance:
        return (crossfit.no_change(), *halved(crossfit, remedies, limits, advance))
