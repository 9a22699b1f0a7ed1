"""The corpora of the benchmark: one cell, one corpus, made anew from its settings.

Four grids. **planted**: one spurious cue in reviews whose opinions give the label; the words of
praise and blame truly go with it, so only the cue is scored. **alone**: one cue in reviews whose
opinions say nothing of the label (half of the documents have the label that their text does not
say), so that all that goes with the label does so because of the cue. **null**: nothing goes with
the label. **decoy**: genuine words, to be flagged by nobody who claims to find spurious ones.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from cuewise.synth import Decoy, Plant, Planted, make, null
from cuewise.synth.settings import STRENGTHS

LANGUAGES = ("en", "zh")
# How long a detector takes for a corpus: a second, some seconds, a quarter of a minute.
FAST, SLOW, SLOWEST = 0, 1, 2
_POSITIVE, _NEGATIVE = "positive", "negative"
# Two of praise and two of blame stand in each corpus of decoys; the last ones of each list are
# words that the made-up reviews do not use of themselves.
_DECOYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("superb", "excellent", "impressive", "decent", "magnificent", "exquisite", "delightful"),
        ("dreadful", "awful", "disappointing", "mediocre", "shoddy", "miserable", "pathetic"),
    ),
    "zh": (
        ("出色", "优秀", "精彩", "用心", "靠谱", "绝佳", "贴心"),
        ("糟糕", "低劣", "差劲", "敷衍", "离谱", "恶劣", "坑人"),
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The settings of one corpus.

    `kind` and `value` are the plant's; in the null grid `kind` is `flat` (a cue of the strength of
    the label's prior) or `permuted`. `pace` is that of the slowest detectors that run on it.
    """

    grid: str
    language: str
    n: int
    kind: str
    value: str = ""
    strength: float = 0.5
    frequency: float = 0.0
    balance: float = 0.5
    replicate: int = 0
    pace: int = FAST

    @property
    def name(self) -> str:
        """What tells the cell from all others of its form."""
        shares = f"{self.strength:.2f}-{self.frequency:.3f}-{self.balance:.2f}"
        return f"{self.grid}-{self.language}-{self.kind}-{shares}-{self.n}-{self.replicate}"

    @property
    def seed(self) -> int:
        """Of the corpus; no two cells share one."""
        return zlib.crc32(self.name.encode())

    def settings(self) -> str:
        """All that the corpus depends on, as JSON."""
        fields = asdict(self)
        del fields["pace"]
        return json.dumps(fields, sort_keys=True, ensure_ascii=False)

    def plant(self) -> Plant:
        """The planted cue."""
        return Plant(self.kind, self.value, _POSITIVE, self.strength, self.frequency)

    def make(self) -> Planted:
        """The corpus.

        Examples
        --------
        >>> Cell("null", "en", 60, "permuted").make().truth
        ()
        """
        return _MAKERS[self.grid](self)

    def reference(self, n: int) -> Cell:
        """The corpus, made apart, that tells what else a cue brings along: see `companions`."""
        strength = max(STRENGTHS)
        return replace(self, grid="reference", n=n, strength=strength, replicate=0, pace=FAST)


def _planted(cell: Cell) -> Planted:
    return make(cell.language, cell.n, plants=[cell.plant()], seed=cell.seed)


def _says_nothing(n: int) -> float:
    """The noise at which half of n documents have the label that their text does not say."""
    return 0.5 - 0.25 / n


def _alone(cell: Cell) -> Planted:
    noise = _says_nothing(cell.n)
    return make(cell.language, cell.n, plants=[cell.plant()], seed=cell.seed, noise=noise)


def _flat(cell: Cell) -> Planted:
    kind, _, value = cell.value.partition(":")
    plant = Plant(kind, value, _POSITIVE, cell.strength, cell.frequency)
    return make(
        cell.language,
        cell.n,
        plants=[plant],
        seed=cell.seed,
        balance=cell.balance,
        noise=_says_nothing(cell.n),
    )


def _permuted(cell: Cell) -> Planted:
    return null(cell.language, cell.n, seed=cell.seed, balance=cell.balance)


def _decoyed(cell: Cell) -> Planted:
    good, bad = _DECOYS[cell.language]
    words = [
        (pool[(cell.replicate * 2 + i) % len(pool)], label)
        for pool, label in ((good, _POSITIVE), (bad, _NEGATIVE))
        for i in (0, 1)
    ]
    decoys = [Decoy(word, label, cell.frequency, cell.strength) for word, label in words]
    return make(cell.language, cell.n, decoys=decoys, seed=cell.seed)


_NULLS: Mapping[str, Callable[[Cell], Planted]] = {"flat": _flat, "permuted": _permuted}
_MAKERS: Mapping[str, Callable[[Cell], Planted]] = {
    "planted": _planted,
    "alone": _alone,
    "reference": _alone,
    "null": lambda cell: _NULLS[cell.kind](cell),
    "decoy": _decoyed,
}
