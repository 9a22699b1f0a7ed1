"""Arrays from cues, models and plug-ins, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cuewise.records.base import Bools, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Quantity = Literal[
    "accuracy",
    "lift over majority",
    "accuracy on repeated texts",
    "accuracy on other texts",
]


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
    numbers. For measurements by group, cues[m] is the cue and present[m] whether the documents hold
    it; quantities[m] distinguishes what a baseline measures. Each is empty where it does not apply.
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
    model_id: str | None = None
    cues: tuple[str, ...] = ()
    present: tuple[bool, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Associations:
    """Every hypothesis tested, a row each.

    subjects[m] and labels[m] name the cue and the label; cue[m] and label[m] are their numbers.
    From the discovery split: p[m] and discovered[m], the deviation. From the estimation split:
    effect[m] = p(label | cue) - p(label) with low[m] and high[m], log_odds_ratio[m], and
    replicated[m], whether it shows the same. Over both: support[m] documents, prevalence[m] their
    share, and z[m], the competency statistic.
    """

    subjects: tuple[str, ...]
    labels: tuple[str, ...]
    cue: Ints
    label: Ints
    p: Floats
    discovered: Floats
    effect: Floats
    low: Floats
    high: Floats
    log_odds_ratio: Floats
    replicated: Bools
    support: Ints
    prevalence: Floats
    z: Floats
