"""Files and folders that a user named."""

from __future__ import annotations

import difflib
from pathlib import Path

from cuewise.errors import InputError


def existing(path: Path) -> Path:
    """`path` if it exists, else an InputError with the closest names beside it.

    Examples
    --------
    >>> existing(Path("/no/such/place"))
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: /no/such/place does not exist
      allowed: a path that is there
      to fix:  check the path
    """
    if path.exists():
        return path
    close = closest(path)
    hint = f"did you mean {close}?" if close else "check the path"
    raise InputError(f"{path} does not exist", allowed="a path that is there", fix=hint)


def closest(path: Path) -> str | None:
    """The name beside `path` that looks most like it."""
    try:
        beside = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    found = difflib.get_close_matches(path.name, beside, n=1)
    return str(path.parent / found[0]) if found else None
