"""From finished cells to scores: shares with intervals, one row a detector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import numpy as np

from cuewise.bench.cells import Cell
from cuewise.bench.cost import Cost
from cuewise.bench.measure import Facts, Score
from cuewise.records.thresholds import Z95
from cuewise.stats.intervals import wilson

# Cues that must be found: so many documents, so far from the prior of one half.
DOCUMENTS, DEVIATION, PRIOR = 200, 0.2, 0.5
# Recall is compared where one null corpus in twenty has a false discovery.
MATCHED = 0.05


class Share(NamedTuple):
    """k of n and Wilson's 95% interval; the rate is None where n is 0."""

    k: int
    n: int
    rate: float | None
    low: float
    high: float


def share(values: Iterable[bool]) -> Share:
    """How many are true.

    Examples
    --------
    >>> share([True, False])[:3], share([]).rate
    ((1, 2, 0.5), None)
    """
    held = list(values)
    k, n = sum(held), len(held)
    low, high = wilson(k, n)
    return Share(k, n, k / n if n else None, round(float(low), 4), round(float(high), 4))


class Done(NamedTuple):
    """One detector in one cell."""

    cell: Cell
    facts: Facts
    score: Score


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of n values and the interval of its Monte Carlo error."""

    mean: float | None
    low: float
    high: float
    n: int


def mean(values: Sequence[float]) -> Mean:
    """Mean ± 1.96 standard errors.

    Examples
    --------
    >>> mean([0.0, 1.0, 1.0, 0.0]).mean
    0.5
    """
    if not values:
        return Mean(None, 0.0, 1.0, 0)
    v = np.asarray(values, dtype=float)
    half = Z95 * float(v.std(ddof=1)) / v.size**0.5 if v.size > 1 else 1.0
    centre = float(v.mean())
    return Mean(round(centre, 4), round(centre - half, 4), round(centre + half, 4), v.size)


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one detector on the cells it ran on.

    Parameters
    ----------
    recall:
        Of planted cues that must be found; `kinds`, `languages` and `frequencies` part it.
    recall_all:
        Of all planted cues that say something.
    matched, matched_all:
        The same two where each detector's cut is put so that one balanced null corpus in twenty has
        a false discovery, by language.
    family_wise:
        Null corpora with a false discovery; `nulls` parts them.
    fdp:
        The share of false ones among the flagged, mean over the corpora in which only the cue goes
        with the label.
    precision:
        The same of all flagged features taken together, as the share of right ones.
    decoys:
        Genuine words that were flagged; `decoy_languages` parts them.
    silent:
        Cues of strength one half that were flagged, in corpora whose opinions give the label.
    """

    name: str
    about: str
    cells: int
    recall: Share
    recall_all: Share
    matched: Share
    matched_all: Share
    family_wise: Share
    fdp: Mean
    precision: Share
    decoys: Share
    silent: Share
    kinds: dict[str, Share] = field(default_factory=dict)
    languages: dict[str, Share] = field(default_factory=dict)
    frequencies: dict[str, Share] = field(default_factory=dict)
    nulls: dict[str, Share] = field(default_factory=dict)
    decoy_languages: dict[str, Share] = field(default_factory=dict)
    cost: Cost | None = None
    failed: int = 0
    why: str = ""


def strong(done: Done) -> bool:
    """Whether the planted cue must be found."""
    facts = done.facts
    far = abs(facts.strength - PRIOR) >= DEVIATION - 1e-9
    return done.cell.grid == "planted" and facts.documents >= DOCUMENTS and far


def says_something(done: Done) -> bool:
    """Whether a cue was planted that goes with the label."""
    return done.cell.grid == "planted" and done.cell.strength > PRIOR


def summarise(name: str, about: str, ran: Sequence[Done], cost: Cost | None = None) -> Row:
    """The row of one detector."""
    done = [d for d in ran if not d.score.error]
    failed = [d for d in ran if d.score.error]
    # Where a detector failed, the cue that was planted was not found.
    must, some = [d for d in ran if strong(d)], [d for d in ran if says_something(d)]
    null = [d for d in done if d.cell.grid == "null"]
    alone = [d for d in done if d.cell.grid == "alone"]
    at = cuts(null)
    flagged, false = sum(d.score.flagged for d in alone), sum(map(_false, alone))
    return Row(
        name=name,
        about=about,
        cells=len(done),
        recall=_found(must),
        recall_all=_found(some),
        matched=_above(must, at),
        matched_all=_above(some, at),
        family_wise=share(_false(d) > 0 for d in null),
        fdp=mean([_false(d) / max(d.score.flagged, 1) for d in alone]),
        precision=_counted(flagged - false, flagged),
        decoys=_decoys(done),
        silent=_found(d for d in done if d.cell.grid == "planted" and d.cell.strength == PRIOR),
        kinds=_by(must, lambda d: d.cell.kind, _found),
        languages=_by(must, lambda d: d.cell.language, _found),
        frequencies=_by(some, lambda d: f"{d.cell.frequency:g}", _found),
        nulls=_by(
            null,
            lambda d: f"{d.cell.kind} {d.cell.balance:g}",
            lambda part: share(_false(d) > 0 for d in part),
        ),
        decoy_languages=_by(
            [d for d in done if d.cell.grid == "decoy"], lambda d: d.cell.language, _decoys
        ),
        cost=cost,
        failed=len(failed),
        why=failed[0].score.error if failed else "",
    )


def cuts(null: Sequence[Done], level: float = MATCHED) -> dict[str, float]:
    """By language, the score above which at most `level` of the balanced nulls have a feature."""
    out = {}
    for language in sorted({d.cell.language for d in null}):
        tops = sorted(
            (
                d.score.top or 0.0
                for d in null
                if d.cell.language == language and d.cell.balance == PRIOR
            ),
            reverse=True,
        )
        if tops:
            out[language] = tops[int(level * len(tops))]
    return out


def judged(facts: Iterable[Facts], finder: str, judge: str) -> Share:
    """Of the genuine words that `finder` finds, those that `judge` flags.

    A word that nobody finds cannot be judged wrongly, so it says nothing of the judge.
    """
    return share(
        flagged
        for known in facts
        if finder in known.scores and judge in known.scores
        for word, flagged in known.scores[judge].decoys.items()
        if known.scores[finder].decoys.get(word)
    )


def _above(done: Sequence[Done], at: dict[str, float]) -> Share:
    return share(
        d.score.score is not None and d.score.score > at[d.cell.language]
        for d in done
        if d.cell.language in at
    )


def _found(done: Iterable[Done]) -> Share:
    return share(d.score.found for d in done)


def _decoys(done: Iterable[Done]) -> Share:
    return share(v for d in done for v in d.score.decoys.values())


def _false(done: Done) -> int:
    return done.score.false or 0


def _counted(k: int, n: int) -> Share:
    low, high = wilson(k, n)
    return Share(k, n, k / n if n else None, round(float(low), 4), round(float(high), 4))


def _by(
    done: Sequence[Done], key: Callable[[Done], str], score: Callable[[list[Done]], Share]
) -> dict[str, Share]:
    ordered = sorted(done, key=key)
    return {name: score(list(part)) for name, part in groupby(ordered, key)}
