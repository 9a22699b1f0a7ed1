"""Work on shards by Ray Data: on this machine, or on the cluster that `RAY_ADDRESS` names.

Ray starts a worker for every core, does the work of a lost one again, and asks nothing of anybody:
usage reports are off. The workers must see the shards and the folder of work under the same paths.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from cuewise.count.executors import T


def tasks(do: Callable[[T], None], items: Sequence[T]) -> Iterator[int]:
    """Each item in a task of its own; see `cuewise.count.executors.Executor`."""
    return _done(items, lambda numbers: numbers.map(partial(_row, do=do, items=items)))


def actors(do: Callable[[T], None], items: Sequence[T]) -> Iterator[int]:
    """The items by actors, one for every GPU of the cluster, or for every core if it has none.

    An actor gets `do` once, and keeps what it has loaded.
    """
    return _done(items, lambda numbers: numbers.map(_Actor, **_pool(len(items), do, items)))


def _done(items: Sequence[T], mapped: Callable[[Any], Any]) -> Iterator[int]:
    """The numbers of the items, as they are done."""
    if not items:
        return
    numbers = _started().from_items(
        [{"at": at} for at in range(len(items))], override_num_blocks=len(items)
    )
    for row in mapped(numbers).iter_rows():
        if row["error"]:
            raise OSError(row["code"], row["error"])
        yield row["at"]


def _row(row: dict[str, Any], do: Callable[[T], None], items: Sequence[T]) -> dict[str, Any]:
    """Done, or what the system refused; any other error is ours, and Ray tells it."""
    try:
        do(items[row["at"]])
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        said = (error.strerror or str(error)) + where
        return {"at": row["at"], "code": error.errno or 0, "error": said}
    return {"at": row["at"], "code": 0, "error": ""}


class _Actor:
    """A worker that has the work and all items."""

    def __init__(self, do: Callable[[Any], None], items: Sequence[Any]) -> None:
        self._do, self._items = do, items

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        return _row(row, self._do, self._items)


def _pool(size: int, *arguments: object) -> dict[str, Any]:
    """How many actors for so many items, with what, and what each of them takes."""
    import ray

    cluster: Any = ray  # this function of it has no types
    there = cluster.cluster_resources()
    gpus = int(there.get("GPU", 0))
    workers = min(gpus or int(there["CPU"]), size)
    each = {"num_gpus": 1} if gpus else {"num_cpus": 1}
    return {"fn_constructor_args": arguments, "concurrency": workers, **each}


def _started() -> Any:
    """`ray.data`, with Ray running and quiet."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    return ray.data
