"""What is edited: a cue as the target, and the edited texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The operator that puts a cue in; all others take it out.
INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edited text: of which document, by which operator, which placebo (-1: the cue)."""

    row: int
    operator: str
    placebo: int
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """A cue to intervene on: its subject, the label it goes with, who holds it, how many do."""

    subject: str
    label: int
    holders: NDArray[np.bool_]
    support: int


def fractions(rng: np.random.Generator, n: int) -> list[float]:
    """n places to insert at, away from the very ends."""
    return [float(v) for v in rng.uniform(0.1, 0.9, n)]
