"""Array types, and the bases of serialised records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cuewise.files import write_whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Record(BaseModel):
    """Base of everything that is serialised."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SavedRecord(Record):
    """Base of a record that is a file of its own."""

    def to_json(self) -> str:
        """The record as JSON text, keys in a fixed order, None for what is unknown."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    def save(self, path: Path | str) -> Path:
        """Write the record as JSON, whole or not at all."""
        return write_whole(path, self.to_json())
