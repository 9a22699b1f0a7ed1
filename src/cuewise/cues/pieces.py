"""The forms of a cue as pieces of a regular expression."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from string import ascii_lowercase

import numpy as np

from cuewise.count.characters import lower_case
from cuewise.text.emoji import is_emoji, whole_emoji
from cuewise.text.formats import format_pattern
from cuewise.text.spans import between, boundaries

# Its lower case is an ordinary k.
KELVIN = "\u212a"
# Formats that match letters or digits; a phrase of words at the same place matches more.
_IN_WORDS = frozenset({"digit", "uppercase", "elongation", "latin", "han"})


class Place(IntEnum):
    """Where a piece stands among the alternatives: what may match more at one place stands first.

    `CASED` is text of one case, which a lower-cased text does not have.
    """

    AROUND = 0
    TEXT = 1
    WITHIN = 2
    FIRST = 3
    LAST = 4
    CASED = 5


@dataclass(frozen=True, slots=True, order=True)
class CuePiece:
    """An expression of one form of a cue.

    Parameters
    ----------
    place:
        Its place among the alternatives.
    units:
        The expressions of its parts in order; of text, one for every character of `value`.
    before, after:
        What must hold at the two ends.
    value:
        The form itself; empty where it is no text.
    """

    place: Place
    units: tuple[str, ...]
    before: str = ""
    after: str = ""
    value: str = ""

    @property
    def whole(self) -> str:
        """The expression of the whole piece."""
        return self.before + "".join(self.units) + self.after


@lru_cache(maxsize=1)
def capitals() -> Mapping[str, str]:
    """The other cases of every lower-case letter."""
    # The lower case of a sigma depends on its neighbours, so treat the three as one.
    small, cases = lower_case(), defaultdict(str, {"σ": "ςΣ", "ς": "σΣ"})
    for code in np.flatnonzero(small != np.arange(small.size)):
        cases[chr(small[code])] += chr(code)
    return dict(cases)


def _words(value: str, place: Place = Place.TEXT) -> CuePiece:
    gap, (before, after) = between(value), boundaries(value)
    units = tuple(gap if letter == " " else _letter(letter) for letter in value)
    return CuePiece(place, units, before, after, value)


def _letter(letter: str) -> str:
    small = letter.lower() if len(letter.lower()) == 1 else letter
    cases = small + capitals().get(small, "")
    return f"[{cases}]" if len(cases) > 1 else re.escape(letter)


def _end(value: str) -> CuePiece | None:
    end, _, word = value.partition("=")
    return _words(word, Place.FIRST if end == "first" else Place.LAST) if word else None


def _shape(value: str) -> CuePiece | None:
    place = Place.WITHIN if value in _IN_WORDS else Place.AROUND
    shape = format_pattern(value)
    if shape is None:
        return None
    # Groups are numbered across the whole expression, so no piece may have one.
    if shape.groups:
        own = "|".join(f"{_letter(letter)}{{3,}}" for letter in ascii_lowercase)
        return CuePiece(place, (f"(?:{own})",))
    own = shape.pattern.replace("a-z", f"a-z{KELVIN}").replace("[kK]", f"[kK{KELVIN}]")
    return CuePiece(place, (own,))


def _literal(value: str) -> CuePiece:
    if is_emoji(value):
        return CuePiece(Place.AROUND, (whole_emoji(value),))
    place = Place.TEXT if value.lower() == value.upper() else Place.CASED
    return CuePiece(place, tuple(map(re.escape, value)), value=value)


# By `Kind.value`; a topic word set has one piece for each word. None: no place in a text.
PIECES: Mapping[str, Callable[[str], CuePiece | None]] = {
    "words": _words,
    "members": _words,
    "characters": _literal,
    "end": _end,
    "shape": _shape,
}
