"""The `cuewise train` command for a model that can only be repaired by training it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cuewise.errors import InputError, NeedsTraining

# The remedy that needs no group labels.
_REMEDY = "ablate"


@contextmanager
def training_named(data: str, columns: Mapping[str, Any], out: Path) -> Iterator[None]:
    """Name the exact command in the error of a model whose last layer cannot be repaired."""
    try:
        yield
    except NeedsTraining as error:
        command = train_command(data, columns, error.encoder, out)
        fix = f"train it on the same data: {command} (comes with a later release); or {error.fix}"
        raise InputError(error.what, error.allowed, fix) from error


def train_command(data: str, columns: Mapping[str, Any], encoder: str, out: Path) -> str:
    """The command, quoted for a shell.

    Examples
    --------
    >>> train_command("my data.csv", {"text": "text", "label": "y"}, "./gpt", Path("out"))
    "cuewise train 'my data.csv' --text text --label y --encoder ./gpt --remedy ablate --out out"
    """
    named = [
        (flag, columns.get(name))
        for flag, name in (("--text", "text"), ("--text-b", "text_b"), ("--label", "label"))
    ]
    given = [part for flag, value in named if value for part in (flag, str(value))]
    last = ["--encoder", encoder, "--remedy", _REMEDY, "--out", str(out)]
    return shlex.join(["cuewise", "train", data, *given, *last])
