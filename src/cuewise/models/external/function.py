"""`python:MODULE:FUNCTION`: any Python function as a model."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from cuewise.errors import InputError, PredictorError
from cuewise.models.labels import plain
from cuewise.plugins.protocols import Cost
from cuewise.records import Floats, Predictions, Reason

_TOLERANCE = 1e-3  # how far the sum of a row may be from 1
_ALLOWED = "probabilities [n, k], or a list of n label names, with NaN rows or None for no answer"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of (texts) or (texts, texts_b) that answers with probabilities or labels.

    `reads` says in errors what it must be to read texts.
    """

    cost: ClassVar[Cost] = "low"

    label_names: tuple[str, ...]
    function: Callable[..., Any]
    model_id: str
    notes: tuple[Reason, ...] = ()
    reads: str = ""

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The checked answer of the function.

        Raises
        ------
        PredictorError
            It fails, or does not answer with a prediction for every text.
        """
        if not len(texts):
            return Predictions(np.zeros((0, len(self.label_names))), self.model_id, 0)
        columns = [list(texts)] if texts_b is None else [list(texts), list(texts_b)]
        try:
            answer = self.function(*columns)
        # A model that calls sys.exit must not end the program as if all were fine.
        except (Exception, SystemExit) as error:
            raise PredictorError(
                f"{self.model_id} failed on {len(texts)} texts: {type(error).__name__}: {error}",
                allowed=self.reads,
            ) from error
        probs, raw = read_answer(answer, len(texts), self.label_names, self.model_id)
        return Predictions(probs, self.model_id, len(texts), raw)


def load_function(spec: str, label_names: tuple[str, ...]) -> Function:
    """The function that `MODULE:FUNCTION` names; the current folder is searched too.

    Raises
    ------
    InputError
        The module or the function does not exist, or is not callable.

    Examples
    --------
    >>> load_function("math:hypot", ("a", "b")).model_id
    'python:math:hypot'
    """
    module_name, colon, path = spec.partition(":")
    if not (colon and module_name and path):
        raise InputError(f"'python:{spec}' names no function", allowed="python:MODULE:FUNCTION")
    module = _import(module_name)
    try:
        function = reduce(getattr, path.split("."), module)
    except AttributeError as error:
        names = ", ".join(name for name in vars(module) if callable(getattr(module, name)))
        raise InputError(
            f"the module '{module_name}' has no function '{path}'", allowed=names
        ) from error
    if not callable(function):
        raise InputError(f"'{spec}' is a {type(function).__name__}, not a function")
    return Function(label_names, function, f"python:{spec}")


def _import(name: str) -> Any:
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise InputError(
            f"cannot import the module '{name}': {type(error).__name__}: {error}",
            allowed="a module in the current folder or an installed one",
            fix=f"check the name, or run from its folder (now {here})",
        ) from error
    finally:
        sys.path.remove(here)


def read_answer(
    answer: Any, n: int, label_names: tuple[str, ...], model: str
) -> tuple[Floats, tuple[str, ...] | None]:
    """Probabilities [n, k] of an answer, and the label names if it was a list of names.

    Raises
    ------
    PredictorError
        A wrong shape, a row that is not a distribution, or an unknown label.

    Examples
    --------
    >>> read_answer(["b", None], 2, ("a", "b"), "m")[0].tolist()
    [[0.0, 1.0], [nan, nan]]
    """
    try:
        array = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError):
        array = None
    if array is not None and array.ndim == 2:
        return check_probs(array, n, label_names, model), None
    try:
        words = [None if word is None else str(word) for word in answer]
    except TypeError as error:
        raise PredictorError(f"{model} answered with {answer!r:.80}", allowed=_ALLOWED) from error
    return _one_hot(words, n, label_names, model)


def check_probs(probs: Floats, n: int, label_names: tuple[str, ...], model: str) -> Floats:
    """`probs` [n, k] with rows that sum to exactly 1 or are NaN throughout.

    Raises
    ------
    PredictorError
        A wrong shape, or a row that is not a distribution.
    """
    if probs.shape != (n, len(label_names)):
        raise PredictorError(
            f"{model} answered with shape {list(probs.shape)}",
            allowed=f"[{n}, {len(label_names)}]: a row a text, a column a label "
            f"({', '.join(label_names)})",
        )
    absent = np.isnan(probs)
    silent = absent.all(axis=1)
    total = probs.sum(axis=1)
    with np.errstate(invalid="ignore"):
        wrong = (
            (absent.any(axis=1) & ~silent)
            | ~(silent | (np.abs(total - 1) <= _TOLERANCE))
            | (probs < -1e-6).any(axis=1)
        )
    if wrong.any():
        row = int(np.argmax(wrong))
        raise PredictorError(
            f"{model} answered {probs[row].tolist()} for row {row}: not a distribution",
            allowed="numbers from 0 to 1 that sum to 1, or NaN throughout for no answer",
        )
    clipped = np.maximum(probs, 0)
    shares: Floats = clipped / clipped.sum(axis=1, keepdims=True)
    return shares


def _one_hot(
    words: list[str | None], n: int, label_names: tuple[str, ...], model: str
) -> tuple[Floats, tuple[str, ...]]:
    if len(words) != n:
        raise PredictorError(f"{model} gave {len(words)} answers to {n} texts", allowed=_ALLOWED)
    columns = {plain(name): i for i, name in enumerate(label_names)}
    columns |= {name: i for i, name in enumerate(label_names)}
    probs = np.zeros((n, len(label_names)))
    for row, word in enumerate(words):
        if word is None:
            probs[row] = np.nan
            continue
        column = columns.get(word, columns.get(plain(word)))
        if column is None:
            raise PredictorError(
                f"{model} answered {word!r:.80} for row {row}: not a label",
                allowed=f"{', '.join(label_names)}; or None for no answer",
            )
        probs[row, column] = 1
    return probs, tuple(word or "" for word in words)
