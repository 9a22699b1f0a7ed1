"""From finished cells to one row per detector: rates with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np

from cuewise.bench.cells import GridCell
from cuewise.bench.cost import DetectorCost
from cuewise.bench.measure import CellResult, DetectorScore
from cuewise.records.thresholds import Z95
from cuewise.stats.intervals import wilson

# Recall counts cues in at least this many documents whose strength deviates this far from .5.
_DOCUMENTS, _DEVIATION, _PRIOR = 200, 0.2, 0.5
# Matched recall allows this share of null corpora a false discovery.
MATCHED_LEVEL = 0.05
_Figure = TypeVar("_Figure")


class BenchShare(NamedTuple):
    """k of n with Wilson's 95% interval; the rate is None if n is 0."""

    k: int
    n: int
    rate: float | None
    low: float
    high: float


def share_of(k: int, n: int) -> BenchShare:
    """The share k of n.

    Examples
    --------
    >>> share_of(1, 2)[:3], share_of(0, 0).rate
    ((1, 2, 0.5), None)
    """
    low, high = wilson(k, n)
    return BenchShare(k, n, k / n if n else None, round(float(low), 4), round(float(high), 4))


def _share_true(values: Iterable[bool]) -> BenchShare:
    every = list(values)
    return share_of(sum(every), len(every))


class DetectorRun(NamedTuple):
    """One detector in one cell."""

    cell: GridCell
    result: CellResult
    score: DetectorScore


@dataclass(frozen=True, slots=True)
class MonteCarloMean:
    """A mean of n values ± 1.96 standard errors; None if n is 0."""

    mean: float | None
    low: float
    high: float
    n: int


def monte_carlo_mean(values: Sequence[float]) -> MonteCarloMean:
    """The mean with the interval of its Monte Carlo error.

    Examples
    --------
    >>> monte_carlo_mean([0.0, 1.0, 1.0, 0.0]).mean
    0.5
    """
    if not values:
        return MonteCarloMean(None, 0.0, 1.0, 0)
    v = np.asarray(values, dtype=float)
    half = Z95 * float(v.std(ddof=1)) / v.size**0.5 if v.size > 1 else 1.0
    centre = float(v.mean())
    return MonteCarloMean(
        round(centre, 4), round(centre - half, 4), round(centre + half, 4), v.size
    )


@dataclass(frozen=True, slots=True)
class DetectorRow:
    """The scores of one detector over its cells.

    `recall` is the share found of the planted cues that must be found, split into `kinds` and
    `languages`; `recall_all` that of all informative ones, split into `frequencies`. `matched` and
    `matched_all` are the same at a cut, per language, at which one balanced null corpus in twenty
    has a false discovery. `family_wise` is the share of null corpora with one, split into `nulls`.
    In the grid `alone`, `fdp` is the mean share of false features among the flagged ones, and
    `precision` the share of right features among all flagged ones. `decoys` are flagged genuine
    words, split into `decoy_languages`; `silent` flagged cues of strength one half. `failed` counts
    cells with an error; `why` is the first one.
    """

    name: str
    about: str
    cells: int
    recall: BenchShare
    recall_all: BenchShare
    matched: BenchShare
    matched_all: BenchShare
    family_wise: BenchShare
    fdp: MonteCarloMean
    precision: BenchShare
    decoys: BenchShare
    silent: BenchShare
    kinds: dict[str, BenchShare] = field(default_factory=dict)
    languages: dict[str, BenchShare] = field(default_factory=dict)
    frequencies: dict[str, BenchShare] = field(default_factory=dict)
    nulls: dict[str, BenchShare] = field(default_factory=dict)
    decoy_languages: dict[str, BenchShare] = field(default_factory=dict)
    cost: DetectorCost | None = None
    failed: int = 0
    why: str = ""


def must_be_found(run: DetectorRun) -> bool:
    """Whether the planted cue is frequent and strong enough to count for recall."""
    result = run.result
    deviates = abs(result.strength - _PRIOR) >= _DEVIATION - 1e-9
    return run.cell.grid == "planted" and result.documents >= _DOCUMENTS and deviates


