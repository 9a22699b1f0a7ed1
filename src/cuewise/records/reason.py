"""Why a step ended as it did, in no language."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from cuewise.records.base import Record

Fact = str | int | float


class Reason(Record):
    """A code and its facts; the report words them.

    Parameters
    ----------
    code:
        Such as `no-environments`. `report/locales/*/reasons.toml` has its wording.
    facts:
        What fills the slots of the wording.
    about:
        What the reason is about, such as the code of a signal; None: the whole step.
    """

    code: str
    facts: dict[str, Fact] = Field(default_factory=dict)
    about: str | None = None

    @classmethod
    def of(cls, code: str, /, **facts: Fact) -> Self:
        """A reason about a whole step.

        Examples
        --------
        >>> Reason.of("few-errors", errors=3, least=50).facts
        {'errors': 3, 'least': 50}
        """
        return cls(code=code, facts=facts)
