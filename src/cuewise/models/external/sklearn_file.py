"""`sklearn:FILE.skops`: a saved scikit-learn pipeline of texts. Never a pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from cuewise.errors import InputError
from cuewise.files import existing
from cuewise.models.external.function import Function
from cuewise.models.labels import match_labels
from cuewise.records import Floats


def load_sklearn(name: str, label_names: tuple[str, ...], *, pairs: bool) -> Function:
    """The pipeline in the skops file `name`, asked for probabilities or decisions.

    Raises
    ------
    InputError
        The file does not exist, is not skops, holds untrusted types or no fitted classifier, or the
        labels differ; or the corpus holds text pairs.

    Examples
    --------
    >>> load_sklearn("model.pkl", ("a", "b"), pairs=False)
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: 'model.pkl' is not a skops file: a pickle can run any code
      allowed: FILE.skops
      to fix:  skops.io.dump(pipeline, 'model.skops')
    """
    model_id = f"sklearn:{name}"
    if not name.endswith(".skops"):
        raise InputError(
            f"'{name}' is not a skops file: a pickle can run any code",
            allowed="FILE.skops",
            fix="skops.io.dump(pipeline, 'model.skops')",
        )
    if pairs:
        raise InputError(
            f"{model_id} reads single texts, but the corpus holds text pairs",
            fix="pass python:MODULE:FUNCTION with a function of (texts, texts_b)",
        )
    pipeline = _open(existing(Path(name)))
    if not hasattr(pipeline, "classes_") or not (
        hasattr(pipeline, "predict_proba") or hasattr(pipeline, "decision_function")
    ):
        raise InputError(
            f"{model_id} holds a {type(pipeline).__name__}, which is not a fitted classifier",
            allowed="classes_ with predict_proba or decision_function",
        )
    theirs = [str(label) for label in pipeline.classes_]
    columns, notes = match_labels(model_id, theirs, label_names)
    return Function(
        label_names,
        lambda texts: _scores(pipeline, texts)[:, columns],
        model_id,
        notes,
        reads="a pipeline whose first step takes raw texts",
    )


def _open(file: Path) -> Any:
    from skops import io

    try:
        untrusted = io.get_untrusted_types(file=file)
        if not untrusted:
            return io.load(file, trusted=[])
    except Exception as error:
        raise InputError(
            f"cannot read the skops file {file}: {type(error).__name__}: {error}",
            allowed="a file written by skops.io.dump with a compatible scikit-learn",
        ) from error
    raise InputError(
        f"{file} holds types that are not trusted: {', '.join(untrusted)}",
        allowed="types of scikit-learn, numpy and scipy",
        fix="wrap the model in a function of your own and pass python:MODULE:FUNCTION",
    )


def _scores(pipeline: Any, texts: list[str]) -> Floats:
    """`predict_proba`, or the softmax of `decision_function`."""
    if hasattr(pipeline, "predict_proba"):
        return np.asarray(pipeline.predict_proba(texts), dtype=np.float64)
    scores = np.asarray(pipeline.decision_function(texts), dtype=np.float64)
    columns = np.column_stack([0 * scores, scores]) if scores.ndim == 1 else scores
    return np.asarray(softmax(columns, axis=1))
