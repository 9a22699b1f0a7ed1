"""Models around a model."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from cuewise.plugins.protocols import Cost, Predictor, cost_of
from cuewise.records import Reason


class Delegate:
    """A base of models around another: name, labels, cost and notes are those of `inner`."""

    __slots__ = ()
    inner: Predictor

    @property
    def model_id(self) -> str:
        """The name of the inner model."""
        return self.inner.model_id

    @property
    def label_names(self) -> tuple[str, ...]:
        """The labels of the inner model."""
        return self.inner.label_names

    @property
    def cost(self) -> Cost:
        """The cost of the inner model."""
        return cost_of(self.inner)

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What a reader should know about the inner model, such as labels matched by order."""
        return getattr(self.inner, "notes", ())


@runtime_checkable
class Wrapper(Protocol):
    """A model that changes the input or the answer of another at inference time.

    Exported files do not hold this step, unless the wrapper is `TakingOut` and the only one.

    `at_inference` is the reason that describes the step. The model card and the page of a fix
    word it.
    """

    at_inference: ClassVar[Reason]

    @property
    def inner(self) -> Predictor:
        """The model that is asked."""
        ...


@runtime_checkable
class TakingOut(Wrapper, Protocol):
    """A wrapper that removes something from a text before the inner model reads it."""

    @property
    def removed(self) -> tuple[str, ...]:
        """The subjects of the cues that it removes."""
        ...

    @property
    def takes_out(self) -> str | None:
        """A Python regular expression of what a space replaces; None where none describes it.

        `cues.pattern.for_tokenizers` translates it for tokenizers.
        """
        ...


def removed_by(model: Predictor) -> tuple[str, ...]:
    """The subjects of the cues that a model removes from every text before it reads it.

    Examples
    --------
    >>> class Model:
    ...     model_id, label_names = "m", ("a", "b")
    >>> removed_by(Model())
    ()
    """
    removed: list[str] = []
    while True:
        removed += model.removed if isinstance(model, TakingOut) else ()
        inner = getattr(model, "inner", None)
        if inner is None:
            return tuple(dict.fromkeys(removed))
        model = inner
