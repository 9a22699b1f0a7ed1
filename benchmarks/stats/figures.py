"""One figure of the table: what was simulated, its Monte Carlo interval, the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cuewise.stats.intervals import clopper_pearson

Draw = Callable[[np.random.Generator], Any]
# Nominal 95% intervals; 1,000 simulations know their coverage to about ±.014.
COVERAGE = (0.93, 0.97)
# Methods that promise at least their level, at every truth or at every look, must keep it.
PROMISED = (0.95, 1.0)
ERROR = (0.0, 0.05)


@dataclass(frozen=True, slots=True)
class Figure:
    """A simulated figure; `met` says whether it lies in the target, both ends included."""

    name: str
    estimate: float
    low: float
    high: float
    simulations: int
    target: tuple[float, float]
    note: str = ""

    @property
    def met(self) -> bool:
        return bool(self.target[0] <= self.estimate <= self.target[1])

    def line(self) -> str:
        low, high = self.target
        figures = f"{self.estimate:8.4g} [{self.low:.4g}, {self.high:.4g}]"
        note = f"  ({self.note})" if self.note else ""
        return (
            f"{'met ' if self.met else 'MISS'}  {self.name:58} {figures:32} "
            f"target {low:g} to {high:g}, {self.simulations} runs{note}"
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A share of simulations in which something holds; a run may answer NaN (not applicable)."""

    name: str
    draw: Draw
    target: tuple[float, float] = COVERAGE
    note: str = ""
    runs: float = 1.0  # of the number asked for

    def simulate(self, seed: int, simulations: int) -> Figure:
        n = max(2, int(simulations * self.runs))
        rng = np.random.default_rng([seed, *self.name.encode()])
        held = np.array([float(self.draw(rng)) for _ in range(n)])
        undefined = int(np.isnan(held).sum())
        held = held[~np.isnan(held)]
        low, high = clopper_pearson(held.sum(), held.size)
        note = f"{self.note}; {undefined} undefined" if undefined else self.note
        return Figure(
            self.name, float(held.mean()), float(low), float(high), held.size, self.target, note
        )


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a figure over simulations."""

    name: str
    draw: Draw
    target: tuple[float, float]
    note: str = ""
    runs: float = 1.0

    def simulate(self, seed: int, simulations: int) -> Figure:
        n = max(2, int(simulations * self.runs))
        rng = np.random.default_rng([seed, *self.name.encode()])
        value = np.array([float(self.draw(rng)) for _ in range(n)])
        value = value[~np.isnan(value)]
        mean, half = value.mean(), 1.96 * value.std(ddof=1) / np.sqrt(value.size)
        return Figure(
            self.name,
            float(mean),
            float(mean - half),
            float(mean + half),
            value.size,
            self.target,
            self.note,
        )


@dataclass(frozen=True, slots=True)
class Median:
    """The median of a figure over simulations, its interval by order statistics."""

    name: str
    draw: Draw
    target: tuple[float, float]
    note: str = ""
    runs: float = 1.0

    def simulate(self, seed: int, simulations: int) -> Figure:
        n = max(10, int(simulations * self.runs))
        rng = np.random.default_rng([seed, *self.name.encode()])
        value = np.sort([float(self.draw(rng)) for _ in range(n)])
        reach = 0.98 * np.sqrt(n)
        low, high = value[int(n / 2 - reach)], value[min(n - 1, int(n / 2 + reach))]
        return Figure(
            self.name, float(np.median(value)), float(low), float(high), n, self.target, self.note
        )
