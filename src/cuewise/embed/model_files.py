"""Read the JSON files of a model's folder, which strangers wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from cuewise.errors import InputError, first_line

_Kind = TypeVar("_Kind")
_IMPLEMENTATION = "_implementation"


def read_model_file(file: Path, kind: type[_Kind]) -> _Kind:
    """The JSON in `file`, checked against a type of pydantic.

    Raises
    ------
    InputError
        The file is not JSON of this kind, or names code on the hub.

    Examples
    --------
    >>> read_model_file(Path("/no/such/config.json"), dict)
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: cannot read /no/such/config.json: No such file or directory
      allowed: JSON as transformers or sentence-transformers writes it
      to fix:  save the model again
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"), object_hook=_without_hub_code)
        return TypeAdapter(kind).validate_python(content)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"cannot read {file}: {fault(error)}",
            allowed="JSON as transformers or sentence-transformers writes it",
            fix="save the model again",
        ) from error


def refuse_hub_code(folder: Path | str) -> None:
    """Raise InputError if `config.json` of a folder names code that transformers would fetch."""
    read_model_file(Path(folder) / "config.json", dict)


def _without_hub_code(table: dict[str, Any]) -> dict[str, Any]:
    # transformers takes a name with a slash for a kernel on the hub, and runs it.
    for key, value in table.items():
        if _IMPLEMENTATION in key and "/" in str(value):
            raise ValueError(f"{key} is {value!r:.80}: code on the hub, which is never run")
    return table


def fault(error: Exception) -> str:
    """What is wrong with a file, in one line: the first fault that pydantic or the system names."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return ": ".join([*map(str, first["loc"]), first["msg"]])
    return getattr(error, "strerror", None) or first_line(error)
