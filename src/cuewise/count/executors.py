"""Where the work on many shards is done: one after another on this machine, or on a Ray cluster.

Work on a shard ends with an answer on disk, whole or not there at all. So work that was cut off
goes on with the shards that have none, and an answer is as good from one machine as from another.
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

T = TypeVar("T")
# Work on one item; what it writes besides its answer goes into the folder.
Work = Callable[[T, Path], dict[str, Any]]
_ANSWER = "answer.json"


class Executor(Protocol):
    """Does something with every item."""

    def __call__(self, do: Callable[[T], None], items: Sequence[T]) -> Iterator[int]:
        """The number of every item, as they are done.

        Raises
        ------
        OSError
            Something could not be read or written.
        """
        ...


def in_turn(do: Callable[[T], None], items: Sequence[T]) -> Iterator[int]:
    """One item after another, each with all threads of this machine.

    Examples
    --------
    >>> done = []
    >>> list(in_turn(done.append, "ab")), done
    ([0, 1], ['a', 'b'])
    """
    for at, item in enumerate(items):
        do(item)
        yield at


def finished(
    work: Work[T],
    items: Sequence[T],
    places: Sequence[Path],
    execute: Executor,
    advance: Callable[[int], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """The answers of all items, those that are on disk already included.

    Parameters
    ----------
    places:
        The folder of every item, named by all that its answer depends on.
    advance:
        Told how many more are done.

    Examples
    --------
    >>> import tempfile
    >>> places = [Path(tempfile.mkdtemp())]
    >>> finished(lambda item, _: {"length": len(item)}, ["abc"], places, in_turn)
    [{'length': 3}]
    >>> finished(lambda item, _: {"length": 0}, ["abc"], places, in_turn)
    [{'length': 3}]
    """
    todo = [at for at, place in enumerate(places) if "fault" in _answer(place)]
    advance(len(items) - len(todo))
    jobs = [(items[at], places[at]) for at in todo]
    for _ in execute(partial(_do, work), jobs):
        advance(1)
    return [_answer(place) for place in places]


def _answer(place: Path) -> dict[str, Any]:
    """What is on disk. A fault may be mended, so it is asked again, as what is not there is."""
    path = place / _ANSWER
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"fault": ""}
    return found


def _do(work: Work[T], job: tuple[T, Path]) -> None:
    item, place = job
    place.mkdir(parents=True, exist_ok=True)
    write_whole(place / _ANSWER, json.dumps(work(item, place)))


@dataclass(frozen=True, slots=True)
class Engine:
    """Where work is done: `plain` what needs only cores, `models` what loads one and keeps it."""

    plain: Executor
    models: Executor


def _ray() -> Engine:
    if find_spec("ray") is None:
        raise MissingExtra("the engine 'ray' is not installed", "scale")
    from cuewise.count.on_ray import actors, tasks

    return Engine(tasks, actors)


ENGINES: Mapping[str, Callable[[], Engine]] = {
    "threads": lambda: Engine(in_turn, in_turn),
    "ray": _ray,
}


def engine_of(name: str) -> Engine:
    """The engine of that name.

    Raises
    ------
    InputError
        There is none.
    MissingExtra
        Ray is not installed.

    Examples
    --------
    >>> engine_of("threads").plain is in_turn
    True
    """
    if name not in ENGINES:
        raise InputError(f"engine {name!r} is unknown", ", ".join(ENGINES), "change the engine")
    return ENGINES[name]()
