"""One cell, one corpus: every detector on it, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from cuewise.bench.cells import Cell
from cuewise.bench.matching import equivalents, explained
from cuewise.bench.sample import Detector, Ranked, Sample
from cuewise.synth import Planted, Truth

Companions = Callable[[Cell], frozenset[str]]


class Score(BaseModel):
    """What one detector found in one cell.

    Parameters
    ----------
    flagged:
        Features it would report.
    found, by, score:
        Whether the planted cue is among them, the best-ranked subject that is the cue, its score
        whether flagged or not.
    false:
        Flagged features that nothing explains; None where the truth does not tell.
    top:
        The highest score of a feature that nothing explains; None where the truth does not tell.
    decoys:
        For every decoy whether it was flagged.
    error:
        Why it failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    flagged: int = 0
    found: bool = False
    by: str | None = None
    score: float | None = None
    false: int | None = None
    top: float | None = None
    decoys: dict[str, bool] = {}
    error: str = ""


class Facts(BaseModel):
    """The truth about a cell as counted, and what each detector made of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int = 0
    strength: float = 0.0
    scores: dict[str, Score] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """A cell's corpus and the features that are cues or explained by them."""

    planted: Planted
    sample: Sample
    equal: frozenset[str]
    along: frozenset[str]


def measure(cell: Cell, detectors: Sequence[Detector], companions: Companions) -> Facts:
    """Make the corpus of a cell and run the detectors on it."""
    planted = cell.make()
    truth = planted.truth[0] if cell.grid in {"planted", "alone"} else None
    sample = Sample.of(planted)
    equal = equivalents(planted, truth, sample.cues) if truth else frozenset()
    along = companions(cell) if cell.grid == "alone" else frozenset()
    case = Case(planted, sample, equal, along)
    return Facts(
        documents=truth.documents if truth else 0,
        strength=truth.strength if truth else 0.0,
        scores={d.name: _scored(d, case, cell) for d in detectors},
    )


def _scored(detector: Detector, case: Case, cell: Cell) -> Score:
    try:
        rows = detector(case.sample)
    # A detector that fails is a row of the table, and must not take the others along.
    except Exception as error:  # noqa: BLE001
        return Score(error=f"{type(error).__name__}: {error}"[:300])
    return SCORERS[cell.grid](rows, case)


def _planted(rows: Sequence[Ranked], case: Case) -> Score:
    mine = [r for r in rows if r.subject in case.equal]
    flagged = [r for r in mine if r.flagged]
    best = max(flagged or mine, key=lambda r: r.score, default=None)
    return Score(
        flagged=sum(r.flagged for r in rows),
        found=bool(flagged),
        by=best.subject if best else None,
        score=max((r.score for r in mine), default=None),
    )


def _alone(rows: Sequence[Ranked], case: Case) -> Score:
    truth = case.planted.truth[0]
    rest = [r for r in rows if not explained(r.subject, truth, case.equal, case.along)]
    false = {
        "false": sum(r.flagged for r in rest),
        "top": max((r.score for r in rest), default=0.0),
    }
    return _planted(rows, case).model_copy(update=false)


def _null(rows: Sequence[Ranked], case: Case) -> Score:
    flagged = sum(r.flagged for r in rows)
    return Score(flagged=flagged, false=flagged, top=max((r.score for r in rows), default=0.0))


def _decoy(rows: Sequence[Ranked], case: Case) -> Score:
    flagged = {r.subject for r in rows if r.flagged}
    return Score(
        flagged=len(flagged),
        decoys={t.value: bool(_names(t, case) & flagged) for t in case.planted.truth},
    )


def _names(decoy: Truth, case: Case) -> frozenset[str]:
    return equivalents(case.planted, decoy, case.sample.cues)


SCORERS: Mapping[str, Callable[[Sequence[Ranked], Case], Score]] = {
    "planted": _planted,
    "alone": _alone,
    "null": _null,
    "decoy": _decoy,
}
