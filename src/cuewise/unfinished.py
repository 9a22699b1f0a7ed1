"""The visible folder that holds work until it is complete: one run at a time, and no leftovers."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cuewise.errors import InputError

ENDING = ".unfinished"
MARKER = "cuewise-unfinished.txt"
RESULT, FINISHED = "result", "finished"
_TRIES, _PAUSE = 5, 0.05  # looks at a folder without a marker, and seconds between them
_TEXT = """\
cuewise puts a result together here. When it is complete, this folder disappears.
An interrupted run leaves it behind: the same command goes on from it.
Delete it if no cuewise command is running.
"""


@contextlib.contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """Hold the folder `TARGET.unfinished` for one run; yields the empty folder `result` in it.

    Beside `result` may lie `finished`, with pieces of work that are done. The folder is removed
    when the block ends, with or without an error. After an interrupt, `finished` stays.

    Raises
    ------
    InputError
        Another run holds the folder, cuewise did not make it, or the system refuses to make it.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "made"
    >>> with unfinished_folder(target) as result:
    ...     result.parent.name, [path.name for path in result.iterdir()]
    ('made.unfinished', [])
    >>> [path.name for path in target.parent.iterdir()]
    []
    """
    folder = target.with_name(target.name + ENDING)
    marker = _taken(folder)
    kept = False
    try:
        _remove(folder / RESULT)
        (folder / RESULT).mkdir()
        yield folder / RESULT
    except KeyboardInterrupt:
        kept = _holds_any(folder / FINISHED)
        raise
    finally:
        _leave(folder, marker, kept=kept)


def _taken(folder: Path) -> BinaryIO:
    """The marker of `folder`, open and locked; the folder is made where there is none."""
    try:
        for _ in range(_TRIES):
            marker = _made(folder) or _taken_over(folder)
            if marker is not None:
                return marker
            # Another run is just making the folder, or removing it.
            time.sleep(_PAUSE)
    except OSError as error:
        raise InputError(
            f"cannot write {folder}: {error.strerror or error}",
            "a folder that can be written to",
            "name another folder",
        ) from error
    raise _in_use(folder) if _is_ours(folder) else _foreign(folder)


def _made(folder: Path) -> BinaryIO | None:
    """The marker of a folder that did not exist; None where it exists."""
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        return None
    marker = (folder / MARKER).open("xb")
    if _lock(marker) is False:
        # A run that came later was faster.
        marker.close()
        return None
    marker.write(_TEXT.encode())
    marker.flush()
    return marker


def _taken_over(folder: Path) -> BinaryIO | None:
    """The marker of a folder that a run left behind; None without a marker."""
    if not _is_ours(folder):
        return None
    try:
        marker = (folder / MARKER).open("r+b")
    except FileNotFoundError:
        return None
    locked = _lock(marker)
    if locked is not True:
        marker.close()
        raise _unsure(folder) if locked is None else _in_use(folder)
    if _same(marker, folder / MARKER):
        return marker
    # The run that held the folder removed it before it let go of the lock.
    marker.close()
    return None


def _is_ours(folder: Path) -> bool:
    marker = folder / MARKER
    return not folder.is_symlink() and not marker.is_symlink() and marker.is_file()


def _same(marker: BinaryIO, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(marker.fileno()), file.stat())
    except FileNotFoundError:
        return False


def _foreign(folder: Path) -> InputError:
    return InputError(
        f"cuewise did not make {folder}, and needs that name for unfinished work",
        "no such folder, or one that an interrupted run left behind",
        "rename it, or name another folder for the result",
    )


def _in_use(folder: Path) -> InputError:
    return InputError(
        f"another run of cuewise is writing into {folder}",
        "one run at a time for a folder",
        "wait until it ends, or name another folder for the result",
    )


def _unsure(folder: Path) -> InputError:
    return InputError(
        f"{folder} holds unfinished work, and this system cannot tell whether a run still uses it",
        "a folder that no run uses",
        "delete it if no cuewise command is running, or name another folder for the result",
    )


def _no_lock(_: BinaryIO) -> bool | None:
    return None


def _flock(marker: BinaryIO) -> bool | None:
    """Lock the marker until the process ends, however it ends.

    False: another process has locked it. None: the file system cannot lock.
    """
    import fcntl

    try:
        fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


_LOCKS: dict[str, Callable[[BinaryIO], bool | None]] = {"posix": _flock}
_lock = _LOCKS.get(os.name, _no_lock)


def _holds_any(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _leave(folder: Path, marker: BinaryIO, *, kept: bool) -> None:
    """Remove what cuewise wrote, and let go of the lock; files of others stay."""
    _remove(folder / RESULT)
    if not kept:
        _remove(folder / FINISHED)
        _forget(folder / MARKER)
    marker.close()
    if not kept:
        _forget(folder / MARKER)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _forget(marker: Path) -> None:
    # Some systems cannot remove a file that is open.
    with contextlib.suppress(PermissionError):
        marker.unlink(missing_ok=True)
