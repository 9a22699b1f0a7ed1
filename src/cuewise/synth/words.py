"""Fill the slots of sentence patterns for one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from cuewise.synth.lexicon import Lexicon, SentimentPair, Topic
from cuewise.synth.plan import Brief

_T = TypeVar("_T")
_UNEVEN = 2.4
_SLOT = re.compile(r"\{([a-z_]+?)(\d?)\}")
# A place with two readings: that of the document and that of its counterfactual.
_TWO = re.compile("\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002")


def two_sided(here: str, counterfactual: str) -> str:
    """Encode a place that reads differently in the counterfactual."""
    return f"\ue000{here}\ue001{counterfactual}\ue002"


def read_side(text: str, *, counterfactual: bool) -> str:
    """Return the text as the document or its counterfactual reads.

    Examples
    --------
    >>> read_side("it is " + two_sided("good", "bad"), counterfactual=True)
    'it is bad'
    """
    return _TWO.sub(r"\2" if counterfactual else r"\1", text)


@dataclass(frozen=True, slots=True)
class Writer:
    """Draws the words of the document that a brief describes, without repetition.

    `banned` are words reserved for other documents; `minimal` leaves out all optional parts.
    """

    brief: Brief
    lex: Lexicon
    topic: Topic
    item: str
    banned: frozenset[str]
    rng: np.random.Generator
    minimal: bool
    used: set[str] = field(default_factory=set)

    def chance(self, p: float) -> bool:
        """Return True with probability p."""
        return bool(self.rng.random() < p)

    def choose(self, values: Sequence[_T]) -> _T:
        """Draw one of the values."""
        return values[int(self.rng.integers(len(values)))]

    def fresh(self, values: Sequence[str]) -> str:
        """Draw a value that is neither used in this document nor banned."""
        for _ in range(8):
            value = self.choose(values)
            if value not in self.used and value.lower() not in self.banned:
                self.used.add(value)
                return value
        left = [v for v in values if v.lower() not in self.banned]
        return self.choose(left or values)

    def pair(self, pool: str, grades: frozenset[str] | None = None) -> SentimentPair:
        """Draw a pair of sentiment words, neither of them banned."""
        pairs = self.lex.pairs[pool]
        for _ in range(50):
            # Draw the first pairs more often: some words are far commoner than others.
            pair = pairs[int(len(pairs) * self.rng.random() ** _UNEVEN)]
            free = pair.positive not in self.used and self.banned.isdisjoint(pair[:2])
            if free and (not grades or pair.grade in grades):
                self.used.add(pair.positive)
                return pair
        return pair

    def side(self, pair: SentimentPair, *, agrees: bool = True) -> str:
        """Write the side of the pair that agrees with the document's opinion, or opposes it."""
        positive = self.brief.says == agrees
        return two_sided(pair[1 - positive], pair[positive])

    def sentence(self, pattern: str, **given: str) -> str:
        """Fill the slots of a pattern; `given` overrides the fillers."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name + match[2] in given:
                return given[name + match[2]]
            filler = _FILLERS.get(name)
            return filler(self) if filler else self._vocabulary(name)

        return _SLOT.sub(value, pattern)

    def _vocabulary(self, name: str) -> str:
        if name in self.lex.classes:
            return self.fresh(self.lex.classes[name].values)
        return self.sentence(self.fresh(self.lex.slots[name]))


_MILD = frozenset({"medium", "mild"})
_FILLERS: Mapping[str, Callable[[Writer], str]] = {
    "item": lambda w: w.item,
    "measure": lambda w: w.topic.measure,
    "aspect": lambda w: w.fresh(w.topic.aspects),
    "staff": lambda w: w.fresh(w.topic.staff),
    "be": lambda w: w.lex.be[w.topic.group],
    "adj": lambda w: w.side(w.pair("adj")),
    "pred": lambda w: w.side(w.pair("pred")),
    "contra": lambda w: w.side(w.pair("adj", _MILD if w.chance(0.5) else None), agrees=False),
}
