"""Which column plays which role."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cuewise.errors import InputError


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns a user named: no column may have two roles that exclude each other."""

    text: str
    label: str
    text_b: str | None = None
    split: str | None = None
    twin_id: str | None = None
    environments: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._refuse_nameless()
        self._refuse_doubles()

    def named(self) -> tuple[str, ...]:
        """Every column named, each once."""
        single = (self.text, self.label, self.text_b, self.split, self.twin_id)
        return tuple(dict.fromkeys([*(name for name in single if name), *self.columns_of_meta()]))

    def columns_of_meta(self) -> tuple[str, ...]:
        """The metadata columns, environments among them."""
        return tuple(dict.fromkeys([*self.environments, *self.meta]))

    def _refuse_nameless(self) -> None:
        given = {"text": self.text, "label": self.label, "text_b": self.text_b}
        for part, name in given.items():
            if (name is None and part != "text_b") or name == "":
                raise InputError(
                    f"{part}={name!r} names no column",
                    allowed="the name of a column",
                    fix=f"pass {part}='…'",
                )

    def _refuse_doubles(self) -> None:
        # An environment may be the split or listed as metadata too; a text or a label may not.
        core = [name for name in (self.text, self.label, self.text_b) if name is not None]
        side = {self.split, self.twin_id, *self.columns_of_meta()} - {None}
        for names in (core + sorted(str(name) for name in side), self.environments, self.meta):
            for name, times in Counter(names).items():
                if times > 1:
                    raise InputError(
                        f"column {name!r} is named twice",
                        allowed="text, text_b and label are columns of their own, and every "
                        "metadata column is listed once",
                        fix="name another column, or leave one of the two out",
                    )


def listed(given: Iterable[str]) -> tuple[str, ...]:
    """The names of columns, also where a single one is given as a string."""
    return (given,) if isinstance(given, str) else tuple(given)


def check_columns(wanted: Iterable[str], columns: Sequence[str], origin: str) -> None:
    """Raise an `InputError` with the closest match where a wanted column is missing.

    Examples
    --------
    >>> check_columns(["txt"], ["text", "label"], "a.csv")
    Traceback (most recent call last):
    cuewise.errors.InputError: column 'txt' is not in a.csv
      allowed: text, label
      to fix:  did you mean 'text'?
    """
    for name in wanted:
        if name not in columns:
            raise InputError(
                f"column {name!r} is not in {origin}",
                allowed=", ".join(shortened(column) for column in columns[:40])
                or "it has no columns",
                fix=_advice(name, columns),
            )


def _advice(name: str, columns: Sequence[str]) -> str:
    lowered = {column.lower(): column for column in columns}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    if close:
        return f"did you mean {lowered[close[0]]!r}?"
    return "name one of these columns; a text file needs a header row with the column names"


def shortened(value: object, width: int = 60) -> str:
    """A value from the data, shortened and without control characters."""
    text = str(value)
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= width else text[: width - 1] + "…"
