"""Plan which document holds which cue: exact counts at random places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import InputError
from cuewise.records import Bools, Ints
from cuewise.synth.kinds import PLANTED_KINDS
from cuewise.synth.lexicon import Lexicon
from cuewise.synth.records import Decoy, Plant
from cuewise.synth.request import CorpusRequest

# Share of documents that fill a slot: this factor times the largest share with the cue, plus this.
_FILL_FACTOR, _FILL_EXTRA = 1.25, 0.1
# Metadata columns of every corpus; a planted column replaces or joins them.
_COLUMNS = ("source", "period")


class Opinion(NamedTuple):
    """A decoy in one document, with its label or against it."""

    word: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What one document must be.

    `label` is its label and `says` the label that its text expresses; label noise makes them
    differ. `slots` holds the filler of each slot that any plant uses, "" for none. `meta` is the
    metadata of the document.
    """

    label: int
    says: int
    slots: Mapping[str, str]
    meta: Mapping[str, str]
    opinion: Opinion | None = None

    def wants(self, plant: Plant, lex: Lexicon) -> bool:
        """Return whether the document must hold the cue."""
        kind = PLANTED_KINDS[plant.kind]
        return self.slots[kind.slot(plant.value, lex)] == kind.filler(plant.value, lex)


def briefs(request: CorpusRequest) -> list[Brief]:
    """Plan every document.

    Raises
    ------
    InputError
        A label has too few documents for the strength and frequency of a cue.
    """
    n, lex = request.n, request.lex
    rng = np.random.default_rng([request.seed, 0])
    y = rng.permutation((np.arange(n) < _round(n * request.balance)).astype(np.int64))
    opinions = _opinions(request, y, rng)
    free = np.array([o is None for o in opinions], dtype=bool)
    wrong = np.zeros(n, dtype=bool)
    wrong[_draw(free, _round(request.noise * n), f"noise {request.noise!r}", rng)] = True
    slots = dict.fromkeys(PLANTED_KINDS[p.kind].slot(p.value, lex) for p in request.plants)
    filled = {slot: _fill(slot, request, y, rng) for slot in slots}
    drawn = {name: rng.choice(lex.metadata[name], n) for name in _COLUMNS}
    planted = {slot[5:]: values for slot, values in filled.items() if slot.startswith("meta:")}
    meta = drawn | planted
    return [
        Brief(
            label=int(y[i]),
            says=int(y[i] ^ wrong[i]),
            slots={slot: values[i] for slot, values in filled.items()},
            meta={name: str(values[i]) for name, values in meta.items()},
            opinion=opinions[i],
        )
        for i in range(n)
    ]


def _round(value: float) -> int:
    # Round halves up, also those that floating point puts just below.
    return floor(value + 0.5 + 1e-9)


def _draw(free: Bools, k: int, what: str, rng: np.random.Generator) -> Ints:
    rows = np.flatnonzero(free)
    if k > rows.size:
        raise InputError(
            f"{what} needs {k} documents of one label where {rows.size} are free",
            allowed="at most the documents of that label without another cue in the same slot",
            fix="lower the frequency or the strength, raise n, or change the balance",
        )
    return rng.choice(rows, k, replace=False).astype(np.int64)


def _rows(
    cue: Plant | Decoy, request: CorpusRequest, y: Ints, free: Bools, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw the rows that must hold a cue: those with its label, and the others."""
    what = f"{cue.name} with strength {cue.strength!r} and frequency {cue.frequency!r}"
    documents = _round(cue.frequency * request.n)
    agreeing = _round(cue.strength * documents)
    if not documents:
        raise InputError(
            f"{what} would be in none of {request.n} documents",
            allowed="a frequency of one document or more",
            fix=f"raise n, or the frequency to {1 / request.n:.2g} or more",
        )
    labelled = y == request.number(cue.label)
    return (
        _draw(free & labelled, agreeing, what, rng),
        _draw(free & ~labelled, documents - agreeing, what, rng),
    )


def _opinions(request: CorpusRequest, y: Ints, rng: np.random.Generator) -> list[Opinion | None]:
    out: list[Opinion | None] = [None] * y.size
    free = np.ones(y.size, dtype=bool)
    for decoy in request.decoys:
        for part, agrees in zip(_rows(decoy, request, y, free, rng), (True, False), strict=True):
            free[part] = False
            for i in part:
                out[i] = Opinion(decoy.word.lower(), agrees)
    return out


def _fill(slot: str, request: CorpusRequest, y: Ints, rng: np.random.Generator) -> NDArray[Any]:
    """Return the filler of the slot in every document."""
    lex = request.lex
    values = np.full(y.size, "", dtype=object)
    plants = [p for p in request.plants if PLANTED_KINDS[p.kind].slot(p.value, lex) == slot]
    for plant in plants:
        for part in _rows(plant, request, y, values == "", rng):
            values[part] = PLANTED_KINDS[plant.kind].filler(plant.value, lex)
    first = PLANTED_KINDS[plants[0].kind]
    taken = {PLANTED_KINDS[p.kind].filler(p.value, lex).lower() for p in plants}
    others = [v for v in first.alternatives(plants[0].value, lex) if v.lower() not in taken]
    if others:
        _balance(values, others, y, rng, always=first.always)
    return values


def _balance(
    values: NDArray[Any], others: list[str], y: Ints, rng: np.random.Generator, *, always: bool
) -> None:
    """Fill the slot with other values, so that it is equally often filled with both labels."""
    filled = [float((values[y == c] != "").mean()) for c in (0, 1)]
    rate = 1.0 if always else min(1.0, _FILL_FACTOR * max(filled) + _FILL_EXTRA)
    for c, share in enumerate(filled):
        size = int((y == c).sum())
        free = np.flatnonzero((y == c) & (values == ""))
        more = min(free.size, _round(rate * size) - _round(share * size))
        rows = rng.choice(free, more, replace=False)
        values[rows] = [others[j] for j in rng.integers(len(others), size=more)]
