"""The sizes of the benchmark: full, quick, and tiny for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from cuewise.bench.cells import BENCH_LANGUAGES, FAST, SLOW, SLOWEST, GridCell
from cuewise.synth import grid
from cuewise.synth.settings import FREQUENCIES, STRENGTHS

_ALL_KINDS = tuple(dict.fromkeys(s.plant.kind for s in grid(languages=("en",))))


@dataclass(frozen=True, slots=True)
class BenchForm:
    """The part of the grids that a run covers; the defaults are those of the full form.

    `nulls` and `decoys` count corpora per language and setting. Slow detectors run on `slow_nulls`
    of the null corpora, on planted cues of `slow_strength` and `slow_frequencies`, and on decoys.
    Detectors slower than `pace` run only if the user names them.
    """

    name: str
    n: int = 2000
    kinds: tuple[str, ...] = _ALL_KINDS
    strengths: tuple[float, ...] = STRENGTHS
    frequencies: tuple[float, ...] = FREQUENCIES
    alone_strengths: tuple[float, ...] = (0.7, 0.9)
    alone_frequencies: tuple[float, ...] = (0.01, 0.05, 0.2)
    nulls: int = 100
    slow_nulls: int = 10
    decoy_strengths: tuple[float, ...] = (0.8, 0.95)
    decoy_frequencies: tuple[float, ...] = (0.01, 0.03, 0.05, 0.1)
    decoys: int = 5
    reference_n: int = 10_000
    languages: tuple[str, ...] = BENCH_LANGUAGES
    balances: tuple[float, ...] = (0.5, 0.9)
    slow_strength: float = 0.9
    slow_frequencies: tuple[float, ...] = (0.05, 0.2)
    pace: int = SLOWEST

    def cells(self) -> list[GridCell]:
        """Every cell, in a fixed order."""
        alone = self._grid("alone", self.alone_strengths, self.alone_frequencies)
        return [*self._planted(), *alone, *self._null(), *self._decoy()]

    def _planted(self) -> Iterator[GridCell]:
        for cell in self._grid("planted", self.strengths, self.frequencies):
            slow = cell.strength == self.slow_strength and cell.frequency in self.slow_frequencies
            yield replace(cell, pace=SLOWEST if slow else FAST)

    def _grid(
        self, name: str, strengths: tuple[float, ...], frequencies: tuple[float, ...]
    ) -> Iterator[GridCell]:
        for setting in grid(
            kinds=self.kinds,
            languages=self.languages,
            strengths=strengths,
            frequencies=frequencies,
        ):
            p = setting.plant
            yield GridCell(name, setting.language, self.n, p.kind, p.value, p.strength, p.frequency)

    def _null(self) -> Iterator[GridCell]:
        for language, balance in product(self.languages, self.balances):
            settings = grid(
                kinds=self.kinds,
                languages=(language,),
                strengths=(balance,),
                frequencies=FREQUENCIES,
            )
            plants = [s.plant for s in settings]
            cell = GridCell("null", language, self.n, "permuted", balance=balance)
            for i in range(self.nulls):
                slow = balance == 0.5 and i < self.slow_nulls
                yield replace(cell, replicate=i, pace=SLOWEST if slow else FAST)
                # Vary the uninformative cue from corpus to corpus.
                p = plants[i * 7 % len(plants)]
                yield replace(
                    cell,
                    kind="flat",
                    value=f"{p.kind}:{p.value}",
                    strength=p.strength,
                    frequency=p.frequency,
                    replicate=i,
                )

    def _decoy(self) -> Iterator[GridCell]:
        settings = product(self.languages, self.decoy_strengths, self.decoy_frequencies)
        for language, strength, frequency in settings:
            cell = GridCell("decoy", language, self.n, "decoy", "", strength, frequency)
            for i in range(self.decoys):
                yield replace(cell, replicate=i, pace=SLOWEST if i == 0 else SLOW)


FULL = BenchForm("full")
QUICK = BenchForm(
    "quick",
    n=1200,
    strengths=(0.9,),
    frequencies=(0.05, 0.2),
    alone_strengths=(0.9,),
    alone_frequencies=(0.2,),
    nulls=5,
    slow_nulls=1,
    decoy_strengths=(0.95,),
    decoy_frequencies=(0.05,),
    decoys=2,
    reference_n=3600,
    slow_frequencies=(0.2,),
    pace=SLOW,
)
# For tests: takes seconds, and its figures mean nothing.
TINY = BenchForm(
    "tiny",
    n=300,
    kinds=("word", "metadata"),
    strengths=(0.5, 0.95),
    frequencies=(0.2,),
    alone_strengths=(0.95,),
    alone_frequencies=(0.2,),
    nulls=2,
    slow_nulls=1,
    decoy_strengths=(0.95,),
    decoy_frequencies=(0.1,),
    decoys=1,
    reference_n=400,
)
