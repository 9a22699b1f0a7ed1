"""Remedies tried one by one, and why those that were not taken lost."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.comparison import Candidate, Scores, Standing
from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.export import writable
from cuewise.models import Cached
from cuewise.probing import Study, pools_of
from cuewise.registry import Entry, entries
from cuewise.remedy.select import TOLERANCE, Score, score
from cuewise.subset import cues_of, rows_of
from cuewise.types import Ints, Predictor

NO_CHANGE = "no change"


@dataclass(frozen=True, slots=True)
class Tried:
    """One remedy: what it was measured at, or why it did not run; `needs` are labels it needs.

    `failed`: it broke, where it could have said that it does not apply. `writable`: the model can
    be saved to files, without which it is not chosen.
    """

    code: str
    needs: str
    seconds: float
    score: Score | None
    reason: str = ""
    failed: bool = False
    writable: bool = True


def asked(remedies: Sequence[str] | None) -> list[Entry]:
    """The remedies to try, by cost."""
    known: Mapping[str, Entry] = {e.code: e for e in entries("remedies")}
    for code in remedies or ():
        if code not in known:
            raise InputError(f"remedy {code!r} is unknown", ", ".join(known), "change its name")
    chosen = [known[code] for code in remedies] if remedies is not None else known.values()
    # A model that has to be asked about edited texts comes after those that have not.
    return sorted(
        chosen, key=lambda e: (not getattr(e.plugin, "refits", True), e.plugin.cost, e.code)
    )


def attempt(
    entry: Entry, study: Study, fit: Ints, cues: Sequence[int], model: Predictor
) -> tuple[Predictor | None, Tried]:
    """The model mended on the rows `fit`, and what that is worth; or why it was not."""
    corpus, groups = rows_of(study.corpus, fit), cues_of(study.cues, cues, fit)
    began = time.perf_counter()
    rng = np.random.default_rng([study.seed, 9, *entry.code.encode()])
    code, needs = entry.code, entry.plugin.needs
    try:
        mended = Cached(entry.plugin()(corpus, groups, model, rng=rng))
    except NotApplicable as why:
        return None, Tried(code, needs, time.perf_counter() - began, None, why.reason)
    except MissingExtra as why:
        return None, Tried(code, needs, time.perf_counter() - began, None, f"{why.what}; {why.fix}")
    # One remedy that breaks must not take the others with it; it is told, and in the exit code.
    except Exception as error:  # noqa: BLE001
        told = f"{type(error).__name__}: {error}"
        return None, Tried(code, needs, time.perf_counter() - began, None, told, failed=True)
    return mended, tried(study, cues, code, needs, mended, time.perf_counter() - began)


def tried(
    study: Study,
    cues: Sequence[int],
    code: str,
    needs: str,
    model: Predictor,
    seconds: float = 0.0,
) -> Tried:
    """A candidate measured."""
    return Tried(code, needs, seconds, scored(study, cues, model), writable=writable(model))


def scored(study: Study, cues: Sequence[int], model: Predictor) -> Score | None:
    """What a model is measured at on the documents that a study checks on; None without a cue.

    `cues` are columns of the study's cue table.
    """
    if not cues:
        return None
    some = rows_of(study.corpus, study.check)
    table = cues_of(study.cues, cues, study.check)
    return score(some, table, model, pools_of(some, study), seed=study.seed)


def candidates(tried: Sequence[Tried], chosen: str) -> list[Candidate]:
    """All that were tried as they are told: what each was measured at, and why it was not taken."""
    scores = {t.code: t.score for t in tried if t.score is not None and t.writable}
    return [
        Candidate(
            code=t.code,
            needs=t.needs,
            seconds=round(t.seconds, 3),
            scores=told(t.score),
            standing=_standing(t, scores, chosen),
            reason=t.reason,
        )
        for t in tried
    ]


def _standing(t: Tried, scores: Mapping[str, Score], chosen: str) -> Standing:
    if t.failed:
        return "failed"
    if not t.writable:
        return "not-writable"
    return "chosen" if t.code == chosen else standing(t.code, scores)


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
    )


def standing(code: str, scores: Mapping[str, Score]) -> Standing:
    """At which of the steps of `cuewise.remedy.select.choose` a candidate lost.

    Examples
    --------
    >>> from cuewise.types import Rate
    >>> def made(accuracy, high, worst):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     low = Rate(estimate=worst, low=0, high=1, n=100)
    ...     return Score(rate, rate, low, Rate(estimate=0, low=0, high=high, n=100))
    >>> scores = {"none": made(.80, .3, .5), "rwg": made(.7, 0, .5), "mask": made(.8, .0, .5),
    ...           "poe": made(.8, .0, .5)}
    >>> [standing(code, scores) for code in scores]
    ['dependence', 'accuracy', 'cost', 'cost']
    """
    own = scores.get(code)
    if own is None:
        return "not-applicable"
    best = max(s.neutral.estimate for s in scores.values())
    if own.neutral.estimate < best - TOLERANCE:
        return "accuracy"
    able = [s for s in scores.values() if s.neutral.estimate >= best - TOLERANCE]
    least = min(s.dependence for s in able)
    if own.dependence > least + TOLERANCE:
        return "dependence"
    free = [s for s in able if s.dependence <= least + TOLERANCE]
    fairest = max(s.worst_class.estimate for s in free)
    return "class" if own.worst_class.estimate < fairest - TOLERANCE else "cost"
