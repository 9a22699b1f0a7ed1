"""What a candidate is measured at on one fold, kept for the next run where this one is stopped."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.export import core, writable
from cuewise.finished import piece_key
from cuewise.selection.crossfit import CrossFit
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.questions import Answers


@dataclass(frozen=True, slots=True)
class Measured:
    """What a candidate answered about one fold, the seconds that took, and what files can hold."""

    answers: Answers
    seconds: float
    writable: bool
    complete: bool

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The same as arrays, for a file."""
        answers = {f"answers.{f.name}": getattr(self.answers, f.name) for f in fields(Answers)}
        own = {"seconds": self.seconds, "writable": self.writable, "complete": self.complete}
        return {name: np.asarray(value) for name, value in (answers | own).items()}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Measured:
        """What `arrays` made arrays of."""
        answers: dict[str, Any] = {f.name: arrays[f"answers.{f.name}"] for f in fields(Answers)}
        answers["model_id"] = str(answers["model_id"])
        return cls(
            Answers(**answers),
            float(arrays["seconds"]),
            bool(arrays["writable"]),
            bool(arrays["complete"]),
        )


def measure(crossfit: CrossFit, scoped: ScopedRemedy, fold: int) -> Measured:
    """Fit a candidate on the rest of a fold and ask it, unless an earlier run has done so.

    Raises
    ------
    NotApplicable
        The remedy does not apply.
    """
    store = crossfit.finished
    key = _key(crossfit, scoped, fold) if store is not None else ""
    known = store.get(key) if store is not None else None
    if known is not None:
        return Measured.of(known)
    began, part = time.perf_counter(), crossfit.folds[fold]
    model = crossfit.repaired(scoped.remedy, scoped.scope, part.model, part.fit)
    answers = crossfit.ask(model, fold)
    seconds = time.perf_counter() - began
    made = Measured(answers, seconds, writable(model), not core(model).left_out)
    if store is not None:
        store.put(key, made.arrays())
    return made


def _key(crossfit: CrossFit, scoped: ScopedRemedy, fold: int) -> str:
    """All that the measurement depends on.

    The answers of the model as it is stand for the model itself, which may be a file of the user's.
    """
    study, names = crossfit.study, crossfit.study.cues.names
    return piece_key(
        "candidate",
        scoped.remedy.code,
        repr(scoped.remedy.instance),
        [names[j] for j in scoped.scope.columns],
        [names[j] for j in crossfit.measured],
        fold,
        crossfit.folds[fold].fit,
        crossfit.folds[fold].check,
        crossfit.ask(crossfit.folds[fold].model, fold).base,
        study.corpus.fingerprint,
        study.options.model_dump_json(),
        study.seed,
    )
