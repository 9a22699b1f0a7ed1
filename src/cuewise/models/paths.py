"""Files and folders that a user named."""

from __future__ import annotations

import difflib
from pathlib import Path

from cuewise.errors import InputError


def existing(path: Path) -> Path:
    """`path`, if it exists.

    Raises
    ------
    InputError
        It does not exist; the error suggests the closest name in its folder.

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
    """The path in the same folder whose name is closest to that of `path`, if any is close."""
    try:
        beside = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    matches = difflib.get_close_matches(path.name, beside, n=1)
    return str(path.parent / matches[0]) if matches else None
