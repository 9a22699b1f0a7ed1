"""Models around a model."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from cuewise.plugins.protocols import Predictor


class Delegate:
    """A base of models around another: name, labels and note are those of `inner`."""

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
    def note(self) -> str | None:
        """What a reader should know about the inner model, such as labels matched by order."""
        return getattr(self.inner, "note", None)


@runtime_checkable
class Wrapper(Protocol):
    """A model that changes the input or the answer of another at inference time.

    Exported files do not hold this step, unless the wrapper is `TakingOut` and the only one.

    `at_inference` describes the step in a clause, such as "removes the cues from a text before the
    model reads it". The model card and the page of a fix show it.
    """

    at_inference: ClassVar[str]

    @property
    def inner(self) -> Predictor:
        """The model that is asked."""
        ...


@runtime_checkable
class TakingOut(Wrapper, Protocol):
    """A wrapper that removes something from a text before the inner model reads it."""

    @property
    def takes_out(self) -> str | None:
        """A Python regular expression of what a space replaces; None where none describes it.

        `cues.pattern.for_tokenizers` translates it for tokenizers.
        """
        ...
