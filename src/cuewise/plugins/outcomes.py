"""How each step of a pipeline ended."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.records import Fact, Outcome, Reason, Status


class Advance(Protocol):
    """Tells a display how far a stage is."""

    def __call__(self, n: int, /, total: int | None = None) -> None:
        """`n` more steps are done; `total`, if given, is the new number of all steps."""
        ...


class Progress(Protocol):
    """A display of the progress of long work."""

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Begin a stage of `total` steps (None: unknown); yields its `Advance`."""
        ...


def reason_of(error: Exception | SystemExit, about: str | None = None) -> Reason:
    """The reason why a step did not run, from what it raised.

    Examples
    --------
    >>> reason_of(NotApplicable("no-environments"), "stability").about
    'stability'
    """
    if isinstance(error, NotApplicable):
        facts = {str(name): _fact(value) for name, value in error.facts.items()}
        return Reason(code=str(error.code), facts=facts, about=about)
    if isinstance(error, MissingExtra):
        return Reason(
            code="missing-extra", facts={"what": error.what, "extra": error.extra}, about=about
        )
    facts = {"type": type(error).__name__, "message": _fact(str(error))}
    return Reason(code="error", facts=facts, about=about)


def _fact(value: object) -> Fact:
    """A fact as JSON can hold it; what is no finite number is written out."""
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    # An exception may quote half of a surrogate pair, which has no UTF-8 form.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def unwatched(_: int, /, total: int | None = None) -> None:
    """Take the place of the bar of a stage that nobody watches."""


class Steps:
    """Runs the steps of one pipeline and records how each ended, as codes and facts.

    The English `reason` of an outcome stays empty here; `cuewise.report.reasons` fills it.

    Examples
    --------
    >>> steps = Steps()
    >>> with steps.run("cues") as reasons:
    ...     reasons.append(Reason.of("cues-counted", n=2))
    >>> with steps.run("ratios"):
    ...     _ = 1 / 0
    >>> [(o.status, o.reasons[0].code) for o in steps.outcomes.values()]
    [('ran', 'cues-counted'), ('failed', 'error')]
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress
        self.outcomes: dict[str, Outcome] = {}

    def copy(self) -> Steps:
        """A second record of the steps so far, which can go on separately."""
        other = Steps(self.progress)
        other.outcomes = dict(self.outcomes)
        return other

    @contextmanager
    def run(self, code: str) -> Iterator[list[Reason]]:
        """Run one step. What the block appends to the yielded list becomes its reasons.

        A step that does not apply or fails is recorded; bad input is raised.
        """
        reasons: list[Reason] = []
        status: Status = "ran"
        began = time.perf_counter()
        try:
            with self.progress.stage(code) if self.progress else nullcontext():
                yield reasons
        except NotApplicable as error:
            status, reasons = "not_applicable", [reason_of(error)]
        except InputError:
            raise
        # A plug-in that fails must show, and must not stop the others.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            status, reasons = "failed", [reason_of(error)]
        seconds = round(time.perf_counter() - began, 3)
        self.record(code, status, reasons, seconds)

    def skip(self, code: str, reason: Reason) -> None:
        """Record a step that was not asked for."""
        self.record(code, "skipped", [reason])

    def record(
        self, code: str, status: Status, reasons: Sequence[Reason], seconds: float = 0.0
    ) -> None:
        """Record how a step ended, which may have run elsewhere."""
        self.outcomes[code] = Outcome(
            status=status, reason="", seconds=seconds, reasons=list(reasons)
        )
