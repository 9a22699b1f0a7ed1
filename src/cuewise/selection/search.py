"""From candidates to the model that is kept."""

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
from cuewise.selection.choose import choose
from cuewise.selection.crossfit import Fold, Trials, Tried, able, attempted
from cuewise.selection.scope import Scope, scopes, suspected
from cuewise.split.parts import split_of


@dataclass(frozen=True, slots=True)
class Search:
    """All that was tried for a model, and `first`, the model as it is, fitted on `rows`.

    `tried` has the model as it is at place 0, and nothing where there is nothing to mend. Nothing
    was fitted, chosen or measured on the rows `confirm`.
    """

    trials: Trials
    remedies: Mapping[str, Plugin]
    tried: tuple[Tried, ...]
    first: Predictor
    rows: Ints
    confirm: Ints

    def mended(self, place: int) -> Predictor:
        """The model fitted on `rows` as the candidate at a place has it.

        Raises
        ------
        NotApplicable
            The remedy could be had on two of three parts, and cannot on all of them.
        """
        scope = self._scope(place)
        if scope is None:
            return self.first
        remedy = self.remedies[self.tried[place].code]
        return self.trials.repaired(remedy, scope, self.first, self.rows)

    def take(self) -> tuple[int, Predictor, tuple[Tried, ...]]:
        """The place of the one to take, the model mended by it, and what was tried.

        What cannot be had on all rows, though it could on two of three parts each, is told so among
        what was tried, and the next best is taken.
        """
        tried = list(self.tried)
        while best := choose(scores) if (scores := able(tried)) else 0:
            model, told = attempted(tried[best], partial(self.mended, best))
            if model is not None and writable(model):
                return best, model, tuple(tried)
            tried[best] = replace(told, score=None, writable=model is None)
        return 0, self.first, tuple(tried)

    def cues(self, place: int) -> tuple[str, ...]:
        """The cues that a candidate was to mend; of the model as it is all in question."""
        return tuple(self.trials.study.cues.names[j] for j in self._columns(place))

    def samples(self, place: int, size: int) -> Ints:
        """So many of the rows `confirm`, half of them with a cue of `cues(place)` if there are."""
        columns = list(self._columns(place))
        held = self.trials.study.cues.values[self.confirm][:, columns].sum(axis=1) > 0
        some = self.confirm[held][: size // 2]
        return np.concatenate([some, np.setdiff1d(self.confirm, some)])[:size]

    def _columns(self, place: int) -> tuple[int, ...]:
        scope = self._scope(place)
        return scope.columns if scope else self.trials.measured

    def _scope(self, place: int) -> Scope | None:
        named = self.tried[place].scope if self.tried else None
        return next((s for s in self.trials.scopes if s.name == named), None)


def search(
    study: Study,
    fitted: Callable[[Ints], Predictor],
    remedies: Sequence[Plugin],
    progress: Progress | None,
) -> Search:
    """Try every remedy for every set of cues that is worth it.

    Three quarters are fitted and chosen on by turns. Which cues a model relies on is asked of the
    one fitted on the first two, on the third.
    """
    split = split_of(study.corpus)
    learn, confirm = split.folds, split.confirmation
    every = np.sort(np.concatenate(learn))
    rest = [np.setdiff1d(every, part) for part in learn]
    folds = [Fold(fitted(fit), fit, part) for fit, part in zip(rest, learn, strict=True)]
    # The last model has seen neither its own fold nor the confirmation split.
    one, model = replace(study, rows=folds[-1].check), folds[-1].model
    suspects = suspected(one)
    found = scopes(one, model, measure_reliance(suspects, ask(suspects, model), progress))
    trials = Trials.of(study, folds, found)
    tried = _try_all(trials, remedies, progress) if found else ()
    named = {remedy.code: remedy for remedy in remedies}
    return Search(trials, named, tried, fitted(every), every, confirm)


def _try_all(
    trials: Trials, remedies: Sequence[Plugin], progress: Progress | None
) -> tuple[Tried, ...]:
    # One that does not look at cues makes the same of every set of them.
    pairs = [
        (remedy, scope)
        for remedy in remedies
        for scope in (trials.scopes if remedy.instance.knows_cues else trials.scopes[:1])
    ]
    bar = progress.stage("remedies", len(pairs)) if progress else nullcontext(lambda _: None)
    out = [trials.no_change()]
    with bar as advance:
        for remedy, scope in pairs:
            out.append(trials.attempt(remedy, scope))
            advance(1)
    return tuple(out)