def _informative(run: DetectorRun) -> bool:
    """Whether the planted cue is associated with the label."""
    return run.cell.grid == "planted" and run.cell.strength > _PRIOR


def summarise(
    name: str, about: str, runs: Sequence[DetectorRun], cost: DetectorCost | None = None
) -> DetectorRow:
    """The row of one detector."""
    finished = [r for r in runs if not r.score.error]
    failed = [r for r in runs if r.score.error]
    # A failed detector has not found the planted cue: failures count as misses.
    required, informative = list(filter(must_be_found, runs)), list(filter(_informative, runs))
    null, alone, decoy = (
        [r for r in finished if r.cell.grid == grid] for grid in ("null", "alone", "decoy")
    )
    cuts = matched_cuts(null)
    flagged, false = sum(r.score.flagged for r in alone), sum(map(_false, alone))
    return DetectorRow(
        name=name,
        about=about,
        cells=len(finished),
        recall=_found(required),
        recall_all=_found(informative),
        matched=_above(required, cuts),
        matched_all=_above(informative, cuts),
        family_wise=_any_false(null),
        fdp=monte_carlo_mean([_false(r) / max(r.score.flagged, 1) for r in alone]),
        precision=share_of(flagged - false, flagged),
        decoys=_decoys(decoy),
        silent=_found(
            r for r in finished if r.cell.grid == "planted" and r.cell.strength == _PRIOR
        ),
        kinds=_split(required, lambda r: r.cell.kind, _found),
        languages=_split(required, lambda r: r.cell.language, _found),
        frequencies=_split(informative, lambda r: f"{r.cell.frequency:g}", _found),
        nulls=_split(null, lambda r: f"{r.cell.kind} {r.cell.balance:g}", _any_false),
        decoy_languages=_split(decoy, lambda r: r.cell.language, _decoys),
        cost=cost,
        failed=len(failed),
        why=failed[0].score.error if failed else "",
    )


def matched_cuts(null: Sequence[DetectorRun], level: float = MATCHED_LEVEL) -> dict[str, float]:
    """Per language, the score that at most `level` of the balanced null corpora exceed."""

    def cut(runs: list[DetectorRun]) -> float:
        tops = sorted((run.score.top or 0.0 for run in runs), reverse=True)
        return tops[int(level * len(tops))]

    return _split([r for r in null if r.cell.balance == _PRIOR], lambda r: r.cell.language, cut)


def judged_spurious(results: Iterable[CellResult], finder: str, judge: str) -> BenchShare:
    """Share of the genuine words found by `finder` that `judge` flags.

    A word that `finder` misses cannot be judged wrongly, so it does not count.
    """
    return _share_true(
        flagged
        for result in results
        if finder in result.scores and judge in result.scores
        for word, flagged in result.scores[judge].decoys.items()
        if result.scores[finder].decoys.get(word)
    )


def _above(runs: Sequence[DetectorRun], cuts: dict[str, float]) -> BenchShare:
    return _share_true(
        r.score.score is not None and r.score.score > cuts[r.cell.language]
        for r in runs
        if r.cell.language in cuts
    )


def _found(runs: Iterable[DetectorRun]) -> BenchShare:
    return _share_true(r.score.found for r in runs)


def _decoys(runs: Iterable[DetectorRun]) -> BenchShare:
    return _share_true(flagged for r in runs for flagged in r.score.decoys.values())


def _any_false(runs: Iterable[DetectorRun]) -> BenchShare:
    return _share_true(_false(r) > 0 for r in runs)


def _false(run: DetectorRun) -> int:
    return run.score.false or 0


def _split(
    runs: Sequence[DetectorRun],
    key: Callable[[DetectorRun], str],
    figure: Callable[[list[DetectorRun]], _Figure],
) -> dict[str, _Figure]:
    ordered = sorted(runs, key=key)
    return {name: figure(list(part)) for name, part in groupby(ordered, key)}
