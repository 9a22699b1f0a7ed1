"""Evaluate candidates by cross-fitting: each on documents that it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np

from cuewise.errors import MissingExtra, NotApplicable
from cuewise.export import writable
from cuewise.finished import Finished
from cuewise.models import Cached
from cuewise.plugins.outcomes import reason_of
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import Plugin
from cuewise.probe.run import pools_of
from cuewise.probe.study import Study
from cuewise.records import CueTable, Ints, Reason
from cuewise.records.comparison import NO_CHANGE
from cuewise.selection.questions import Answers, Questions, join_answers, questions
from cuewise.selection.scope import Scope, ScopeName
from cuewise.selection.score import AssociatedLabels, Score, score
from cuewise.split.rows import cues_of, rows_of

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Fold:
    """A model, the rows that it was fitted on, and rows that it has not seen."""

    model: Predictor
    fit: Ints
    check: Ints


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One candidate with its score, or the reason why it has none.

    `needs` says which labels the remedy needs, `scope` which cues it was to repair. `failed`: the
    remedy broke, instead of saying that it does not apply. `writable`: the model can be saved to
    files, without which it is not kept. `complete`: the files do everything that the model does.
    `dropped`: it was hopeless on the first fold, and its score is of that fold alone.
    """

    code: str
    needs: str
    scope: ScopeName | None = None
    seconds: float = 0.0
    score: Score | None = None
    reason: Reason | None = None
    failed: bool = False
    writable: bool = True
    complete: bool = True
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class CrossFit:
    """What candidates are evaluated with.

    A candidate is fitted on the `fit` rows of every fold in turn and asked about its `check` rows.
    So all documents of the folds count, and the candidate was fitted on none of those it is asked
    about. All candidates are measured by the same cues, those of any scope. `finished` holds what
    earlier runs have measured.
    """

    study: Study
    folds: Sequence[Fold]
    scopes: Sequence[Scope]
    questions: Sequence[Questions] = field(repr=False)
    finished: Finished | None = None

    @classmethod
    def of(
        cls,
        study: Study,
        folds: Sequence[Fold],
        scopes: Sequence[Scope],
        finished: Finished | None = None,
    ) -> Self:
        """Edit the texts once for all candidates."""
        bare = cls(study, folds, scopes, (), finished)
        return replace(bare, questions=[bare.about(fold.check) for fold in folds])

    @property
    def measured(self) -> tuple[int, ...]:
        """The cues of any scope: columns of the study's cue table."""
        return tuple(sorted({j for scope in self.scopes for j in scope.columns}))

    def about(self, rows: Ints) -> Questions:
        """What candidates are asked about some rows."""
        study = self.study
        pools = pools_of(rows_of(study.corpus, rows), study)
        return questions(study.corpus, rows, self._table(), pools, seed=study.seed)

    def no_change(self) -> Evaluated:
        """The model as it is."""
        models = [fold.model for fold in self.folds]
        kept = all(writable(model) for model in models)
        answers = [self.ask(model, fold) for fold, model in enumerate(models)]
        return Evaluated(NO_CHANGE, "none", score=self.sum(answers), writable=kept)

    def bare(self, remedy: Plugin, scope: Scope) -> Evaluated:
        """A candidate that was not measured yet."""
        return Evaluated(remedy.code, remedy.instance.needs, scope.name)

    def ask(self, model: Predictor, fold: int) -> Answers:
        """What a model answers about the documents of a fold, on which it was not fitted."""
        return self.questions[fold].ask(model)

    def repaired(self, remedy: Plugin, scope: Scope, model: Predictor, rows: Ints) -> Predictor:
        """The model repaired on some rows.

        Raises
        ------
        NotApplicable
            The remedy does not apply to this model, these cues or these documents.
        """
        corpus = rows_of(self.study.corpus, rows)
        groups = cues_of(self.study.cues, scope.columns, rows)
        rng = np.random.default_rng([self.study.seed, 9, *remedy.code.encode()])
        return Cached(remedy.instance(corpus, groups, model, rng=rng))

    def score_on(self, model: Predictor, rows: Ints) -> Score | None:
        """The score of a model on rows that it has not seen; None without a cue."""
        return self.sum([self.about(rows).ask(model)]) if self.measured else None

    def sum(self, answers: Sequence[Answers]) -> Score:
        """The score of what a model, or the models of several folds, answered."""
        pairs = [self.study.associated_label(j) for j in self.measured]
        labels, signs = np.array(pairs, np.int64).reshape(-1, 2).T
        associated = AssociatedLabels(labels, signs)
        return score(self.study.corpus, self._table(), associated, join_answers(answers))

    def _table(self) -> CueTable:
        return cues_of(self.study.cues, self.measured, np.arange(len(self.study.corpus.ids)))


def attempted(bare: Evaluated, work: Callable[[], Made]) -> tuple[Made | None, Evaluated]:
    """What the work makes, or the candidate with the reason why it makes nothing.

    A remedy that breaks must not take the others with it: it is reported, and in the exit code.
    """
    try:
        return work(), bare
    except (NotApplicable, MissingExtra) as why:
        return None, replace(bare, reason=reason_of(why))
    except Exception as error:  # noqa: BLE001
        return None, replace(bare, reason=reason_of(error), failed=True)
