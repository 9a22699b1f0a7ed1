"""`cuewise bench detection`: run detectors on the grids and score them."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from cuewise._version import __version__
from cuewise.bench.cache import CellCache, code_version, detector_key, detectors_for
from cuewise.bench.cells import SLOWEST, GridCell
from cuewise.bench.cost import DetectorCost, measure_cost
from cuewise.bench.detectors import detectors_named
from cuewise.bench.forms import FULL, BenchForm
from cuewise.bench.measure import CellResult
from cuewise.bench.sample import BenchDetector
from cuewise.bench.summary import (
    BenchShare,
    DetectorRow,
    DetectorRun,
    judged_spurious,
    must_be_found,
    summarise,
)
from cuewise.bench.targets import BenchTarget, targets
from cuewise.plugins.outcomes import Progress

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class DetectionResult:
    """Everything that is printed and written.

    `rows` cover all cells of a detector, `some` the cells that every detector runs on. `absent`
    says why a detector did not run. `missed` are the required cues that cuewise did not find.
    """

    command: str
    form: BenchForm
    rows: dict[str, DetectorRow]
    some: dict[str, DetectorRow]
    targets: list[BenchTarget]
    absent: dict[str, str]
    missed: list[dict[str, Any]]
    seconds: float

    def record(self) -> dict[str, Any]:
        """The content of the results file, ready for JSON."""
        code = {"version": __version__, "code": code_version(), "machine": platform.machine()}
        return {"command": self.command, **code, **asdict(self)}


def detection(
    *,
    command: str,
    form: BenchForm = FULL,
    only: Sequence[str] = (),
    jobs: int | None = None,
    cache: Path,
    costs: bool = True,
    progress: Progress | None = None,
) -> DetectionResult:
    """Run the cells that are not finished, and score all cells.

    Parameters
    ----------
    command:
        The command that was typed, for the record.
    form:
        The part of the grids to run.
    only:
        Names of detectors; empty means all.
    jobs:
        Number of processes; by default the number of cores.
    cache:
        Folder of finished cells.
    costs:
        Also measure the seconds and memory of each detector, in its own process.
    progress:
        Reports finished cells.

    Raises
    ------
    InputError
        A detector is unknown.
    """
    began = time.perf_counter()
    every = detectors_named(tuple(only))
    absent = {d.name: why for d in every if (why := _why_not(d, form, only))}
    detectors = [d for d in every if d.name not in absent]
    store = CellCache(cache, form.reference_n)
    results = run_cells(form.cells(), detectors, store, jobs, progress)
    spent = _costs(detectors, form.n, progress) if costs else {}
    rows = _rows(results, detectors, spent)
    some = _rows({c: r for c, r in results.items() if c.pace == SLOWEST}, detectors, spent)
    checked = targets(rows, some, _decoys_judged(results))
    seconds = round(time.perf_counter() - began, 1)
    missed = list(_missed(results))
    return DetectionResult(command, form, rows, some, checked, absent, missed, seconds)


def _why_not(detector: BenchDetector, form: BenchForm, only: Sequence[str]) -> str:
    if detector.pace > form.pace and detector.name not in only:
        return f"too slow for the {form.name} form; --only {detector.name} runs it"
    return detector.absent()


def run_cells(
    cells: Sequence[GridCell],
    detectors: Sequence[BenchDetector],
    store: CellCache,
    jobs: int | None,
    progress: Progress | None = None,
) -> dict[GridCell, CellResult]:
    """The result of every cell; run only the cells and detectors that the cache lacks."""
    due = [c for c in cells if store.missing(c, detectors)]
    workers = jobs or os.cpu_count() or 1
    # Start with the cells of slow detectors, so that no worker has one left at the end.
    due.sort(key=lambda c: -c.pace)
    bar = progress.stage("detection", len(due)) if progress else nullcontext(lambda _: None)
    with bar as advance:
        for _ in _run(due, detectors, store, workers):
            advance(1)
    return {c: store.result(c) for c in cells}


def _run(
    due: Sequence[GridCell], detectors: Sequence[BenchDetector], store: CellCache, workers: int
) -> Iterator[None]:
    if workers == 1:
        for cell in due:
            store.finish(cell, detectors)
            yield
        return
    # Spawn, do not fork: a fork of a process with threads may hang.
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin_worker) as pool:
        names = tuple(d.name for d in detectors)
        for _ in pool.map(partial(_finish, store, names), due):
            yield


def _finish(store: CellCache, names: tuple[str, ...], cell: GridCell) -> None:
    # Send detectors to another process by name: some hold functions, which cannot be pickled.
    store.finish(cell, detectors_named(names))


def _begin_worker() -> None:
    """Use one thread, as more would compete for cores; exit when the parent is killed."""
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    threadpool_limits(1)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _costs(
    detectors: Sequence[BenchDetector], n: int, progress: Progress | None
) -> dict[str, DetectorCost | None]:
    out = {}
    bar = progress.stage("cost", len(detectors)) if progress else nullcontext(lambda _: None)
    with bar as advance:
        for d in detectors:
            out[d.name] = measure_cost(d.name, n)
            advance(1)
    return out


def _rows(
    results: Mapping[GridCell, CellResult],
    detectors: Sequence[BenchDetector],
    spent: Mapping[str, DetectorCost | None],
) -> dict[str, DetectorRow]:
    return {
        d.name: summarise(
            d.name,
            d.about,
            [
                DetectorRun(cell, result, result.scores[detector_key(d)])
                for cell, result in results.items()
                if detectors_for(cell, [d])
            ],
            spent.get(d.name),
        )
        for d in detectors
    }


def _decoys_judged(results: Mapping[GridCell, CellResult]) -> dict[str, BenchShare]:
    """Share judged spurious among the genuine words found: overall, and by language."""
    decoys = {c: r for c, r in results.items() if c.grid == "decoy"}
    parts = {"all": list(decoys.values())}
    for language in sorted({c.language for c in decoys}):
        parts[language] = [r for c, r in decoys.items() if c.language == language]
    return {n: judged_spurious(part, "cuewise", "cuewise-verdict") for n, part in parts.items()}


def _missed(results: Mapping[GridCell, CellResult]) -> Iterator[dict[str, Any]]:
    for cell, result in results.items():
        score = result.scores.get("cuewise")
        if score is None or score.found or not must_be_found(DetectorRun(cell, result, score)):
            continue
        yield {
            "cell": cell.name,
            "documents": result.documents,
            "strength": result.strength,
            "best": score.by,
            "score": score.score,
        }
