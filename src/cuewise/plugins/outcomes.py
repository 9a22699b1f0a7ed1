"""What became of every step of a pipeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from cuewise.errors import InputError, NotApplicable
from cuewise.records import Outcome, Status


class Progress(Protocol):
    """Where long work says how far it is."""

    def stage(
        self, name: str, total: int | None = None
    ) -> AbstractContextManager[Callable[[int], None]]:
        """A piece of work of `total` steps; yields a function that says how many were done."""
        ...


class Steps:
    """Runs the steps of one pipeline and keeps how each ended.

    Examples
    --------
    >>> steps = Steps()
    >>> with steps.run("sums") as said:
    ...     said.append("two sums")
    >>> with steps.run("ratios"):
    ...     _ = 1 / 0
    >>> [(o.status, o.reason) for o in steps.outcomes.values()]
    [('ran', 'two sums'), ('failed', 'ZeroDivisionError: division by zero')]
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self.outcomes: dict[str, Outcome] = {}

    def copy(self) -> Steps:
        """Another run that has come as far as this one."""
        other = Steps(self._progress)
        other.outcomes = dict(self.outcomes)
        return other

    @contextmanager
    def run(self, code: str) -> Iterator[list[str]]:
        """One step. What the block appends to the yielded list becomes its reason.

        A plug-in that has nothing to measure or fails is recorded; bad input goes to the caller.
        """
        said: list[str] = []
        status: Status = "ran"
        began = time.perf_counter()
        try:
            with self._progress.stage(code) if self._progress else nullcontext():
                yield said
        except NotApplicable as reason:
            status, said = "not_applicable", [reason.reason]
        except InputError:
            raise
        # A plug-in that fails must show, and must not take the rest along.
        except Exception as error:  # noqa: BLE001
            status, said = "failed", [f"{type(error).__name__}: {error}"]
        seconds = round(time.perf_counter() - began, 3)
        self.outcomes[code] = Outcome(status=status, reason="; ".join(said), seconds=seconds)

    def skip(self, code: str, reason: str) -> None:
        """Record a step that was not asked for."""
        self.record(code, "skipped", reason)

    def record(self, code: str, status: Status, reason: str) -> None:
        """Record how a step ended that was done elsewhere."""
        self.outcomes[code] = Outcome(status=status, reason=reason, seconds=0.0)
