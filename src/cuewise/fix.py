"""From found cues to a model that no longer relies on them: mend, choose, confirm."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cuewise.audit import SEED, base_of, planned
from cuewise.conclude import Base, Clock, Plan, concluded, examined
from cuewise.cues.spans import has_place, parse
from cuewise.errors import InputError, NotApplicable
from cuewise.halves import thirds
from cuewise.models import Cached
from cuewise.models import build as build_models
from cuewise.probing import ModelReport, Study, pools_of, probe_model
from cuewise.registry import Entry, entries
from cuewise.remedy.select import Score, choose, score
from cuewise.steps import Progress, Steps
from cuewise.subset import cues_of, rows_of
from cuewise.types import Audit, Corpus, CueTable, Ints, Measure, Predictor

NO_CHANGE = "no change"
# The lower end of |Δ*| from which reliance matters (SCIENCE 2).
_MATERIAL = 0.02


@dataclass(frozen=True, slots=True)
class Tried:
    """One remedy: what it was measured at, or why it did not run; `needs` are labels it needs."""

    code: str
    needs: str
    seconds: float
    score: Score | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What was mended, how, and the same probes before and after.

    `before` and `after` are audits of the model as it was and as it is now, on documents that it
    was neither fitted nor chosen on. `cues` are those mended; `chosen` is the remedy, or
    "no change"; `tried` has every candidate, the model as it was first, on the documents to choose
    on; the confirmed scores are on those of the audits, None where there was nothing to mend.
    """

    before: Audit
    after: Audit
    predictor: Predictor
    cues: tuple[str, ...]
    chosen: str
    tried: tuple[Tried, ...]
    confirmed_before: Score | None
    confirmed_after: Score | None


def fix(
    corpus: Corpus,
    *,
    model: str = "reference",
    remedies: Sequence[str] | None = None,
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Fix:
    """Find the cues that a model relies on and should not, and mend it.

    The model is fitted on half of the corpus. On a quarter its reliance is measured, and of the
    remedies for the cues that are judged spurious and that it relies on, the best is chosen. On the
    last quarter model and mended model are audited.

    Parameters
    ----------
    corpus:
        From `cuewise.load`.
    model:
        `tfidf` or `reference`, of which the head on the encoder is mended.
    remedies:
        Codes of those to try; None: all that there are.
    seed, config, progress:
        As for `cuewise.audit`.

    Returns
    -------
    Fix
        With `chosen` "no change" where there is nothing to mend, or nothing helps.

    Raises
    ------
    InputError
        A model or a remedy that there is not.

    Examples
    --------
    >>> import cuewise
    >>> corpus = cuewise.load("reviews.csv", text="text", label="label")  # doctest: +SKIP
    >>> fixed = fix(corpus, model="tfidf")  # doctest: +SKIP
    >>> fixed.chosen, fixed.cues  # doctest: +SKIP
    ('mask', ('word:spielberg',))
    """
    clock, plan = Clock.now(), planned([model], seed, config)
    asked = _asked(remedies)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examined(base, plan, steps)
    fit, select, confirm = thirds(study.corpus, seed)
    first = _model(model, study, fit)
    study = replace(study, check=select)
    columns = _to_mend(study, probe_model(study, first, progress))
    groups = cues_of(study.cues, columns, fit)
    candidates = {NO_CHANGE: first}
    tried = [_tried(study, groups.names, NO_CHANGE, "none", first)] if columns else []
    for entry in asked if columns else ():
        mended, outcome = _try(entry, study, rows_of(study.corpus, fit), groups, first)
        tried.append(outcome)
        candidates |= {entry.code: mended} if mended is not None else {}
    scores = {t.code: t.score for t in tried if t.score is not None}
    chosen = choose(scores) if scores else NO_CHANGE
    last = replace(study, check=confirm)
    told = _Told(base, plan, last, measures, steps, clock)
    before, after = (told.audit(candidates[code], progress) for code in (NO_CHANGE, chosen))
    return Fix(
        before,
        after,
        candidates[chosen],
        groups.names,
        chosen,
        tuple(tried),
        *(_score(last, groups.names, candidates[code]) for code in (NO_CHANGE, chosen)),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """All that two audits of one corpus share."""

    base: Base
    plan: Plan
    study: Study
    measures: Sequence[Measure]
    steps: Steps
    clock: Clock

    def audit(self, predictor: Predictor, progress: Progress | None) -> Audit:
        """The audit of one model on the documents to confirm on."""
        own = self.steps.copy()
        reports: list[ModelReport] = []
        with own.run(f"probe:{predictor.model_id}") as said:
            reports.append(probe_model(self.study, predictor, progress))
            said.append(reports[0].summary)
        return concluded(self.base, self.plan, self.study, self.measures, reports, own, self.clock)


def _asked(remedies: Sequence[str] | None) -> list[Entry]:
    known: Mapping[str, Entry] = {e.code: e for e in entries("remedies")}
    for code in remedies or ():
        if code not in known:
            raise InputError(f"remedy {code!r} is unknown", ", ".join(known), "change its name")
    chosen = [known[code] for code in remedies] if remedies is not None else known.values()
    return sorted(chosen, key=lambda e: (e.plugin.cost, e.code))


def _model(spec: str, study: Study, fit: Ints) -> Predictor:
    """The model to mend: of several the last, which is the one with an encoder."""
    built = build_models(spec, study.corpus, fit, seed=study.seed)
    if not built:
        raise InputError(f"the model {spec!r} is none to mend", "tfidf, reference", "name a model")
    return built[-1]


def _to_mend(study: Study, report: ModelReport) -> list[int]:
    """The cues judged spurious that stand in texts and that the model relies on."""
    found = []
    for row, verdict in zip(study.order.tolist(), study.verdicts, strict=True):
        own = report.reliance.get(row)
        if own is None or own.low is None or own.high is None or verdict.type != "spurious":
            continue
        least = 0.0 if own.low <= 0 <= own.high else min(abs(own.low), abs(own.high))
        if least > _MATERIAL and has_place(parse(study.association.subjects[row])[1]):
            found.append(study.column(row))
    return sorted(set(found))


def _try(
    entry: Entry, study: Study, corpus: Corpus, groups: CueTable, model: Predictor
) -> tuple[Predictor | None, Tried]:
    """The model mended, and what that is worth; or why it was not."""
    began = time.perf_counter()
    rng = np.random.default_rng([study.seed, 9, *entry.code.encode()])
    try:
        mended = Cached(entry.plugin()(corpus, groups, model, rng=rng))
    except NotApplicable as why:
        seconds = time.perf_counter() - began
        return None, Tried(entry.code, entry.plugin.needs, seconds, None, why.reason)
    seconds = time.perf_counter() - began
    return mended, _tried(study, groups.names, entry.code, entry.plugin.needs, mended, seconds)


def _tried(
    study: Study,
    cues: Sequence[str],
    code: str,
    needs: str,
    model: Predictor,
    seconds: float = 0.0,
) -> Tried:
    return Tried(code, needs, seconds, _score(study, cues, model))


def _score(study: Study, cues: Sequence[str], model: Predictor) -> Score | None:
    if not cues:
        return None
    some = rows_of(study.corpus, study.check)
    return score(some, cues, model, pools_of(some, study), seed=study.seed)
