"""Models that change what another answers, at the time it is asked."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from cuewise.plugins.protocols import Predictor
from cuewise.records import Reason


@runtime_checkable
class Wrapper(Protocol):
    """A predictor around another; files of the inner one do not have what it does.

    All but one that is `TakingOut`, where the files can be made to take the same out of a text.

    `at_inference` says what that is. The card of the model and the page of the fix word it.
    """

    at_inference: ClassVar[Reason]

    @property
    def inner(self) -> Predictor:
        """The model that is asked."""
        ...


@runtime_checkable
class TakingOut(Wrapper, Protocol):
    """A wrapper that asks the inner model about texts from which something was taken out."""

    @property
    def takes_out(self) -> str | None:
        """What is replaced by a space: an expression of Python, which `for_tokenizers` spells out.

        None where no expression says it.
        """
        ...
