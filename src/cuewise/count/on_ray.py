"""Run work on Ray Data: on this machine, or on the cluster that `RAY_ADDRESS` names.

Ray starts one worker per core and repeats the work of a lost worker. Usage reports are off. All
workers must reach the shards and the work folder under the same paths.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from cuewise.count.executors import WorkItem


def tasks(do: Callable[[WorkItem], None], items: Sequence[WorkItem]) -> Iterator[int]:
    """Run each item in its own Ray task; see `cuewise.count.executors.Executor`."""
    return _done(items, lambda numbers: numbers.map(partial(_row, do=do, items=items)))


def actors(do: Callable[[WorkItem], None], items: Sequence[WorkItem]) -> Iterator[int]:
    """Run the items in actors, one per GPU of the cluster, or one per core if it has none.

    An actor receives `do` once and keeps what it has loaded.
    """
    return _done(items, lambda numbers: numbers.map(_Actor, **_pool(len(items), do, items)))


def _done(items: Sequence[WorkItem], mapped: Callable[[Any], Any]) -> Iterator[int]:
    """Yield the index of each item as it completes."""
    if not items:
        return
    numbers = _started().from_items(
        [{"index": index} for index in range(len(items))], override_num_blocks=len(items)
    )
    for row in mapped(numbers).iter_rows():
        if row["error"]:
            raise OSError(row["code"], row["error"])
        yield row["index"]


def _row(
    row: dict[str, Any], do: Callable[[WorkItem], None], items: Sequence[WorkItem]
) -> dict[str, Any]:
    """Process one item and return any system error as data; Ray raises all other errors."""
    try:
        do(items[row["index"]])
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        message = (error.strerror or str(error)) + where
        return {"index": row["index"], "code": error.errno or 0, "error": message}
    return {"index": row["index"], "code": 0, "error": ""}


class _Actor:
    """A worker that holds the function and all items."""

    def __init__(self, do: Callable[[Any], None], items: Sequence[Any]) -> None:
        self._do, self._items = do, items

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        return _row(row, self._do, self._items)


def _pool(size: int, *arguments: object) -> dict[str, Any]:
    """Return the options of an actor pool for `size` items: arguments, number, resources."""
    import ray

    untyped: Any = ray
    resources = untyped.cluster_resources()
    gpus = int(resources.get("GPU", 0))
    workers = min(gpus or int(resources["CPU"]), size)
    each = {"num_gpus": 1} if gpus else {"num_cpus": 1}
    return {"fn_constructor_args": arguments, "concurrency": workers, **each}


def _started() -> Any:
    """Start Ray quietly, if needed, and return `ray.data`."""
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
