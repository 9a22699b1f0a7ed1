"""Any object with `predict_proba(texts)` as a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from cuewise.errors import InputError
from cuewise.models.external.function import Function


@runtime_checkable
class HasProbabilities(Protocol):
    """A fitted classifier, such as a scikit-learn pipeline over texts."""

    def predict_proba(self, texts: Any) -> Any:
        """Probabilities [n, k]."""
        ...


def adapt(model: HasProbabilities, label_names: tuple[str, ...], *, pairs: bool) -> Function:
    """The object as a predictor; its columns follow its `classes_` if it has them.

    Parameters
    ----------
    model:
        Any object with `predict_proba(texts)`; text pairs are passed as (text, second text).
    label_names:
        The labels of the corpus, which the object must predict.
    pairs:
        Whether the corpus holds text pairs.

    Raises
    ------
    InputError
        The classes of the object are not the labels of the corpus.

    Examples
    --------
    >>> class Always:
    ...     classes_ = ("bad", "good")
    ...     def predict_proba(self, texts):
    ...         return [[0.2, 0.8]] * len(texts)
    >>> adapt(Always(), ("good", "bad"), pairs=False).predict(["a film"]).probs.tolist()
    [[0.8, 0.2]]
    """
    order = _columns(model, label_names)

    def answer(texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Any:
        import numpy as np

        given = list(zip(texts, texts_b or (), strict=True)) if pairs else list(texts)
        probs = np.asarray(model.predict_proba(given), dtype=np.float64)
        return probs[:, order] if probs.ndim == 2 and probs.shape[1] == len(order) else probs

    return Function(label_names, answer, name_of_object(model))


def name_of_object(model: object) -> str:
    """What a report calls an object: its `model_id` if it has one, else `python:` and its class.

    Examples
    --------
    >>> name_of_object(object())
    'python:object'
    """
    name = getattr(model, "model_id", None)
    return name if isinstance(name, str) else f"python:{type(model).__name__}"


def _columns(model: HasProbabilities, label_names: tuple[str, ...]) -> list[int]:
    classes = getattr(model, "classes_", None)
    if classes is None:
        return list(range(len(label_names)))
    names = [str(c) for c in classes]
    if sorted(names) == sorted(label_names):
        return [names.index(label) for label in label_names]
    if names == [str(i) for i in range(len(label_names))]:
        # Numbered classes are in the order in which the corpus lists its labels.
        return list(range(len(label_names)))
    raise InputError(
        f"the classes of {name_of_object(model)} are {', '.join(names)}",
        f"the labels of the corpus: {', '.join(label_names)}",
        "fit the model on these labels, or rename its classes_",
    )
