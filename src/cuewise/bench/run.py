"""`cuewise bench detection`: the grids, the detectors, the scores."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cuewise._version import __version__
from cuewise.bench.cache import Cache, code_version, key, wanted
from cuewise.bench.cells import SLOWEST, Cell
from cuewise.bench.cost import Cost, cost
from cuewise.bench.detectors import chosen
from cuewise.bench.forms import FULL, Form
from cuewise.bench.measure import Facts
from cuewise.bench.sample import Detector
from cuewise.bench.summary import Done, Row, Share, judged, strong, summarise
from cuewise.bench.targets import Target, targets
from cuewise.plugins.outcomes import Progress

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that is printed and written.

    `rows` are over all cells that a detector ran on, `some` over those that every detector runs on;
    `absent` says why a detector did not run; `missed` are the cues that must be found and that
    cuewise did not find.
    """

    command: str
    form: Form
    rows: dict[str, Row]
    some: dict[str, Row]
    targets: list[Target]
    absent: dict[str, str]
    missed: list[dict[str, Any]]
    seconds: float

    def record(self) -> dict[str, Any]:
        """As JSON holds it."""
        made = {"version": __version__, "code": code_version(), "machine": platform.machine()}
        return {"command": self.command, **made, **asdict(self)}


def detection(
    *,
    command: str,
    form: Form = FULL,
    only: Sequence[str] = (),
    jobs: int | None = None,
    cache: Path,
    costs: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Run what is not yet finished, and score all of it.

    Parameters
    ----------
    command:
        What was typed; it stands in the results.
    form:
        How much of the grids.
    only:
        Names of detectors; none means all.
    jobs:
        Processes; by default as many as there are cores.
    cache:
        Folder of finished cells.
    costs:
        Measure seconds and memory too, each in a process of its own.
    progress:
        Told of every finished cell.

    Raises
    ------
    InputError
        A detector is unknown.
    """
    began = time.perf_counter()
    every = chosen(tuple(only))
    absent = {d.name: why for d in every if (why := _why_not(d, form, only))}
    detectors = [d for d in every if d.name not in absent]
    store = Cache(cache, form.reference_n)
    facts = finished(form.cells(), detectors, store, jobs, progress)
    spent = _costs(detectors, form.n, progress) if costs else {}
    rows = _rows(facts, detectors, spent)
    some = _rows({c: f for c, f in facts.items() if c.pace == SLOWEST}, detectors, spent)
    return Result(
        command=command,
        form=form,
        rows=rows,
        some=some,
        targets=targets(rows, some, _judged(facts)),
        absent=absent,
        missed=list(_missed(facts)),
        seconds=round(time.perf_counter() - began, 1),
    )


def _why_not(detector: Detector, form: Form, only: Sequence[str]) -> str:
    if detector.pace > form.pace and detector.name not in only:
        return f"too slow for the {form.name} form; --only {detector.name} runs it"
    return detector.absent()


def finished(
    cells: Sequence[Cell],
    detectors: Sequence[Detector],
    store: Cache,
    jobs: int | None,
    progress: Progress | None = None,
) -> dict[Cell, Facts]:
    """Every cell with the scores of every detector; what the cache has is not run again."""
    due = [c for c in cells if store.missing(c, detectors)]
    workers = jobs or os.cpu_count() or 1
    # Cells of slow detectors first, so that no worker is left with one at the end.
    due.sort(key=lambda c: -c.pace)
    with progress.stage("detection", len(due)) if progress else nullcontext() as advance:
        for _ in _run(due, detectors, store, workers):
            if advance:
                advance(1)
    return {c: store.facts(c) for c in cells}


def _run(
    due: Sequence[Cell], detectors: Sequence[Detector], store: Cache, workers: int
) -> Iterator[None]:
    if workers == 1:
        for cell in due:
            store.finish(cell, detectors)
            yield
        return
    # Spawned, not forked: a fork of a process with threads may hang.
    with (
        _one_thread(),
        ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent) as pool,
    ):
        names = tuple(d.name for d in detectors)
        running = [pool.submit(_finish, store, cell, names) for cell in due]
        try:
            for future in as_completed(running):
                future.result()
                yield
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _finish(store: Cache, cell: Cell, names: tuple[str, ...]) -> None:
    # Detectors go to another process by name: some hold functions, which cannot be sent.
    store.finish(cell, chosen(names))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Workers inherit it: threads inside each would only fight over the cores."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _costs(
    detectors: Sequence[Detector], n: int, progress: Progress | None
) -> dict[str, Cost | None]:
    with progress.stage("cost", len(detectors)) if progress else nullcontext() as advance:
        out = {}
        for d in detectors:
            out[d.name] = cost(d.name, n)
            if advance:
                advance(1)
    return out


def _rows(
    facts: Mapping[Cell, Facts], detectors: Sequence[Detector], spent: Mapping[str, Cost | None]
) -> dict[str, Row]:
    return {
        d.name: summarise(
            d.name,
            d.about,
            [Done(c, f, f.scores[key(d)]) for c, f in facts.items() if wanted(c, [d])],
            spent.get(d.name),
        )
        for d in detectors
    }


def _judged(facts: Mapping[Cell, Facts]) -> dict[str, Share]:
    """Genuine words judged spurious, of those that were found: all, and by language."""
    decoys = {c: f for c, f in facts.items() if c.grid == "decoy"}
    parts = {"all": list(decoys.values())}
    for language in sorted({c.language for c in decoys}):
        parts[language] = [f for c, f in decoys.items() if c.language == language]
    return {name: judged(part, "cuewise", "cuewise-verdict") for name, part in parts.items()}


def _missed(facts: Mapping[Cell, Facts]) -> Iterator[dict[str, Any]]:
    for cell, known in facts.items():
        score = known.scores.get("cuewise")
        if score is not None and not score.found and strong(Done(cell, known, score)):
            yield {
                "cell": cell.name,
                "documents": known.documents,
                "strength": known.strength,
                "best": score.by,
                "score": score.score,
            }
