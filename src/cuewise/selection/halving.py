"""Successive halving on the folds: hopeless candidates are measured on the first one only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cuewise.export import core, writable
from cuewise.plugins.protocols import Predictor
from cuewise.selection.crossfit import CrossFit, Evaluated, attempted
from cuewise.selection.harm import Limits, harm_of
from cuewise.selection.portfolio import Pair
from cuewise.selection.questions import Answers
from cuewise.selection.score import Score

# Fewer candidates than this are all measured on every fold.
FEWEST: Final = 4
# Reliance that differs by less does not tell two candidates apart on one fold.
_STEP: Final = 0.02


@dataclass
class _Running:
    """A candidate on its way through the folds."""

    pair: Pair
    bare: Evaluated
    answers: list[Answers] = field(default_factory=list)
    seconds: float = 0.0
    writable: bool = True
    complete: bool = True
    ended: bool = False

    def evaluated(self, score: Score | None) -> Evaluated:
        """The candidate as it stands, with its score."""
        if self.ended or score is None:
            return self.bare
        return replace(
            self.bare,
            seconds=self.seconds / len(self.answers),
            score=score,
            writable=self.writable,
            complete=self.complete,
        )


def halved(
    crossfit: CrossFit,
    pairs: Sequence[Pair],
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
    pairs:
        The candidates, cheap ones first.
    limits:
        The accuracy that a repair may cost.
    advance:
        Takes how many candidates more are done on one fold; the last call of a dropped candidate
        counts its other folds too.

    Returns
    -------
    list[Evaluated]
        As `pairs`; the score of one that was dropped is that of the first fold.
    """
    running = [_Running(pair, crossfit.bare(pair.remedy, pair.scope)) for pair in pairs]
    rest = len(crossfit.folds) - 1
    for each in running:
        _measure(crossfit, each, 0)
        advance(1)
    first = [crossfit.sum(r.answers) if r.answers else None for r in running]
    baseline = crossfit.sum([crossfit.ask(crossfit.folds[0].model, 0)])
    kept = _better_half(first, baseline, limits)
    for place, each in enumerate(running):
        if place not in kept:
            each.bare = replace(each.bare, dropped=not each.ended)
            advance(rest)
            continue
        for fold in range(1, len(crossfit.folds)):
            if not each.ended:
                _measure(crossfit, each, fold)
            advance(1)
    return [r.evaluated(crossfit.sum(r.answers) if r.answers else None) for r in running]


def _better_half(scores: Sequence[Score | None], baseline: Score, limits: Limits) -> set[int]:
    """The places of the candidates that go on."""
    known = [(place, s) for place, s in enumerate(scores) if s is not None]
    size = max(FEWEST, (len(known) + 1) // 2)
    order = sorted(known, key=lambda pair: (_rank(pair[1], baseline, limits), pair[0]))
    return {place for place, _ in [*known[:1], *order][: size + 1]}


def _rank(score: Score, baseline: Score, limits: Limits) -> tuple[bool, float, float]:
    """The order of candidates on one fold: harm, reliance in steps, accuracy."""
    harms = harm_of(baseline, score, limits) is not None
    return harms, score.upper_reliance // _STEP, -score.ablated.estimate


def _measure(crossfit: CrossFit, each: _Running, fold: int) -> None:
    """Fit a candidate on one fold and ask it, or record why that cannot be done."""
    began = time.perf_counter()
    pair = each.pair

    def work() -> tuple[Predictor, Answers]:
        part = crossfit.folds[fold]
        model = crossfit.repaired(pair.remedy, pair.scope, part.model, part.fit)
        return model, crossfit.ask(model, fold)

    made, each.bare = attempted(each.bare, work)
    each.seconds += time.perf_counter() - began
    if made is None:
        each.ended = True
        return
    model, answers = made
    each.answers.append(answers)
    each.writable = each.writable and writable(model)
    each.complete = each.complete and not core(model).left_out
