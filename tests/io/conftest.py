"""Helpers for the tests of `cuewise.io`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cuewise.io import load
from cuewise.records import Corpus

Loader = Callable[..., Corpus]


@pytest.fixture
def load_bytes(tmp_path: Path) -> Loader:
    """Write bytes (or text, as UTF-8) to a file of the given name and load it."""

    def go(data: bytes | str, name: str = "data.csv", **options: Any) -> Corpus:
        path = tmp_path / name
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        return load(path, **{"text": "text", "label": "label", **options})

    return go
