"""One figure of the table: what was simulated, its Monte Carlo interval, the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

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
class Simulated:
    """What is drawn, how often (`runs`: of the number asked for), and what its figure is to be."""

    name: str
    draw: Draw
    target: tuple[float, float] = COVERAGE
    note: str = ""
    runs: float = 1.0

    def draws(self, seed: int, simulations: int, *, least: int = 2) -> NDArray[np.float64]:
        """The draws; the seed and the name alone decide them."""
        n = max(least, int(simulations * self.runs))
        rng = np.random.default_rng([seed, *self.name.encode()])
        return np.array([float(self.draw(rng)) for _ in range(n)])

    def figure(self, estimate: Any, low: Any, high: Any, n: int, note: str = "") -> Figure:
        ends = float(estimate), float(low), float(high)
        return Figure(self.name, *ends, n, self.target, note or self.note)


@dataclass(frozen=True, slots=True)
class Share(Simulated):
    """A share of simulations in which something holds; a run may answer NaN (not applicable)."""

    def simulate(self, seed: int, simulations: int) -> Figure:
        every = self.draws(seed, simulations)
        held = every[~np.isnan(every)]
        undefined = every.size - held.size
        note = f"{self.note}; {undefined} undefined" if undefined else ""
        ends = binomtest(int(held.sum()), held.size).proportion_ci(method="exact")
        return self.figure(held.mean(), *ends, held.size, note)


@dataclass(frozen=True, slots=True)
class Mean(Simulated):
    """The mean of a figure over simulations."""

    def simulate(self, seed: int, simulations: int) -> Figure:
        value = self.draws(seed, simulations)
        value = value[~np.isnan(value)]
        mean, half = value.mean(), 1.96 * value.std(ddof=1) / np.sqrt(value.size)
        return self.figure(mean, mean - half, mean + half, value.size)


@dataclass(frozen=True, slots=True)
class Median(Simulated):
    """The median of a figure over simulations, its interval by order statistics."""

    def simulate(self, seed: int, simulations: int) -> Figure:
        value = np.sort(self.draws(seed, simulations, least=10))
        n = value.size
        reach = 0.98 * np.sqrt(n)
        low, high = value[int(n / 2 - reach)], value[min(n - 1, int(n / 2 + reach))]
        return self.figure(np.median(value), low, high, n)
