"""Run work on many shards, one after another on this machine or on a Ray cluster.

Each item of work ends with an answer on disk, written whole or not at all. An interrupted run
resumes with the items that have no answer, on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cuewise.errors import InputError, MissingExtra
from cuewise.files import write_whole

WorkItem = TypeVar("WorkItem")
# Process one item: return the answer, and write any further output into the folder.
Work = Callable[[WorkItem, Path], dict[str, Any]]
_ANSWER = "answer.json"


class Executor(Protocol):
    """Runs a function on every item."""

    def __call__(self, do: Callable[[WorkItem], None], items: Sequence[WorkItem]) -> Iterator[int]:
        """Yield the index of every item as it completes.

        Raises
        ------
        OSError
            A file could not be read or written.
        """
        ...


def in_turn(do: Callable[[WorkItem], None], items: Sequence[WorkItem]) -> Iterator[int]:
    """Run one item after another, each with all threads of this machine.

    Examples
    --------
    >>> done = []
    >>> list(in_turn(done.append, "ab")), done
    ([0, 1], ['a', 'b'])
    """
    for index, item in enumerate(items):
        do(item)
        yield index


def run_resumable(
    work: Work[WorkItem],
    items: Sequence[WorkItem],
    folders: Sequence[Path],
    execute: Executor,
    advance: Callable[[int], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Return the answers of all items; compute only those that are not on disk yet.

    Parameters
    ----------
    folders:
        The folder of each item; its name must encode everything the answer depends on.
    advance:
        Called with the number of items completed since the last call.

    Examples
    --------
    >>> import tempfile
    >>> folders = [Path(tempfile.mkdtemp())]
    >>> run_resumable(lambda item, _: {"length": len(item)}, ["abc"], folders, in_turn)
    [{'length': 3}]
    >>> run_resumable(lambda item, _: {"length": 0}, ["abc"], folders, in_turn)
    [{'length': 3}]
    """
    jobs = [job for job in zip(items, folders, strict=True) if "fault" in _answer(job[1])]
    advance(len(items) - len(jobs))
    for _ in execute(partial(_do, work), jobs):
        advance(1)
    return [_answer(folder) for folder in folders]


def _answer(folder: Path) -> dict[str, Any]:
    """Read the answer; a missing one counts as a fault, and faults are tried again."""
    path = folder / _ANSWER
    answer: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"fault": ""}
    return answer


def _do(work: Work[WorkItem], job: tuple[WorkItem, Path]) -> None:
    item, folder = job
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _ANSWER, json.dumps(work(item, folder)))


@dataclass(frozen=True, slots=True)
class Executors:
    """The executors of an engine: `plain` for stateless work, `models` to keep a model loaded."""

    plain: Executor
    models: Executor


def _ray() -> Executors:
    if find_spec("ray") is None:
        raise MissingExtra("the engine 'ray' is not installed", "scale")
    from cuewise.count.on_ray import actors, tasks

    return Executors(tasks, actors)


_ENGINES: Mapping[str, Callable[[], Executors]] = {
    "threads": lambda: Executors(in_turn, in_turn),
    "ray": _ray,
}


def executors_for(engine: str) -> Executors:
    """Return the executors of an engine.

    Raises
    ------
    InputError
        The engine is unknown.
    MissingExtra
        Ray is not installed.

    Examples
    --------
    >>> executors_for("threads").plain is in_turn
    True
    """
    if engine not in _ENGINES:
        raise InputError(f"engine {engine!r} is unknown", ", ".join(_ENGINES), "change the engine")
    return _ENGINES[engine]()
