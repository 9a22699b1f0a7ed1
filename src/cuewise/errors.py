"""Errors for users: what was wrong, what is allowed, what to do."""

from __future__ import annotations

import importlib.util
from typing import Self


class CuewiseError(Exception):
    """An error a user can act on.

    Parameters
    ----------
    what:
        What was wrong, with the offending value.
    allowed:
        What is accepted instead.
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
    """The data, an option or a model specification is invalid."""


class NothingUsable(InputError):
    """No row of the data can be used."""


class NeedsTraining(InputError):
    """A fine-tuned model has no last layer that could be repaired; `encoder` names the model."""

    def __init__(self, what: str, allowed: str, fix: str, encoder: str) -> None:
        self.encoder = encoder
        super().__init__(what, allowed, fix)


class MissingExtra(CuewiseError):
    """A feature needs an optional dependency that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            what,
            allowed=f"this needs the '{extra}' extra",
            fix=f"pip install 'cuewise[{extra}]'",
        )


class PredictorError(CuewiseError):
    """A model returned something that is not a prediction."""


class NotApplicable(Exception):
    """A plug-in has nothing to measure on this corpus; reports show the reason.


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


def first_line(error: object) -> str:
    """What an error says, in one line; its kind where it says nothing.

    Examples
    --------
    >>> first_line(ValueError("no such layer" + chr(10) + "in config.json"))
    'no such layer'
    >>> first_line(ValueError())
    'ValueError()'
    """
    return (str(error).strip() or repr(error)).splitlines()[0]


def missing_package(*packages: str) -> str | None:
    """The first of `packages` that is not installed; None when all are.

    Examples
    --------
    >>> missing_package("numpy")
    >>> missing_package("numpy", "no_such_package")
    'no_such_package'
    """
    for package in packages:
        if importlib.util.find_spec(package) is None:
            return package
    return None


def require_packages(*packages: str, extra: str = "models") -> None:
    """Raise MissingExtra, which names `extra`, unless all `packages` are installed.

    Examples
    --------
    >>> require_packages("numpy")
    >>> require_packages("no_such_package", extra="scale")
    Traceback (most recent call last):
    ...
    cuewise.errors.MissingExtra: the package 'no_such_package' is not installed
      allowed: this needs the 'scale' extra
      to fix:  pip install 'cuewise[scale]'
    """
    if package := missing_package(*packages):
        raise MissingExtra(f"the package '{package}' is not installed", extra)
