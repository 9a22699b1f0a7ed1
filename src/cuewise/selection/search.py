"""Search the candidates, and keep one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from cuewise.export import writable
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import Plugin
from cuewise.probe.run import ask, measure_reliance
from cuewise.probe.study import Study
from cuewise.records import Ints
from cuewise.selection.candidates import eligible
from cuewise.selection.choose import choose
from cuewise.selection.crossfit import CrossFit, Evaluated, Fold, attempted
from cuewise.selection.scope import Scope, scopes, spurious_only
from cuewise.split.parts import split_of


@dataclass(frozen=True, slots=True)
class Search:
    """All candidates for a model, and `baseline`, the model as it is, fitted on `rows`.

    The model as it is comes first among `candidates`; there are none where nothing has to be
    repaired. Nothing was fitted, chosen or measured on the rows `confirmation`.
    """

    crossfit: CrossFit
    remedies: Mapping[str, Plugin]
    candidates: tuple[Evaluated, ...]
    baseline: Predictor
    rows: Ints
    confirmation: Ints

    def repaired(self, place: int) -> Predictor:
        """The model fitted on `rows` by the candidate at a place.

        Raises
        ------
        NotApplicable
            The remedy applied to two of three parts, and does not apply to all of them.
        """
        scope = self._scope(place)
        if scope is None:
            return self.baseline
        remedy = self.remedies[self.candidates[place].code]
        return self.crossfit.repaired(remedy, scope, self.baseline, self.rows)

    def keep(self) -> tuple[int, Predictor, tuple[Evaluated, ...]]:
        """The place of the candidate to keep, its model, and all candidates.

        A remedy that cannot be had on all rows, though it could on two of three parts, is marked so
        among the candidates, and the next best is kept.
        """
        candidates = list(self.candidates)
        while best := choose(scores) if (scores := eligible(candidates)) else 0:
            model, bare = attempted(candidates[best], partial(self.repaired, best))
            if model is not None and writable(model):
                return best, model, tuple(candidates)
            candidates[best] = replace(bare, score=None, writable=model is None)
        return 0, self.baseline, tuple(candidates)

    def cues(self, place: int) -> tuple[str, ...]:
        """The cues that a candidate was to repair; for the model as it is, all in question."""
        return tuple(self.crossfit.study.cues.names[j] for j in self._columns(place))

    def samples(self, place: int, size: int) -> Ints:
        """`size` rows of the confirmation split, half of them with a cue of `cues(place)`."""
        columns = list(self._columns(place))
        held = self.crossfit.study.cues.values[self.confirmation][:, columns].sum(axis=1) > 0
        some = self.confirmation[held][: size // 2]
        return np.concatenate([some, np.setdiff1d(self.confirmation, some)])[:size]

    def _columns(self, place: int) -> tuple[int, ...]:
        scope = self._scope(place)
        return scope.columns if scope else self.crossfit.measured

    def _scope(self, place: int) -> Scope | None:
        name = self.candidates[place].scope if self.candidates else None
        return next((s for s in self.crossfit.scopes if s.name == name), None)


def search(
    study: Study,
    fitted: Callable[[Ints], Predictor],
    remedies: Sequence[Plugin],
    progress: Progress | None,
) -> Search:
    """Try every remedy on every set of cues that is worth it, by 3-fold cross-fitting.

    Parameters
    ----------
    study:
        The judged cues of a corpus that is split.
    fitted:
        Fits the model to repair on some rows.
    remedies:
        The remedies to try, cheap ones first.
    progress:
        Receives each candidate.
    """
    split = split_of(study.corpus)
    every = np.sort(np.concatenate(split.folds))
    rest = [np.setdiff1d(every, part) for part in split.folds]
    folds = [Fold(fitted(fit), fit, part) for fit, part in zip(rest, split.folds, strict=True)]
    crossfit = CrossFit.of(study, folds, _scopes(study, folds[-1], progress))
    candidates = _evaluate_all(crossfit, remedies, progress) if crossfit.scopes else ()
    named = {remedy.code: remedy for remedy in remedies}
    return Search(crossfit, named, candidates, fitted(every), every, split.confirmation)


def _scopes(study: Study, fold: Fold, progress: Progress | None) -> list[Scope]:
    """The cues to repair, from what the model of one fold relies on in the rest.

    One fold is enough: which cues matter is a coarse question, and probing takes most of the time.
    """
    suspects = spurious_only(replace(study, rows=fold.check))
    report = measure_reliance(suspects, ask(suspects, fold.model), progress)
    return scopes(replace(study, rows=fold.check), fold.model, report)


def _evaluate_all(
    crossfit: CrossFit, remedies: Sequence[Plugin], progress: Progress | None
) -> tuple[Evaluated, ...]:
    # A remedy that does not look at the cues does the same for every set of them.
    pairs = [
        (remedy, scope)
        for remedy in remedies
        for scope in (crossfit.scopes if remedy.instance.knows_cues else crossfit.scopes[:1])
    ]
    bar = progress.stage("remedies", len(pairs)) if progress else nullcontext(lambda _: None)
    candidates = [crossfit.no_change()]
    with bar as advance:
        for remedy, scope in pairs:
            candidates.append(crossfit.evaluate(remedy, scope))
            advance(1)
    return tuple(candidates)
