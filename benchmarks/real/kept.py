"""Finished results on disk, keyed by what they were made from; the folder is safe to delete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cuewise.bench.cache import code_version
from cuewise.files import write_whole


def kept(
    folder: Path,
    name: str,
    sources: Sequence[Path],
    frames: Iterable[pl.DataFrame | None],
    make: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """The result of `make`, from the folder if it was made there from the same inputs.

    The inputs are the code of the package, the files `sources`, and the rows of the frames. `name`
    tells apart the results that are made from the same inputs.
    """
    digest = hashlib.sha256(code_version().encode())
    for source in sources:
        digest.update(source.read_bytes())
    for frame in frames:
        digest.update(b"-" if frame is None else frame.write_json().encode())
    path = folder / f"{name}.{digest.hexdigest()[:16]}.json"
    if path.is_file():
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found
    result = make()
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return result
