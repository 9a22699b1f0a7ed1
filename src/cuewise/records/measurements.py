"""Arrays from cues, models and plug-ins, before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cuewise.records.base import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Quantity = Literal["accuracy", "lift over majority"]


@dataclass(frozen=True, slots=True)
class CueTable:
    """names[f] (subjects such as `word:people`), kinds[f], values CSR [n, f] of 0/1, notes[f]."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: csr_array
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predictions:
    """probs[n, k]; a NaN row means that the model gave no usable answer."""

    probs: Floats
    model_id: str
    n_calls: int
    raw: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Measurements:
    """What one plug-in measured, **every** hypothesis it tested included.

    subjects[m], labels[m] (a label name, or "" where none applies), effect[m] with its interval
    low[m], high[m]; p[m] or None; support[m]; `unit` of the effect; evidence_ids[m] are row
    numbers. `details` holds further columns [m] by name. For measurements by group, cues[m] is the
    cue and present[m] whether the documents hold it; quantities[m] distinguishes what a baseline
    measures. Each is empty where it does not apply.
    """

    code: str
    subjects: tuple[str, ...]
    labels: tuple[str, ...]
    effect: Floats
    low: Floats
    high: Floats
    support: Ints
    unit: str
    p: Floats | None = None
    evidence_ids: tuple[tuple[int, ...], ...] = ()
    details: Mapping[str, Floats] = field(default_factory=dict)
    model_id: str | None = None
    cues: tuple[str, ...] = ()
    present: tuple[bool, ...] = ()
    quantities: tuple[Quantity, ...] = ()
