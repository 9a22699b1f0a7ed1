"""Which document holds which cue: exact counts, drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import InputError
from cuewise.synth.kinds import KINDS
from cuewise.synth.lexicon import Lexicon
from cuewise.synth.records import Decoy, Plant
from cuewise.types import Bools, Ints

# Beyond the share of a label's documents that hold the cue, how many hold another of its class.
_MORE, _BESIDES = 1.25, 0.1


class Opinion(NamedTuple):
    """A decoy in one document: with the label, or against it."""

    word: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What one document must be: its label, what its text says (another label where the label is
    noise), what fills each slot that any plant uses ("" for nothing), and its decoy."""

    label: int
    says: int
    slots: Mapping[str, str]
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The plants that share a slot, and what other documents have in it."""

    name: str
    plants: tuple[Plant, ...]
    others: tuple[str, ...]
    always: bool


_FILLERS: Mapping[str, Callable[[str, Lexicon], str]] = {
    "word": lambda value, lex: lex.written(value),
    "position": lambda value, lex: value.split("=", 1)[1].lower(),
    "metadata": lambda value, lex: value.split("=", 1)[1],
    "phrase": lambda value, lex: value.replace(" ", "") if lex.language == "zh" else value,
}
_OTHERS: Mapping[str, Callable[[str, Lexicon], tuple[str, ...]]] = {
    "class": lambda name, lex: lex.classes[name].values,
    "meta": lambda name, lex: lex.metadata.get(name, ("other", "none")),
    "topic": lambda name, lex: tuple(lex.topics),
    "first": lambda name, lex: lex.fillers["openers"],
    "last": lambda name, lex: lex.fillers["closers"],
    "phrase": lambda name, lex: lex.fillers["phrases"],
    "mark": lambda name, lex: lex.fillers["marks"],
    "style": lambda name, lex: ("plain",),
    "polite": lambda name, lex: ("casual",),
    "length": lambda name, lex: (),
}


def briefs(
    n: int,
    labels: tuple[str, str],
    plants: Sequence[Plant],
    decoys: Sequence[Decoy],
    balance: float,
    noise: float,
    lex: Lexicon,
    rng: np.random.Generator,
) -> list[Brief]:
    """The brief of every document.

    Raises
    ------
    InputError
        There are not enough documents of a label for a strength at a frequency.
    """
    y = rng.permutation((np.arange(n) < _round(n * balance)).astype(np.int64))
    opinions = _opinions(y, labels, decoys, rng)
    wrong = np.zeros(n, dtype=bool)
    free = np.array([o is None for o in opinions], dtype=bool)
    wrong[_draw(rng, free, _round(noise * n), f"noise {noise!r}")] = True
    filled = {slot.name: _fill(slot, y, labels, lex, rng) for slot in _slots(plants, lex)}
    return [
        Brief(
            label=int(y[i]),
            says=int(y[i] ^ wrong[i]),
            slots={name: values[i] for name, values in filled.items()},
            opinion=opinions[i],
        )
        for i in range(n)
    ]


def counts(frequency: float, strength: float, n: int) -> tuple[int, int]:
    """Documents with the cue, and those of them with its label.

    Examples
    --------
    >>> counts(0.05, 0.9, 1000)
    (50, 45)
    """
    held = _round(frequency * n)
    return held, _round(strength * held)


def _round(value: float) -> int:
    return floor(value + 0.5 + 1e-9)


def _draw(rng: np.random.Generator, free: Bools, k: int, what: str) -> Ints:
    rows = np.flatnonzero(free)
    if k > rows.size:
        raise InputError(
            f"{what} needs {k} documents where {rows.size} can be had",
            allowed="as many as there are documents of that label without another cue in its place",
            fix="lower the frequency or the strength, raise n, or change the balance",
        )
    return rng.choice(rows, k, replace=False).astype(np.int64)


def _place(
    what: str, held: tuple[int, int], goes_with: int, y: Ints, free: Bools, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Rows that hold a cue: those with its label, and the others."""
    if not held[0]:
        raise InputError(
            f"{what} would be in none of {y.size} documents",
            allowed="a frequency of at least one document",
            fix=f"raise n or the frequency (one document is {1 / y.size:.2g})",
        )
    with_label = _draw(rng, free & (y == goes_with), held[1], what)
    without = _draw(rng, free & (y != goes_with), held[0] - held[1], what)
    return with_label, without


def _described(name: str, p: Plant | Decoy) -> str:
    return f"{name} with strength {p.strength!r} and frequency {p.frequency!r}"


def _opinions(
    y: Ints, labels: tuple[str, str], decoys: Sequence[Decoy], rng: np.random.Generator
) -> list[Opinion | None]:
    out: list[Opinion | None] = [None] * y.size
    free = np.ones(y.size, dtype=bool)
    for decoy in decoys:
        held = counts(decoy.frequency, decoy.strength, y.size)
        what = _described(f"decoy {decoy.word!r}", decoy)
        rows = _place(what, held, labels.index(decoy.label), y, free, rng)
        for part, agrees in zip(rows, (True, False), strict=True):
            free[part] = False
            for i in part:
                out[i] = Opinion(decoy.word.lower(), agrees)
    return out


def _slots(plants: Sequence[Plant], lex: Lexicon) -> list[Slot]:
    names = {KINDS[p.kind].slot(p.value, lex): None for p in plants}
    return [_slot(name, plants, lex) for name in names]


def _slot(name: str, plants: Sequence[Plant], lex: Lexicon) -> Slot:
    kind, _, rest = name.partition(":")
    mine = tuple(p for p in plants if KINDS[p.kind].slot(p.value, lex) == name)
    taken = {_filler(p, lex) for p in mine}
    key = "polite" if kind == "style" and "polite" in taken else kind
    others = tuple(v for v in _OTHERS[key](rest, lex) if v not in taken)
    return Slot(name, mine, others, always=kind in {"topic", "meta"})


def _filler(plant: Plant, lex: Lexicon) -> str:
    fill = _FILLERS.get(plant.kind)
    return fill(plant.value, lex) if fill else plant.value


def _fill(
    slot: Slot, y: Ints, labels: tuple[str, str], lex: Lexicon, rng: np.random.Generator
) -> NDArray[np.str_]:
    values = np.full(y.size, "", dtype=object)
    for plant in slot.plants:
        held = counts(plant.frequency, plant.strength, y.size)
        what = _described(f"{plant.kind} {plant.value!r}", plant)
        for part in _place(what, held, labels.index(plant.label), y, values == "", rng):
            values[part] = _filler(plant, lex)
    _balance(slot, values, y, rng)
    return values


def _balance(
    slot: Slot, values: NDArray[np.object_], y: Ints, rng: np.random.Generator
) -> None:
    """Others of the class where the cue is not, so that either label has its slot filled alike."""
    if not slot.others:
        return
    held = [float((values[y == c] != "").mean()) for c in (0, 1)]
    rate = 1.0 if slot.always else min(1.0, _MORE * max(held) + _BESIDES)
    for c in (0, 1):
        free = np.flatnonzero((y == c) & (values == ""))
        more = min(free.size, max(0, ceil(rate * (y == c).sum() - 1e-9) - int(held[c] * (y == c).sum() + 0.5)))
        rows = rng.choice(free, more, replace=False)
        values[rows] = [slot.others[j] for j in rng.integers(len(slot.others), size=more)]
