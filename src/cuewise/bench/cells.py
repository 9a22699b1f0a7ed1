"""The corpora of the benchmark: one cell is one corpus, generated from its settings.

Four grids:

- **planted**: one spurious cue in reviews whose opinions determine the label. Words of praise and
  blame are truly associated with the label there, so only the planted cue is scored.
- **alone**: one cue in reviews whose opinions are uninformative, because half of the documents
  have the label that their text contradicts. Only the cue and what comes with it are associated
  with the label.
- **null**: nothing is associated with the label.
- **decoy**: genuine words. A detector that claims to find spurious cues must not flag them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from cuewise.synth import Decoy, Plant, Planted, make, null
from cuewise.synth.settings import STRENGTHS

BENCH_LANGUAGES = ("en", "zh")
# Time that a detector takes for a corpus: about a second, some seconds, a quarter of a minute.
FAST, SLOW, SLOWEST = 0, 1, 2
_POSITIVE, _NEGATIVE = "positive", "negative"
# Each decoy corpus uses two words of praise and two of blame. The last words of each list do not
# occur in the generated reviews otherwise.
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
class GridCell:
    """The settings of one corpus of n documents.

    `kind` and `value` are the planted cue, `strength` is P(label | cue), `frequency` the share of
    documents with the cue, `balance` the share of positive ones. In the null grid `kind` is `flat`
    (a cue exactly as strong as the prior of the label) or `permuted` (shuffled labels). `pace` is
    the slowest pace of a detector that runs on the cell.
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
        """The name of the cell, unique within one form of the benchmark."""
        shares = f"{self.strength:.2f}-{self.frequency:.3f}-{self.balance:.2f}"
        return f"{self.grid}-{self.language}-{self.kind}-{shares}-{self.n}-{self.replicate}"

    @property
    def seed(self) -> int:
        """The seed of the corpus; no two cells share one."""
        return zlib.crc32(self.name.encode())

    def settings(self) -> str:
        """Everything that determines the corpus, as JSON."""
        fields = asdict(self)
        del fields["pace"]
        return json.dumps(fields, sort_keys=True, ensure_ascii=False)

    def plant(self) -> Plant:
        """The planted cue."""
        kind, value = self.value.split(":", 1) if self.kind == "flat" else (self.kind, self.value)
        return Plant(kind, value, _POSITIVE, self.strength, self.frequency)

    def make(self) -> Planted:
        """Generate the corpus.

        Examples
        --------
        >>> GridCell("null", "en", 60, "permuted").make().truth
        ()
        """
        return _MAKERS[self.grid](self)

    def reference(self, n: int) -> GridCell:
        """The cell of the separate corpus from which the cue's `companions` are measured."""
        strength = max(STRENGTHS)
        return replace(self, grid="reference", n=n, strength=strength, replicate=0, pace=FAST)


def _planted(cell: GridCell) -> Planted:
    return make(cell.language, cell.n, plants=[cell.plant()], seed=cell.seed)


def _alone(cell: GridCell) -> Planted:
    # Half of the documents have the label that their text contradicts.
    noise = 0.5 - 0.25 / cell.n
    return make(
        cell.language,
        cell.n,
        plants=[cell.plant()],
        seed=cell.seed,
        balance=cell.balance,
        noise=noise,
    )


def _permuted(cell: GridCell) -> Planted:
    return null(cell.language, cell.n, seed=cell.seed, balance=cell.balance)


def _decoyed(cell: GridCell) -> Planted:
    praise, blame = _DECOYS[cell.language]
    words = [
        (pool[(cell.replicate * 2 + i) % len(pool)], label)
        for pool, label in ((praise, _POSITIVE), (blame, _NEGATIVE))
        for i in (0, 1)
    ]
    decoys = [Decoy(word, label, cell.frequency, cell.strength) for word, label in words]
    return make(cell.language, cell.n, decoys=decoys, seed=cell.seed)


_NULLS: Mapping[str, Callable[[GridCell], Planted]] = {"flat": _alone, "permuted": _permuted}
_MAKERS: Mapping[str, Callable[[GridCell], Planted]] = {
    "planted": _planted,
    "alone": _alone,
    "reference": _alone,
    "null": lambda cell: _NULLS[cell.kind](cell),
    "decoy": _decoyed,
}
