"""Choose the reader of a source."""

from __future__ import annotations

import difflib
import glob
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cuewise.errors import InputError
from cuewise.io.columnar import read_arrow, read_parquet
from cuewise.io.delimited import read_delimited
from cuewise.io.jsonlines import read_json
from cuewise.io.memory import FROM_MEMORY, from_hub
from cuewise.io.roles import shortened
from cuewise.io.table import SourceTable, stack

_Reader = Callable[[Path, Sequence[str]], SourceTable]
_READERS: dict[str, _Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".json": read_json,
    ".parquet": read_parquet,
    ".arrow": read_arrow,
    ".feather": read_arrow,
    ".ipc": read_arrow,
}
_ALLOWED = (
    f"a path or glob of {', '.join(_READERS)}; a pandas, polars or pyarrow table; "
    "a Hugging Face dataset; hf:NAME"
)


def read_source(source: Any, wanted: Sequence[str] = ()) -> SourceTable:
    """The rows of any source.

    Parameters
    ----------
    source:
        What `cuewise.load` takes.
    wanted:
        The columns that matter; they help to find the delimiter of a text file.

    Examples
    --------
    >>> import polars as pl
    >>> read_source(pl.DataFrame({"a": [1, 2]})).rows.tolist()
    [1, 2]
    """
    if isinstance(source, str) and source.startswith("hf:"):
        return from_hub(source)
    if isinstance(source, str | Path):
        return stack([read_file(path, wanted) for path in files(source)])
    for kind in type(source).__mro__:
        convert = FROM_MEMORY.get((kind.__module__.partition(".")[0], kind.__name__))
        if convert:
            return convert(source)
    raise InputError(
        f"a {type(source).__name__} is not a source of rows",
        allowed=_ALLOWED,
        fix="pass a path or a table",
    )


def files(source: str | Path) -> list[Path]:
    """The files of a path or glob, sorted."""
    try:
        return _existing(Path(source).expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{shortened(source)} is no path that can be read: {error.__class__.__name__}", _ALLOWED
        ) from error


def _existing(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if path.is_dir():
        raise InputError(
            f"{path} is a directory", _ALLOWED, f"name the files, such as {path / '*.parquet'}"
        )
    if glob.has_magic(str(path)):
        # `Path.glob` takes no absolute pattern.
        matches = sorted(map(Path, glob.glob(str(path), recursive=True)))  # noqa: PTH207
        if files := [match for match in matches if match.is_file()]:
            return files
        raise InputError(f"no file matches {path}", _ALLOWED, "check the pattern")
    if path.exists():
        raise InputError(f"{path} is not an ordinary file", _ALLOWED, "copy it to a file first")
    raise InputError(f"{path} does not exist", _ALLOWED, _close_by(path))


def _close_by(path: Path) -> str:
    names = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean {path.parent / close[0]}?" if close else "check the path"


def read_file(path: Path, wanted: Sequence[str]) -> SourceTable:
    """The rows of one file."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{path} ends in {path.suffix or 'nothing'!r}, which cuewise does not read",
            allowed=_ALLOWED,
            fix="convert it, or rename it if its ending is wrong",
        )
    return reader(path, wanted)
