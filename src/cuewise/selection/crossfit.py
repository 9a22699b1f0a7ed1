"""Remedies tried one by one on documents that they were not fitted on, and why they lost."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np

from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.export import core, writable
from cuewise.models import Cached
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import Options, Plugin, plugins
from cuewise.probe.run import pools_of
from cuewise.probe.study import Study
from cuewise.records import CueTable, Ints
from cuewise.records.comparison import NO_CHANGE, Candidate, Scores, Standing
from cuewise.selection.choose import choose, standings
from cuewise.selection.scope import Scope, ScopeName
from cuewise.selection.score import Answers, Goes, Questions, Score, joined, questions, score
from cuewise.split.rows import cues_of, rows_of

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Fold:
    """A model, the rows it was fitted on, and rows that it has not seen."""

    model: Predictor
    fit: Ints
    check: Ints


@dataclass(frozen=True, slots=True)
class Tried:
    """One remedy: what it was measured at, or why it did not run; `needs` are labels it needs.

    `scope`: which cues it was to mend. `failed`: it broke, where it could have said that it does
    not apply. `writable`: the model can be saved to files, without which it is not chosen; `whole`:
    the files do all that it does.
    """

    code: str
    needs: str
    scope: ScopeName | None = None
    seconds: float = 0.0
    score: Score | None = None
    reason: str = ""
    failed: bool = False
    writable: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Trials:
    """What candidates are tried with.

    Each is fitted on the `fit` rows of every fold in turn and asked about its `check` rows, so that
    all documents of the folds count and none was fitted on (cross-fitting). All are measured by the
    same cues, those of any scope, whichever of them they mend.
    """

    study: Study
    folds: Sequence[Fold]
    scopes: Sequence[Scope]
    questions: Sequence[Questions] = field(repr=False)

    @classmethod
    def of(cls, study: Study, folds: Sequence[Fold], scopes: Sequence[Scope]) -> Self:
        """The trials of cues of some scopes, their texts edited once for all."""
        own = cls(study, folds, scopes, ())
        return replace(own, questions=[own.about(fold.check) for fold in folds])

    @property
    def measured(self) -> tuple[int, ...]:
        """The cues of any scope: columns of the study's cue table."""
        return tuple(sorted({j for scope in self.scopes for j in scope.columns}))

    def about(self, rows: Ints) -> Questions:
        """What candidates are asked about some rows."""
        study = self.study
        pools = pools_of(rows_of(study.corpus, rows), study)
        return questions(study.corpus, rows, self._table(), pools, seed=study.seed)

    def no_change(self) -> Tried:
        """The model as it is."""
        models = [fold.model for fold in self.folds]
        kept = all(writable(model) for model in models)
        return Tried(NO_CHANGE, "none", score=self._score(models), writable=kept)

    def attempt(self, remedy: Plugin, scope: Scope) -> Tried:
        """One remedy for the cues of one scope, or why it was none."""
        out = Tried(remedy.code, remedy.instance.needs, scope.name)
        found, told = attempted(out, lambda: self._measured(out, remedy, scope))
        return found or told

    def _measured(self, out: Tried, remedy: Plugin, scope: Scope) -> Tried:
        began = time.perf_counter()
        models = [self.repaired(remedy, scope, fold.model, fold.fit) for fold in self.folds]
        seconds = (time.perf_counter() - began) / len(models)
        kept = all(writable(model) for model in models)
        whole = not any(core(model).left_out for model in models)
        return replace(out, seconds=seconds, score=self._score(models), writable=kept, whole=whole)

    def repaired(self, remedy: Plugin, scope: Scope, model: Predictor, rows: Ints) -> Predictor:
        """The model mended on some rows.

        Raises
        ------
        NotApplicable
            The remedy cannot be had with this model, these cues or these documents.
        """
        corpus = rows_of(self.study.corpus, rows)
        groups = cues_of(self.study.cues, scope.columns, rows)
        rng = np.random.default_rng([self.study.seed, 9, *remedy.code.encode()])
        return Cached(remedy.instance(corpus, groups, model, rng=rng))

    def scored(self, model: Predictor, rows: Ints) -> Score | None:
        """What a model is measured at on rows that it has not seen; None without a cue."""
        return self._sum([self.about(rows).asked(model)]) if self.measured else None

    def _score(self, models: Sequence[Predictor]) -> Score:
        """What the models of the folds are measured at, each on the rows that it has not seen."""
        asked = zip(self.questions, models, strict=True)
        return self._sum([own.asked(model) for own, model in asked])

    def _sum(self, found: Sequence[Answers]) -> Score:
        pairs = [self.study.associated_label(j) for j in self.measured]
        labels, signs = np.array(pairs, np.int64).reshape(-1, 2).T
        return score(self.study.corpus, self._table(), Goes(labels, signs), joined(found))

    def _table(self) -> CueTable:
        return cues_of(self.study.cues, self.measured, np.arange(len(self.study.corpus.ids)))


