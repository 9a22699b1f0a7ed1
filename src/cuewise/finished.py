"""Finished pieces of work on disk, so that an interrupted run goes on where it was."""

from __future__ import annotations

import contextlib
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What numbers depend on beside the code of cuewise.
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch", "tokenizers", "transformers")
_KEY = re.compile(r"[0-9a-f]{64}")
_OWN = "key of the piece"  # the array that says which piece a file holds

# What a key is made of; sequences may be nested.
Input = str | bytes | int | float | None | NDArray[Any] | Sequence["Input"]


@cache
def code_digest() -> str:
    """A digest of all code and tables of cuewise, and of the libraries that it computes with."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".toml"}:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    for library in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            digest.update(f"{library}=={version(library)}\n".encode())
    return digest.hexdigest()


def piece_key(*inputs: Input) -> str:
    """The key of a piece of work, of everything that it depends on; the code is added.

    Parameters
    ----------
    inputs:
        Texts, numbers, arrays, and sequences of them.

    Raises
    ------
    TypeError
        An input of another type, or an array of objects: it has no bytes to compare.

    Examples
    --------
    >>> piece_key("ablate", ["a text"], 0) == piece_key("ablate", ["a text"], 0)
    True
    >>> piece_key("ab", "c") == piece_key("a", "bc")
    False
    """
    digest = hashlib.sha256()
    _feed(digest, (code_digest(), *inputs))
    return digest.hexdigest()


def _feed(digest: Any, value: Input) -> None:
    if isinstance(value, list | tuple):
        digest.update(f"sequence {len(value)}\n".encode())
        for part in value:
            _feed(digest, part)
        return
    kind, content = _content(value)
    digest.update(f"{kind} {len(content)}\n".encode())
    digest.update(content)


def _content(value: Any) -> tuple[str, bytes]:
    """The kind of one input, and its bytes."""
    if isinstance(value, str):
        return "str", value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return "bytes", value
    if value is None or isinstance(value, bool | int | float):
        return "plain", repr(value).encode()
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        return f"array {value.dtype.str} {value.shape}", np.ascontiguousarray(value).tobytes()
    raise TypeError(f"a key cannot be made of {type(value).__name__}; allowed: texts and numbers")


@dataclass(frozen=True, slots=True)
class Finished:
    """Finished pieces of work in a folder, each a file of arrays under its `piece_key`.

    A piece is written whole or not at all. One that cannot be read counts as missing, and one that
    cannot be written is not kept: the work is done again.

    Examples
    --------
    >>> store = Finished(Path(tempfile.mkdtemp()))
    >>> key = piece_key("answers", 1)
    >>> store.get(key) is None
    True
    >>> store.put(key, {"probs": np.ones(2)})
    >>> store.get(key)["probs"].tolist()
    [1.0, 1.0]
    """

    folder: Path

    def get(self, key: str) -> dict[str, NDArray[Any]] | None:
        """The arrays of a piece; None where it is missing or damaged.

        Raises
        ------
        ValueError
            `key` is not the form of a `piece_key`.
        """
        path = self._path(key)
        if path.is_symlink() or not path.is_file():
            return None
        # A file may hold anything; reading it must not end the run.
        with contextlib.suppress(Exception):
            _require_plain(path)
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            if arrays.pop(_OWN).tobytes() == key.encode():
                return arrays
        return None

    def put(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Store the arrays of a piece; a piece of that key is replaced.

        Raises
        ------
        ValueError
            An array of objects, or `key` is not the form of a `piece_key`.
        """
        path = self._path(key)
        objects = [name for name, array in arrays.items() if np.asarray(array).dtype.kind == "O"]
        if objects:
            raise ValueError(f"arrays of objects cannot be stored: {', '.join(objects)}")
        own = np.frombuffer(key.encode(), np.uint8)
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                prefix="part-", dir=self.folder, delete=False
            ) as handle:
                part = Path(handle.name)
                try:
                    with zipfile.ZipFile(handle, "w") as archive:
                        for name, array in {**arrays, _OWN: own}.items():
                            _add(archive, name, np.asarray(array))
                    handle.close()
                    part.replace(path)
                finally:
                    part.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is not the key of a piece of work")
        return self.folder / f"{key}.npz"


def _add(archive: zipfile.ZipFile, name: str, array: NDArray[Any]) -> None:
    with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
        np.lib.format.write_array(file, array, allow_pickle=False)


def _require_plain(path: Path) -> None:
    """Raise unless what the file unpacks to is as long as the file: a bomb is compressed."""
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise ValueError("compressed")
