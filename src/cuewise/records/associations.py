"""The association of every cue with every label."""

from __future__ import annotations

from dataclasses import dataclass

from cuewise.records.base import Bools, Floats, Ints


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
