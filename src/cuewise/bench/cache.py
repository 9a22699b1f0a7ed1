"""Finished cells on disk: one file a cell, found again by its settings and the code that made it.

A file is written whole or not at all, so a run that is killed loses the cell it was at and no more.
The folder is safe to delete.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cuewise.bench.cells import Cell
from cuewise.bench.matching import companions
from cuewise.bench.measure import Facts, measure
from cuewise.bench.sample import Detector
from cuewise.files import write_whole

# Rooms that measure nothing: a change of them leaves finished cells as they are.
_NOT_MEASURING = frozenset({"cli", "report", "web", "io", "testing"})
_SUMMING_UP = frozenset({"forms.py", "run.py", "summary.py", "targets.py", "table.py", "cost.py"})
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba")


@cache
def code_version() -> str:
    """A digest of all code and tables that a measurement depends on."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        part = path.relative_to(package)
        left_out = part.parts[0] in _NOT_MEASURING or (
            part.parts[0] == "bench" and part.name in _SUMMING_UP
        )
        if path.suffix in {".py", ".toml"} and not left_out:
            digest.update(part.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of finished cells.

    Parameters
    ----------
    folder:
        Where they lie.
    reference_n:
        Documents of the corpora that tell the companions of a cue.
    """

    folder: Path
    reference_n: int

    def facts(self, cell: Cell) -> Facts:
        """What is known of a cell; nothing yet if it was never finished by this code."""
        path = self.path(cell)
        return Facts.model_validate_json(path.read_text("utf-8")) if path.exists() else Facts()

    def missing(self, cell: Cell, detectors: Sequence[Detector]) -> list[Detector]:
        """The detectors that have not been run on a cell, of those that are to be."""
        known = self.facts(cell).scores
        return [d for d in wanted(cell, detectors) if key(d) not in known]

    def finish(self, cell: Cell, detectors: Sequence[Detector]) -> Facts:
        """Run what is missing of a cell and keep it."""
        known, missing = self.facts(cell), self.missing(cell, detectors)
        if not missing:
            return known
        new = measure(cell, missing, self.companions)
        scores = {key(d): new.scores[d.name] for d in missing}
        facts = new.model_copy(update={"scores": known.scores | scores})
        write_whole(self.path(cell), facts.model_dump_json(exclude_defaults=True) + "\n")
        return facts

    def companions(self, cell: Cell) -> frozenset[str]:
        """The companions of a cell's cue, from a corpus made apart."""
        reference = cell.reference(self.reference_n)
        path = self.path(reference)
        if not path.exists():
            found = sorted(companions(reference.make()))
            write_whole(path, json.dumps(found, ensure_ascii=False) + "\n")
        return frozenset(json.loads(path.read_text("utf-8")))

    def path(self, cell: Cell) -> Path:
        """The file of a cell: its settings, the code, and the size of what it is compared with."""
        said = f"{cell.settings()}\n{code_version()}\n{self.reference_n}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:24]
        return self.folder / digest[:2] / f"{digest}.json"


def key(detector: Detector) -> str:
    """A detector in a file: its name and what else its results depend on."""
    return f"{detector.name}@{detector.version}" if detector.version else detector.name


def wanted(cell: Cell, detectors: Sequence[Detector]) -> list[Detector]:
    """The detectors that are to be run on a cell: slow ones on a part of the grid."""
    return [d for d in detectors if d.pace <= cell.pace]
