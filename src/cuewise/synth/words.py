"""Filling the slots of a sentence pattern, for one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from cuewise.synth.lexicon import Lexicon, Pair, Topic

T = TypeVar("T")
_UNEVEN = 2.4
_SLOT = re.compile(r"\{([a-z_]+?)(\d?)\}")
# Two readings of one place, as a document and as its twin have them.
_TWO = re.compile("\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002")


def two(here: str, in_twin: str) -> str:
    """A place that reads differently in the twin."""
    return f"\ue000{here}\ue001{in_twin}\ue002"


def read(text: str, *, twin: bool) -> str:
    """The text as the document or as its twin has it.

    Examples
    --------
    >>> read("it is " + two("good", "bad"), twin=True)
    'it is bad'
    """
    return _TWO.sub(r"\2" if twin else r"\1", text)


@dataclass(frozen=True, slots=True)
class Writer:
    """Draws the words of one document; what was drawn once is not drawn again.

    `banned` are words that other documents are to hold; `says` is 1 for praise, 0 for blame.
    """

    lex: Lexicon
    topic: Topic
    item: str
    says: int
    banned: frozenset[str]
    rng: np.random.Generator
    used: set[str] = field(default_factory=set)

    def chance(self, p: float) -> bool:
        """True with probability p."""
        return bool(self.rng.random() < p)

    def one(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.rng.integers(len(values)))]

    def fresh(self, values: Sequence[str]) -> str:
        """One of the values that is neither used in this document nor banned."""
        for _ in range(8):
            value = self.one(values)
            if value not in self.used and value.lower() not in self.banned:
                self.used.add(value)
                return value
        left = [v for v in values if v.lower() not in self.banned]
        return self.one(left or values)

    def pair(self, pool: str, grades: frozenset[str] | None = None) -> Pair:
        """A pair of sentiment words, neither of them banned."""
        pairs = self.lex.pairs[pool]
        for _ in range(50):
            found = pairs[self._early(len(pairs))]
            banned = found.positive in self.banned or found.negative in self.banned
            if (
                not banned
                and found.positive not in self.used
                and (not grades or found.grade in grades)
            ):
                self.used.add(found.positive)
                return found
        return found

    def own(self, pair: Pair) -> str:
        """What the document says of the pair; its twin says the other."""
        return self._sided(pair, self.says)

    def contra(self, pair: Pair) -> str:
        """The other side of the pair."""
        return self._sided(pair, 1 - self.says)

    def sentence(self, pattern: str, **given: str) -> str:
        """The pattern with its slots filled."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name + match[2] in given:
                return given[name + match[2]]
            filler = _FILLERS.get(name)
            return filler(self) if filler else self._vocabulary(name)

        return _SLOT.sub(value, pattern)

    def _early(self, n: int) -> int:
        """A number below n, small ones more often, as some words are far commoner than others."""
        return int(n * self.rng.random() ** _UNEVEN)

    def _sided(self, pair: Pair, side: int) -> str:
        return two(pair[1 - side], pair[side])

    def _vocabulary(self, name: str) -> str:
        if name in self.lex.classes:
            return self.fresh(self.lex.classes[name].values)
        return self.sentence(self.fresh(self.lex.slots[name]))


_LESS = frozenset({"medium", "mild"})
_FILLERS: Mapping[str, Callable[[Writer], str]] = {
    "item": lambda w: w.item,
    "measure": lambda w: w.topic.measure,
    "aspect": lambda w: w.fresh(w.topic.aspects),
    "staff": lambda w: w.fresh(w.topic.staff),
    "be": lambda w: w.lex.be[w.topic.group],
    "adj": lambda w: w.own(w.pair("adj")),
    "pred": lambda w: w.own(w.pair("pred")),
    "contra": lambda w: w.contra(w.pair("adj", _LESS if w.chance(0.5) else None)),
}
