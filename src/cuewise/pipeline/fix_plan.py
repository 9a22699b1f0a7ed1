"""What a repair would act on and try: the first half of `cuewise.fix`, without the second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cuewise.pipeline.actions import Acted, KnownCue
from cuewise.pipeline.begin import Begun, FixRequest, begin
from cuewise.pipeline.plan import SEED
from cuewise.plugins.outcomes import Progress
from cuewise.records import Corpus, Rate, Reliance
from cuewise.records.fix_plan import FixPlan, LeftCue, PlannedCandidate, PlannedCue
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import MAX_LOSS
from cuewise.remedy.texts import without
from cuewise.selection.paired import lost
from cuewise.selection.prepared import Prepared, prepare
from cuewise.selection.scope import ScopeName
from cuewise.split.rows import rows_of


def plan_fix(
    corpus: Corpus,
    *,
    model: str = "reference",
    remedies: Sequence[str] | None = None,
    max_loss: float = MAX_LOSS,
    include: Sequence[str] = (),
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> FixPlan:
    """Say what `cuewise.fix` would act on and try, and change nothing.

    Parameters
    ----------
    corpus, model, remedies, max_loss, include, seed, config, progress, options:
        As for `cuewise.fix`.

    Returns
    -------
    FixPlan
        The cues that the repair would act on, with their reliance and what each costs; those that
        it would leave alone; the candidates that it would try.

    Raises
    ------
    InputError
        As `cuewise.fix`.

    Examples
    --------
    >>> corpus = cuewise.load("reviews.csv", text="text", label="label")  # doctest: +SKIP
    >>> [cue.subject for cue in plan_fix(corpus, model="tfidf").cues]  # doctest: +SKIP
    ['word:spielberg']
    """
    asked = FixRequest([model], remedies, max_loss, include, seed, config, options)
    begun = begin(corpus, asked, progress)
    found = prepare(begun.study, begun.fitter(model), begun.wish, progress)
    scopes = found.crossfit.scopes
    return FixPlan(
        language=begun.base.info.language,
        model=model,
        max_loss=max_loss,
        cues=_cues(found),
        left=_left(begun, found),
        candidates=[
            PlannedCandidate(code=r.remedy.code, scope=r.scope.name, needs=r.remedy.instance.needs)
            for r in (found.remedies if scopes else ())
        ],
    )


def _cues(found: Prepared) -> list[PlannedCue]:
    """The cues of all scopes, each with the narrowest scope that holds it."""
    study = found.crossfit.study
    narrow: dict[int, ScopeName] = {}
    for scope in reversed(found.crossfit.scopes):
        narrow |= dict.fromkeys(scope.columns, scope.name)
    by_column = {study.column(row): r for row, r in found.report.reliance.items()}
    support = study.cues.values.astype(bool).sum(axis=0)
    return [
        PlannedCue(
            subject=study.cues.names[j],
            scope=narrow[j],
            support=int(support[j]),
            reliance=by_column.get(j),
            cost=_cost(found, j),
        )
        for j in sorted(narrow, key=lambda j: (narrow[j] != "relied-on", -_size(by_column.get(j))))
    ]


def _size(reliance: Reliance | None) -> float:
    return abs(reliance.delta or 0.0) if reliance is not None else 0.0


def _cost(found: Prepared, column: int) -> Rate | None:
    """What ablating one cue costs the model of the last fold among the documents that hold it."""
    study, fold = found.crossfit.study, found.crossfit.folds[-1]
    if not kind_of(study.cues.kinds[column]).located:
        return None
    held = study.cues.values[fold.check][:, [column]].toarray().ravel() != 0
    if not held.any():
        return None
    some = rows_of(study.corpus, fold.check[held])
    texts = [some.texts] if some.texts_b is None else [some.texts, some.texts_b]
    answers = (
        fold.model.predict(*t).probs for t in (texts, without(some, [study.cues.names[column]]))
    )
    old, new = ((probs.argmax(axis=1) == some.labels).astype(np.float64) for probs in answers)
    return lost(old, new, fold.model.model_id)


def _left(begun: Begun, found: Prepared) -> list[LeftCue]:
    """The cues that would be left alone, by the rule that a comparison follows."""
    study, associations = begun.study, begun.study.associations
    names = [study.cues.names[j] for j in found.crossfit.measured]
    acted = Acted(names, (), begun.wish.include, found.left)
    left = []
    for cue in study.judged:
        known = KnownCue(
            associations.subjects[cue.row],
            cue.verdict.type,
            piece=cue.whole != cue.row,
            replicated=bool(associations.replicated[cue.row]),
            reliance=found.report.reliance.get(cue.row),
        )
        if (action := acted.action(known)) != "repaired":
            label = associations.labels[cue.row]
            left.append(
                LeftCue(subject=known.subject, label=label, verdict=known.verdict, action=action)
            )
    return left
