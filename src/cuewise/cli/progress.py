"""Progress on the terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

WAIT_SECONDS = 2.0


@contextmanager
def report_compiling() -> Iterator[None]:
    """Report on stderr how long compiling took, if anything had to be compiled."""
    from cuewise.count.compile_time import report_compile_time

    with report_compile_time(_print_compiled):
        yield


def _print_compiled(seconds: float) -> None:
    click.echo(f"compiled the counting code in {seconds:.1f} s; it is cached on disk", err=True)


class _Done(ProgressColumn):
    """Finished steps out of the total, if that is known."""

    def render(self, task: Task) -> Text:
        """The cell of one task."""
        return Text(f"{int(task.completed)}/{int(task.total)}" if task.total is not None else "")


class ProgressBars:
    """Bars on stderr, shown only on a terminal and only after `wait` seconds of work.

    Examples
    --------
    >>> with ProgressBars() as progress, progress.stage("counting", total=2) as advance:
    ...     for _ in range(2):
    ...         advance(1)
    """

    def __init__(self, console: Console | None = None, wait: float = WAIT_SECONDS) -> None:
        console = console or Console(stderr=True)
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            _Done(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._start = threading.Timer(wait, self._bars.start) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._start is not None:
            self._start.daemon = True
            self._start.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._start is not None:
            self._start.cancel()
            # The bars may be starting right now, so wait for that before stopping them.
            self._start.join()
            self._bars.stop()

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A piece of work of `total` steps (None: unknown); yields `advance(n)`."""
        task = self._bars.add_task(name, total=total)
        try:
            yield lambda n: self._bars.advance(task, n)
        finally:
            self._bars.remove_task(task)
