"""Run every detector on one cell and score it against the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from cuewise.bench.cells import GridCell
from cuewise.bench.matching import equivalents, explained
from cuewise.bench.sample import BenchDetector, DetectorSample, RankedCue
from cuewise.synth import Planted


class DetectorScore(BaseModel):
    """The score of one detector in one cell.

    Parameters
    ----------
    flagged:
        Number of features that the detector would report.
    found, by, score:
        Whether one of them is the planted cue; the best-ranked subject that counts as the cue; its
        score, flagged or not.
    false:
        Number of flagged features that nothing explains; None where the truth is unknown.
    top:
        The highest score of a feature that nothing explains; None where the truth is unknown.
    decoys:
        Whether each decoy was flagged.
    error:
        Why the detector failed.
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


class CellResult(BaseModel):
    """The planted cue as counted in the corpus of a cell, and the score of each detector.

    `documents` contain the cue; `strength` is the share of them with its label. Both are 0 in the
    null and decoy grids.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int = 0
    strength: float = 0.0
    scores: dict[str, DetectorScore] = {}


@dataclass(frozen=True, slots=True)
class _Truth:
    """The corpus of a cell, the subjects that count as its cue, and the cue's companions."""

    planted: Planted
    sample: DetectorSample
    equal: frozenset[str]
    companions: frozenset[str]


def score_cell(
    cell: GridCell,
    detectors: Sequence[BenchDetector],
    companions: Callable[[GridCell], frozenset[str]],
) -> CellResult:
    """Generate the corpus of a cell, run the detectors on it and score them."""
    planted = cell.make()
    cue = planted.truth[0] if cell.grid in {"planted", "alone"} else None
    sample = DetectorSample.of(planted)
    truth = _Truth(
        planted,
        sample,
        equivalents(planted, cue, sample.cues) if cue else frozenset(),
        companions(cell) if cell.grid == "alone" else frozenset(),
    )
    return CellResult(
        documents=cue.documents if cue else 0,
        strength=cue.strength if cue else 0.0,
        scores={d.name: _score(d, truth, cell) for d in detectors},
    )


def _score(detector: BenchDetector, truth: _Truth, cell: GridCell) -> DetectorScore:
    try:
        rows = detector(truth.sample)
    # A detector that fails becomes a row of the table and must not stop the others.
    except Exception as error:  # noqa: BLE001
        return DetectorScore(error=f"{type(error).__name__}: {error}"[:300])
    return _SCORERS[cell.grid](rows, truth)


def _planted(rows: Sequence[RankedCue], truth: _Truth) -> DetectorScore:
    matches = [r for r in rows if r.subject in truth.equal]
    flagged = [r for r in matches if r.flagged]
    best = max(flagged or matches, key=lambda r: r.score, default=None)
    return DetectorScore(
        flagged=sum(r.flagged for r in rows),
        found=bool(flagged),
        by=best.subject if best else None,
        score=max((r.score for r in matches), default=None),
    )


def _alone(rows: Sequence[RankedCue], truth: _Truth) -> DetectorScore:
    cue = truth.planted.truth[0]
    rest = [r for r in rows if not explained(r.subject, cue, truth.equal, truth.companions)]
    unexplained = {
        "false": sum(r.flagged for r in rest),
        "top": max((r.score for r in rest), default=0.0),
    }
    return _planted(rows, truth).model_copy(update=unexplained)


def _null(rows: Sequence[RankedCue], truth: _Truth) -> DetectorScore:
    flagged = sum(r.flagged for r in rows)
    top = max((r.score for r in rows), default=0.0)
    return DetectorScore(flagged=flagged, false=flagged, top=top)


def _decoy(rows: Sequence[RankedCue], truth: _Truth) -> DetectorScore:
    flagged = {r.subject for r in rows if r.flagged}
    decoys = {
        decoy.value: bool(equivalents(truth.planted, decoy, truth.sample.cues) & flagged)
        for decoy in truth.planted.truth
    }
    return DetectorScore(flagged=len(flagged), decoys=decoys)


_SCORERS: Mapping[str, Callable[[Sequence[RankedCue], _Truth], DetectorScore]] = {
    "planted": _planted,
    "alone": _alone,
    "null": _null,
    "decoy": _decoy,
}
