"""Successive halving on the folds: hopeless candidates are measured on the first one only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cuewise.selection.crossfit import CrossFit, Evaluated, attempted
from cuewise.selection.harm import Limits, harm_of
from cuewise.selection.measured import measure
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.questions import Answers
from cuewise.selection.score import Score

# Fewer candidates than this are all measured on every fold.
FEWEST: Final = 4
# Reliance that differs by less does not tell two candidates apart on one fold.
_STEP: Final = 0.02
_UNKNOWN: Final = 1e6


@dataclass(frozen=True, slots=True)
class _Running:
    """A candidate on its way through the folds, and what it answered so far."""

    scoped: ScopedRemedy
    candidate: Evaluated
    answers: tuple[Answers, ...] = ()
    ended: bool = False

    def scored(self, crossfit: CrossFit) -> Score | None:
        """The score so far; None where the candidate could not be had."""
        return None if self.ended or not self.answers else crossfit.sum(self.answers)

    def evaluated(self, crossfit: CrossFit) -> Evaluated:
        """The candidate as it stands, with its score and the seconds of one fit."""
        seconds = self.candidate.seconds / max(len(self.answers), 1)
        return replace(self.candidate, score=self.scored(crossfit), seconds=seconds)


def halved(
    crossfit: CrossFit,
    remedies: Sequence[ScopedRemedy],
    limits: Limits,
    advance: Callable[[int], object],
) -> list[Evaluated]:
    """Evaluate every candidate, and drop those that the first fold shows to be hopeless.

    After the first fold, the worse half is dropped: candidates that do harm, then those with more
    reliance, then those less accurate with the cues ablated (Jamieson and Talwalkar 2016,
    "Non-stochastic best arm identification"). The first candidate, which is the plainest, is always
    measured on every fold.

    Parameters
    ----------
    crossfit:
        The folds, and what candidates are asked.
    remedies:
        The candidates, cheap ones first.
    limits:
        The accuracy that a repair may cost.
    advance:
        Takes how many candidates more are done on one fold; the last call of a dropped candidate
        counts its other folds too.

    Returns
    -------
    list[Evaluated]
        As `remedies`; the score of one that was dropped is that of the first fold.
    """
    bare = (crossfit.bare(scoped.remedy, scoped.scope) for scoped in remedies)
    running = [_Running(*pair) for pair in zip(remedies, bare, strict=True)]
    for place, each in enumerate(running):
        running[place] = _measured(crossfit, each, 0)
        advance(1)
    first = [each.scored(crossfit) for each in running]
    baseline = crossfit.sum([crossfit.ask(crossfit.folds[0].model, 0)])
    kept = _better_half(first, baseline, limits)
    for place, each in enumerate(running):
        if place in kept:
            running[place] = _to_the_end(crossfit, each, advance)
        else:
            dropped = replace(each.candidate, dropped=not each.ended)
            running[place] = replace(each, candidate=dropped)
            advance(len(crossfit.folds) - 1)
    return [each.evaluated(crossfit) for each in running]


def _to_the_end(crossfit: CrossFit, each: _Running, advance: Callable[[int], object]) -> _Running:
    """Measure a candidate on the folds after the first."""
    for fold in range(1, len(crossfit.folds)):
        if not each.ended:
            each = _measured(crossfit, each, fold)
        advance(1)
    return each


def _better_half(scores: Sequence[Score | None], baseline: Score, limits: Limits) -> set[int]:
    """The places of the candidates that go on."""
    known = [(place, s) for place, s in enumerate(scores) if s is not None]
    size = max(FEWEST, (len(known) + 1) // 2)
    order = sorted(known, key=lambda pair: (_rank(pair[1], baseline, limits), pair[0]))
    return {place for place, _ in [*known[:1], *order][: size + 1]}


def _rank(score: Score, baseline: Score, limits: Limits) -> tuple[bool, float, float]:
    """The order of candidates on one fold: harm, reliance in steps, accuracy."""
    harms = harm_of(baseline, score, limits) is not None
    # Unknown reliance is infinite, and no multiple of a step.
    reliance = min(score.upper_reliance, _UNKNOWN) // _STEP
    return harms, reliance, -score.ablated.estimate


def _measured(crossfit: CrossFit, each: _Running, fold: int) -> _Running:
    """The candidate measured on one fold, or why that cannot be done."""
    made, candidate = attempted(each.candidate, lambda: measure(crossfit, each.scoped, fold))
    if made is None:
        return replace(each, candidate=candidate, ended=True)
    candidate = replace(
        candidate,
        seconds=candidate.seconds + made.seconds,
        writable=candidate.writable and made.writable,
        complete=candidate.complete and made.complete,
    )
    return replace(each, candidate=candidate, answers=(*each.answers, made.answers))
