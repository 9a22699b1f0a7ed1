"""Array types, and the base of every record that is serialised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Record(BaseModel):
    """Base of everything that is serialised."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
