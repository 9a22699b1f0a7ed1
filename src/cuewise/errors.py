"""Errors that people read: what was wrong, what is allowed, what to do."""

from __future__ import annotations

from typing import Self


class CuewiseError(Exception):
    """An error a user can act on.

    Parameters
    ----------
    what:
        What was wrong, with the offending value.
    allowed:
        What would have been accepted.
    fix:
        What to do about it.

    Examples
    --------
    >>> print(CuewiseError("column 'txt' is not in the file", "text, label", "pass --text text"))
    column 'txt' is not in the file
      allowed: text, label
      to fix:  pass --text text
    """

    def __init__(self, what: str, allowed: str = "", fix: str = "") -> None:
        self.what, self.allowed, self.fix = what, allowed, fix
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.allowed:
            lines.append(f"  allowed: {self.allowed}")
        if self.fix:
            lines.append(f"  to fix:  {self.fix}")
        return "\n".join(lines)


class InputError(CuewiseError):
    """The data, an option or a model specification cannot be used as given."""


class NothingUsable(InputError):
    """No row of the data can be used."""


class MissingExtra(CuewiseError):
    """An optional dependency is needed for this and is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            what,
            allowed=f"this needs the '{extra}' extra",
            fix=f"pip install 'cuewise[{extra}]'",
        )


class PredictorError(CuewiseError):
    """A model answered with something that is not a prediction."""


class NotApplicable(Exception):
    """Raised by a plug-in that has nothing to measure on this corpus; the report says why.

    Parameters
    ----------
    code:
        The reason, such as `no-environments`. `report/locales/*/reasons.toml` has its wording.
    facts:
        What fills the slots of the wording.

    Examples
    --------
    >>> print(NotApplicable("few-errors", errors=3, least=50))
    few-errors (errors=3, least=50)
    """

    def __init__(self, code: str, /, **facts: str | float) -> None:
        self.code, self.facts = code, facts
        known = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{code} ({known})" if known else code)

    @classmethod
    def because(cls, sentence: str) -> Self:
        """For a plug-in of yours: a reason as a plain sentence, shown as it is.

        Examples
        --------
        >>> NotApplicable.because("the corpus has no dates").facts
        {'sentence': 'the corpus has no dates'}
        """
        return cls("other", sentence=sentence)
