"""The output of every tagger: the word class of each token, and the texts with each entity type.

Word classes are those of Universal Dependencies (de Marneffe et al. 2021), the same in every
language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cuewise.records import Ints

TAGS = (
    *("NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "ADV", "DET", "ADP", "CCONJ", "SCONJ"),
    *("NUM", "PART", "INTJ", "SYM", "X", "PUNCT"),
)
NUMBER = {tag: i for i, tag in enumerate(TAGS)}
# No pattern spans punctuation, which is a cue of its own.
BREAK = NUMBER["PUNCT"]


@dataclass(frozen=True, slots=True)
class Tagged:
    """tags[t] index `TAGS`; offsets[n+1] bound each text; entities[type] are text numbers.

    `learned`: what the tagger learned from these texts, to be passed to it with others.
    """

    tags: NDArray[np.int8]
    offsets: Ints
    entities: Mapping[str, Ints]
    learned: object = None


class Tagger(Protocol):
    """Tags the distinct texts of a field together."""

    def __call__(self, texts: Sequence[str], learned: object = None) -> Tagged:
        """Word classes and entities of `texts`, using what was `learned` from others."""
        ...


def tagged(rows: Sequence[Sequence[str]], entities: Sequence[Sequence[str]]) -> Tagged:
    """Make the record from the tags and entity types of every text; an unknown tag becomes X.

    Examples
    --------
    >>> t = tagged([["ADJ", "NOUN"], ["VERB"]], [[], ["PERSON"]])
    >>> [TAGS[i] for i in t.tags], t.offsets.tolist(), t.entities["PERSON"].tolist()
    (['ADJ', 'NOUN', 'VERB'], [0, 2, 3], [1])
    """
    lengths = [len(row) for row in rows]
    other = NUMBER["X"]
    numbers = (NUMBER.get(tag, other) for row in rows for tag in row)
    holders: dict[str, list[int]] = {}
    for i, types in enumerate(entities):
        for name in dict.fromkeys(types):
            holders.setdefault(name, []).append(i)
    return Tagged(
        np.fromiter(numbers, np.int8, sum(lengths)),
        np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        {name: np.asarray(holders[name], np.int64) for name in sorted(holders)},
    )
