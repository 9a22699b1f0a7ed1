"""Find the files a user named; write files and folders whole or not at all."""

from __future__ import annotations

import contextlib
import difflib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cuewise.errors import InputError
from cuewise.finished import Finished
from cuewise.unfinished import FINISHED, unfinished_folder


@contextlib.contextmanager
def whole_file(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path`, renamed onto it only when the block succeeds.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> target = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> with whole_file(target) as part:
    ...     _ = part.write_text("done")
    >>> target.read_text()
    'done'
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        # mkstemp makes the file private; give it the permissions an ordinary open() would.
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path | str, text: str) -> Path:
    """Write `text` as UTF-8 to `path`, whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return Path(path)


@contextlib.contextmanager
def whole_folder(path: Path | str) -> Iterator[Path]:
    """Yield a folder in `PATH.unfinished`, renamed to `path` only when the block succeeds.

    The folder `PATH.unfinished` disappears with or without an error. A run that is killed leaves
    it, and the next run into the same `path` takes it over: see `cuewise.unfinished`.

    Raises
    ------
    InputError
        `path` is a file or a folder that is not empty: existing files are never overwritten.
        Or `PATH.unfinished` is in use, was not made by cuewise, or cannot be made.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> target = pathlib.Path(tempfile.mkdtemp()) / "made"
    >>> with whole_folder(target) as part:
    ...     _ = (part / "a.txt").write_text("done")
    >>> [file.name for file in target.iterdir()]
    ['a.txt']
    """
    path = Path(path).resolve()
    _require_vacant(path)
    with unfinished_folder(path) as part:
        yield part
        part.chmod(0o777 & ~_umask())
        for file in part.rglob("*"):
            # Some libraries write private files, but users share these folders.
            file.chmod((0o777 if file.is_dir() else 0o666) & ~_umask())
        _require_vacant(path)
        if path.is_dir():
            # Some systems cannot rename a folder onto an empty one.
            path.rmdir()
        part.replace(path)


def finished_beside(part: Path) -> Finished:
    """The store of finished pieces of the run that writes into `part`, a `whole_folder`.

    It outlives an interrupt or a kill, for the next run into the same folder. It disappears with
    the end of the work.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with whole_folder(pathlib.Path(tempfile.mkdtemp()) / "made") as part:
    ...     finished_beside(part).folder.relative_to(part.parent.parent).as_posix()
    'made.unfinished/finished'
    """
    return Finished(part.with_name(FINISHED))


def _require_vacant(path: Path) -> None:
    """Raise InputError unless `path` is an empty folder or does not exist."""
    if path.is_dir():
        entry = next(path.iterdir(), None)
        why = f"already contains {entry.name!r}" if entry else ""
    else:
        why = "is a file" if path.exists() else ""
    if why:
        raise InputError(
            f"the folder {path} {why}", "an empty folder or a new one", "name another folder"
        )


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def existing(path: Path) -> Path:
    """Return `path` if it exists, else raise InputError with the closest name beside it.

    Examples
    --------
    >>> existing(Path("/no/such/place"))
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: /no/such/place does not exist
      allowed: an existing path
      to fix:  check the path
    """
    if path.exists():
        return path
    close = closest(path)
    hint = f"did you mean {close}?" if close else "check the path"
    raise InputError(f"{path} does not exist", allowed="an existing path", fix=hint)


def closest(path: Path) -> str | None:
    """Return the most similar name beside `path`; None if there is none."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    matches = difflib.get_close_matches(path.name, names, n=1)
    return str(path.parent / matches[0]) if matches else None
