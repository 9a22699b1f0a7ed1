"""The weights of the signals and the prior, fitted on judged cues by `benchmarks/verdicts.py`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cuewise.records import Signal

# The transformer's axis and the static one ask one question and share a weight.
AXES = ("semantic_irrelevance", "static_irrelevance")


@dataclass(frozen=True, slots=True)
class Fit:
    """How signals become a probability.

    log_odds:
        Of *spurious*, before any signal.
    disagree:
        The share of cues that people call spurious though all evidence calls them genuine.
    weights:
        By the name of the signal; a signal that is not named is only reported.
    """

    log_odds: float
    disagree: float
    weights: Mapping[str, float]

    def weighed(self, name: str, own: Signal | None) -> Signal | None:
        """A signal with the weight of its name; 0 for a signal that is only reported."""
        return own and own.model_copy(update={"weight": self.weights.get(name, 0.0)})


@cache
def fitted() -> Fit:
    """The fit that cuewise uses.

    Examples
    --------
    >>> weights = fitted().weights
    >>> weights["semantic_irrelevance"] == weights["static_irrelevance"] > 0
    True
    """
    text = files("cuewise.evidence").joinpath("weights.toml").read_text("utf-8")
    table = tomllib.loads(text)
    weights = {**table["weights"], **table["by_hand"]}
    axes = weights.pop("axes")
    return Fit(**table["prior"], weights={**dict.fromkeys(AXES, axes), **weights})
