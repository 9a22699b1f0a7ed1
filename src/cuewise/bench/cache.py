"""Finished cells on disk, one file per cell, keyed by its settings and the code that ran it.

Each file is written whole or not at all: an interrupted run loses only the cell in progress. The
folder is safe to delete.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cuewise.bench.cells import GridCell
from cuewise.bench.matching import companions
from cuewise.bench.measure import CellResult, score_cell
from cuewise.bench.sample import BenchDetector
from cuewise.files import write_whole

# Packages and modules that measure nothing: a change to them does not invalidate finished cells.
_NOT_MEASURING = frozenset({"cli", "report", "web", "io", "testing"})
_SUMMARISING = frozenset({"forms.py", "run.py", "summary.py", "targets.py", "table.py", "cost.py"})
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba")


@cache
def code_version() -> str:
    """Digest of all code and tables that a measurement depends on, 16 hex digits."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        part = path.relative_to(package)
        ignored = part.parts[0] in _NOT_MEASURING or (
            part.parts[0] == "bench" and part.name in _SUMMARISING
        )
        if path.suffix in {".py", ".toml"} and not ignored:
            digest.update(part.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CellCache:
    """A folder of finished cells.

    Parameters
    ----------
    folder:
        The folder.
    reference_n:
        Number of documents of the corpora from which the companions of a cue are measured.
    """

    folder: Path
    reference_n: int

    def result(self, cell: GridCell) -> CellResult:
        """The stored result of a cell; an empty one if this code never ran it."""
        path = self.path(cell)
        if not path.exists():
            return CellResult()
        return CellResult.model_validate_json(path.read_text("utf-8"))

    def missing(self, cell: GridCell, detectors: Sequence[BenchDetector]) -> list[BenchDetector]:
        """The detectors that should run on a cell and have not."""
        scores = self.result(cell).scores
        return [d for d in detectors_for(cell, detectors) if detector_key(d) not in scores]

    def finish(self, cell: GridCell, detectors: Sequence[BenchDetector]) -> None:
        """Run the missing detectors on a cell and store their scores."""
        missing = self.missing(cell, detectors)
        if not missing:
            return
        fresh = score_cell(cell, missing, self.companions)
        scores = {detector_key(d): fresh.scores[d.name] for d in missing}
        result = fresh.model_copy(update={"scores": self.result(cell).scores | scores})
        write_whole(self.path(cell), result.model_dump_json(exclude_defaults=True) + "\n")

    def companions(self, cell: GridCell) -> frozenset[str]:
        """The companions of a cell's cue, measured on a separate corpus."""
        reference = cell.reference(self.reference_n)
        path = self.path(reference)
        if not path.exists():
            subjects = sorted(companions(reference.make()))
            write_whole(path, json.dumps(subjects, ensure_ascii=False) + "\n")
        return frozenset(json.loads(path.read_text("utf-8")))

    def path(self, cell: GridCell) -> Path:
        """The file of a cell, named by its settings, the code and `reference_n`."""
        content = f"{cell.settings()}\n{code_version()}\n{self.reference_n}"
        digest = hashlib.sha256(content.encode()).hexdigest()[:24]
        return self.folder / digest[:2] / f"{digest}.json"


def detector_key(detector: BenchDetector) -> str:
    """The key of a detector in a cell's file: its name and version."""
    return f"{detector.name}@{detector.version}" if detector.version else detector.name


def detectors_for(cell: GridCell, detectors: Sequence[BenchDetector]) -> list[BenchDetector]:
    """The detectors that run on a cell: slow ones run on a part of the grid only."""
    return [d for d in detectors if d.pace <= cell.pace]
