"""Models that change what another answers, at the time it is asked."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from cuewise.types import Predictor


@runtime_checkable
class Wrapper(Protocol):
    """A predictor around another; files of the inner one do not have what it does.

    `at_inference` says in a sentence what that is: "takes the cues out of a text before the model
    reads it". It stands in the card of the model and on the page of the fix.
    """

    at_inference: ClassVar[str]

    @property
    def inner(self) -> Predictor:
        """The model that is asked."""
        ...
