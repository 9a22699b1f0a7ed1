"""Progress on stderr: bars on a terminal, now and then a line in a log or a notebook."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, Self

import click
from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

from cuewise.cli.stages import Stage
from cuewise.plugins.outcomes import Advance

WAIT_SECONDS = 2.0  # work that takes less shows nothing
_BETWEEN = 10.0  # seconds between two lines
_LOOK = 0.5  # seconds between two looks at the clock


@contextmanager
def report_compiling() -> Iterator[None]:
    """Report on stderr how long compiling took, if anything had to be compiled."""
    from cuewise.count.compile_time import report_compile_time

    with report_compile_time(_print_compiled):
        yield


def _print_compiled(seconds: float) -> None:
    click.echo(f"compiled the counting code in {seconds:.1f} s; it is cached on disk", err=True)


class _Display(Protocol):
    """What shows the stages."""

    def begin(self, stage: Stage) -> None: ...

    def end(self, stage: Stage) -> None: ...

    def look(self) -> None:
        """Show how far the stages are, if it is time to."""
        ...

    def close(self) -> None: ...


class ProgressBars:
    """Shows the stages of long work on stderr; nothing before `wait` seconds of work.

    On a terminal each stage has a bar with the share done and the time left. In a log or a notebook
    each stage that takes `wait` seconds has a line, and then at most one every 10 seconds.

    Parameters
    ----------
    console:
        Where to show it; None: stderr.
    wait:
        Seconds.
    clock:
        Gives seconds. The thread that looks at it does not run with a clock of the caller's own,
        who calls `look` instead.

    Examples
    --------
    >>> with ProgressBars() as progress, progress.stage("counting", total=2) as advance:
    ...     for _ in range(2):
    ...         advance(1)
    """

    def __init__(
        self,
        console: Console | None = None,
        wait: float = WAIT_SECONDS,
        clock: Callable[[], float] | None = None,
    ) -> None:
        console = console or Console(stderr=True)
        self._clock = clock or time.monotonic
        drawn = console.is_interactive and not console.is_jupyter
        make = _Bars if drawn else _Lines
        self._display: _Display = make(console, wait, self._clock)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True) if clock is None else None

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._thread is not None:
            # It may be showing something right now, so wait for that before clearing it.
            self._thread.join()
        self._display.close()

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        """A piece of work of `total` steps (None: unknown); yields `advance(n)`."""
        stage = Stage(name, total, clock=self._clock)
        self._display.begin(stage)
        try:
            yield stage.advance
        finally:
            self._display.end(stage)

    def look(self) -> None:
        """Show how far the stages are, if it is time to."""
        self._display.look()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK):
            self.look()


class _Lines:
    """A line for each long stage, and one every 10 seconds for the innermost with a number."""

    def __init__(self, console: Console, wait: float, clock: Callable[[], float]) -> None:
        self._console, self._wait, self._clock = console, wait, clock
        self._open: list[Stage] = []
        self._told: set[Stage] = set()
        self._last = clock()
        self._lock = threading.Lock()

    def begin(self, stage: Stage) -> None:
        with self._lock:
            self._open.append(stage)

    def end(self, stage: Stage) -> None:
        with self._lock:
            self._open.remove(stage)
            self._told.discard(stage)

    def look(self) -> None:
        with self._lock:
            fresh = [s for s in self._open if s not in self._told and s.seconds() >= self._wait]
            for stage in fresh:
                self._told.add(stage)
                self._write(stage.name)
            if not fresh and self._told and self._clock() - self._last >= _BETWEEN:
                known = [stage for stage in self._open if stage.total is not None]
                self._write((known or self._open)[-1].line())

    def close(self) -> None:
        pass

    def _write(self, line: str) -> None:
        self._last = self._clock()
        # The work goes on where nobody reads what it says.
        with contextlib.suppress(OSError, ValueError):
            self._console.file.write(f"{line}\n")
            self._console.file.flush()


class _Bars:
    """A bar for each stage, the inner ones below the outer ones."""

    def __init__(self, console: Console, wait: float, clock: Callable[[], float]) -> None:
        self._wait, self._clock, self._began = wait, clock, clock()
        self._tasks: dict[Stage, TaskID] = {}
        self._lock = threading.Lock()
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            _Share(),
            _When(),
            console=console,
            transient=True,
            auto_refresh=False,
        )

    def begin(self, stage: Stage) -> None:
        with self._lock:
            name = "  " * len(self._tasks) + stage.name
            self._tasks[stage] = self._bars.add_task(name, total=None, stage=stage)

    def end(self, stage: Stage) -> None:
        with self._lock:
            self._bars.remove_task(self._tasks.pop(stage))

    def look(self) -> None:
        if self._clock() - self._began < self._wait:
            return
        with self._lock:
            for stage, task in self._tasks.items():
                self._bars.update(task, completed=stage.done, total=stage.total)
            self._bars.start()
            self._bars.refresh()

    def close(self) -> None:
        if self._bars.live.is_started:
            self._bars.stop()


class _Share(ProgressColumn):
    """The share done, if the number of steps is known."""

    def render(self, task: Task) -> Text:
        """The cell of one stage."""
        share = task.fields["stage"].share()
        return Text("" if share is None else f"{share:.0%}", justify="right")


class _When(ProgressColumn):
    """The time left, or the time spent where nobody knows what is left."""

    def render(self, task: Task) -> Text:
        """The cell of one stage."""
        return Text(task.fields["stage"].when())
