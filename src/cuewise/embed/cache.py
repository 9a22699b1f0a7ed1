"""The one on-disk cache of vectors: content-addressed, shared by processes, safe to delete.

A row is written in a transaction or not at all (SQLite, write-ahead log), carries a checksum, and
its key names everything it depends on. Trouble with the cache never stops a run: it is reported
once as a warning and the vectors are computed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cuewise.records import Bools

_DEFAULT_LIMIT = 4 * 2**30
_ASK = 500  # keys a query; SQLite allows at least 999 parameters
_WRITE = 2000  # rows a transaction
# The last is a statement that does not fit: a table of another shape.
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vectors"
    " (key BLOB PRIMARY KEY, crc INTEGER NOT NULL, vector BLOB NOT NULL)"
)


def cache_dir() -> Path | None:
    """Where the cache lives: `$CUEWISE_CACHE`, else the platform's place; None when it is "off".

    Examples
    --------
    >>> import os
    >>> os.environ["CUEWISE_CACHE"] = "off"
    >>> cache_dir() is None
    True
    >>> del os.environ["CUEWISE_CACHE"]
    """
    asked = os.environ.get("CUEWISE_CACHE", "")
    if asked.lower() == "off":
        return None
    if asked:
        return Path(asked).expanduser()
    return _PLATFORM.get(sys.platform, _linux)()


def _linux() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cuewise"


def _mac() -> Path:
    return Path.home() / "Library" / "Caches" / "cuewise"


def _windows() -> Path:
    local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    return Path(local) / "cuewise" / "Cache"


_PLATFORM: Mapping[str, Callable[[], Path]] = {"darwin": _mac, "win32": _windows}


def keys(namespace: str, *columns: Sequence[str]) -> list[bytes]:
    """A 20-byte key for each row of `columns`, under the name of what computes the vectors.

    Examples
    --------
    >>> a, b = keys("encoder", ["one", "two"])
    >>> a == keys("encoder", ["one"])[0], a == b, a == keys("other", ["one"])[0]
    (True, False, False)
    """
    base = hashlib.blake2b(namespace.encode(), digest_size=20, person=b"cuewise")
    found = []
    for row in zip(*columns, strict=True):
        digest = base.copy()
        for text in row:
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "little"))
            digest.update(data)
        found.append(digest.digest())
    return found


@dataclass(frozen=True, slots=True)
class VectorCache:
    """Vectors by key in the file `vectors.sqlite` of `folder`; without a folder it holds nothing.

    Parameters
    ----------
    folder:
        Created when first written to. None turns the cache off.
    limit:
        Bytes the file may grow to; past it the oldest quarter of the rows gives way.
    """

    folder: Path | None
    limit: int = _DEFAULT_LIMIT

    @property
    def file(self) -> Path | None:
        """Where the vectors lie, None when the cache is off."""
        return None if self.folder is None else self.folder / "vectors.sqlite"

    def get(self, wanted: Sequence[bytes], width: int) -> tuple[NDArray[np.float32], Bools]:
        """Vectors [n, width] of distinct `wanted` and which were found; the others are NaN."""
        vectors = np.full((len(wanted), width), np.nan, dtype=np.float32)
        found = np.zeros(len(wanted), dtype=np.bool_)
        file = self.file
        if file is None or not file.exists() or not wanted:
            return vectors, found
        at = {key: i for i, key in enumerate(wanted)}
        with trouble_as_warning(file), open_database(file) as database:
            for start in range(0, len(wanted), _ASK):
                part = wanted[start : start + _ASK]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, crc, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
                for key, crc, blob in database.execute(query, part):
                    if len(blob) == 4 * width and zlib.crc32(blob) == crc:
                        vectors[at[key]] = np.frombuffer(blob, dtype="<f4")
                        found[at[key]] = True
        return vectors, found

    def put(self, names: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store `vectors` [n, width] under `names`; what is there already is replaced."""
        file = self.file
        if file is None or not names:
            return
        blobs = [row.astype("<f4").tobytes() for row in vectors]
        rows = [(k, zlib.crc32(blob), blob) for k, blob in zip(names, blobs, strict=True)]
        with trouble_as_warning(file), open_database(file) as database:
            database.execute(_SCHEMA)
            for start in range(0, len(rows), _WRITE):
                with database:  # one transaction
                    database.executemany(
                        "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                        rows[start : start + _WRITE],
                    )
            self._make_room(database)

    def _make_room(self, database: sqlite3.Connection) -> None:
        size, pages, free = (
            database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
        if size * (pages - free) <= self.limit:
            return
        with database:
            database.execute(
                "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY rowid"
                " LIMIT (SELECT COUNT(*) / 4 + 1 FROM vectors))"
            )


@contextlib.contextmanager
def open_database(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the cache `file`, in a private folder, for several processes at once."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.closing(sqlite3.connect(file, timeout=30)) as database:
        # Where the file system cannot do it (NFS), SQLite keeps its rollback journal. While another
        # process makes the same change it refuses at once, and the change is made all the same.
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA journal_size_limit = 67108864")
        yield database


@contextlib.contextmanager
def trouble_as_warning(file: Path) -> Iterator[None]:
    """Turn any failure of the cache into a warning; a damaged file gives way to a new one."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        warnings.warn(f"cache {file}: {error}; continuing without it", stacklevel=4)
        if isinstance(error, sqlite3.DatabaseError) and _damaged(error):
            for ending in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    Path(f"{file}{ending}").unlink(missing_ok=True)


def _damaged(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN


def default_cache() -> VectorCache:
    """The cache at `cache_dir()`."""
    return VectorCache(cache_dir())