def attempted(out: Tried, work: Callable[[], Made]) -> tuple[Made | None, Tried]:
    """What the work makes, or why it makes nothing.

    One remedy that breaks must not take the others with it; it is told, and in the exit code.
    """
    try:
        return work(), out
    except NotApplicable as why:
        return None, replace(out, reason=why.reason)
    except MissingExtra as why:
        return None, replace(out, reason=f"{why.what}; {why.fix}")
    except Exception as error:  # noqa: BLE001
        return None, replace(out, reason=f"{type(error).__name__}: {error}", failed=True)


def remedies_to_try(remedies: Sequence[str] | None, options: Options) -> list[Plugin]:
    """The remedies named, or all, with their options; cheap ones first.

    Raises
    ------
    InputError
        An unknown remedy, or an option that it does not have.
    """
    known: Mapping[str, Plugin] = {p.code: p for p in plugins("remedies", options)}
    for code in remedies or ():
        if code not in known:
            close = difflib.get_close_matches(code, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "change its name"
            raise InputError(f"remedy {code!r} is unknown", ", ".join(known), hint)
    chosen = [known[code] for code in remedies] if remedies is not None else known.values()
    # A model that has to be asked about edited texts comes after those that have not.
    return sorted(
        chosen, key=lambda p: (not getattr(p.instance, "refits", True), p.instance.cost, p.code)
    )


def able(tried: Sequence[Tried]) -> dict[int, Score]:
    """The scores of those that could be taken, by their place among all tried.

    What acts when a model is asked is not in its files, and a file that is not mended is none to
    ship under this name: such a remedy counts only where no other is shown to help.
    """
    found = {i: t.score for i, t in enumerate(tried) if t.score is not None and t.writable}
    whole = {i: s for i, s in found.items() if tried[i].whole}
    best: int = choose(whole) if whole else 0
    return whole if best else found


def candidates(tried: Sequence[Tried], chosen: int | None) -> list[Candidate]:
    """All that were tried as they are told: what each was measured at, and why it was not taken."""
    scores = able(tried)
    lost = standings(scores) if scores else {}
    return [
        Candidate(
            code=t.code,
            scope=t.scope,
            needs=t.needs,
            seconds=round(t.seconds, 3),
            scores=told(t.score),
            standing="chosen" if i == chosen else _standing(t, lost.get(i)),
            reason=t.reason,
        )
        for i, t in enumerate(tried)
    ]


def _standing(t: Tried, lost: Standing | None) -> Standing:
    if t.failed:
        return "failed"
    if t.score is None:
        return "not-applicable"
    return lost or ("not-in-files" if t.writable else "not-writable")


def told(own: Score | None) -> Scores | None:
    """A score as it is written."""
    if own is None:
        return None
    return Scores(
        neutral=own.neutral,
        as_is=own.as_is,
        worst_class=own.worst_class,
        sdr=own.sdr,
        gap=own.gap,
        pull=own.pull,
    )
