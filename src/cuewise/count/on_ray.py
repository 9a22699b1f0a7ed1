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


def on_ray(do: Callable[[T], None], items: Sequence[T]) -> Iterator[int]:
    """Each item in a task of its own; see `cuewise.count.executors.Executor`."""
    if not items:
        return
    numbers = _started().from_items(
        [{"at": at} for at in range(len(items))], override_num_blocks=len(items)
    )
    for row in numbers.map(partial(_row, do=do, items=items)).iter_rows():
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
