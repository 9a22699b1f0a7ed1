"""What every character is to the counting engine, by `cuewise.text` and Python's `str` and `re`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cuewise.text.scripts import HAN
from cuewise.text.tokens import APOSTROPHES

CODES: Final = 0x110000
# The letters whose lower case is two characters, or depends on what stands round them.
ODD = "İΣ"
# No token holds it: it is white space, which neither words nor emoticons have.
SEPARATOR = "\x1f"

# The classes of characters; what has none of them only separates words.
WORD: Final = 1
APOSTROPHE: Final = 2
OPEN: Final = 3
CLOSE: Final = 4
SPACE: Final = 5
# A token by itself.
SINGLE: Final = 6
# What becomes of the document only Python can say: Han is segmented by rjieba, odd letters lowered.
HARD: Final = 7
# A Chinese character: a token by itself, and what makes an emoticon of a bracket.
IDEOGRAPH: Final = 8
_BRACKETS = ((r"[\s\0]", SPACE), (r"\[", OPEN), (r"\]", CLOSE))


@lru_cache(maxsize=1)
def lower_case() -> NDArray[np.uint32]:
    """The lower case of every code point; odd letters stay.

    Examples
    --------
    >>> chr(lower_case()[ord("É")]), chr(lower_case()[ord("Σ")])
    ('é', 'Σ')
    """
    lowered = _everything().translate(dict.fromkeys(map(ord, ODD), "_")).lower()
    table = np.frombuffer(lowered.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
    for letter in ODD:
        table[ord(letter)] = ord(letter)
    return table


@lru_cache(maxsize=1)
def word_classes() -> NDArray[np.uint8]:
    """Classes [2, code points] to split into words: of documents as they are, and of prepared ones.

    A prepared document is its tokens, lowered, with `SEPARATOR` between them. No other document has
    an emoticon, since that takes a Chinese character.
    """
    plain = _classes((r"\w", WORD), (f"[{APOSTROPHES}]", APOSTROPHE), (f"[{HAN}{ODD}]", HARD))
    prepared = np.full(CODES, WORD, dtype=np.uint8)
    prepared[ord(SEPARATOR)] = SPACE
    return np.stack([plain, prepared])


@lru_cache(maxsize=1)
def character_classes() -> NDArray[np.uint8]:
    """Classes [2, code points] to split into characters; a prepared document is lowered."""
    prepared = _classes((r"\w", SINGLE), (f"[{HAN}]", IDEOGRAPH), *_BRACKETS)
    plain = np.where(_classes((f"[{ODD}]", HARD)) == HARD, HARD, prepared)
    return np.stack([plain.astype(np.uint8), prepared])


@lru_cache(maxsize=1)
def han_classes() -> NDArray[np.uint8]:
    """Classes [2, code points] to split into Han characters; nothing needs to be prepared."""
    plain = _classes(*_BRACKETS, (f"[{HAN}]", IDEOGRAPH))
    return np.stack([plain, plain])


@lru_cache(maxsize=1)
def chunk_classes() -> NDArray[np.uint8]:
    """Classes [1, code points] to split at white space; a line's end is a token by itself."""
    whole = np.full(CODES, WORD, dtype=np.uint8)
    for found in re.finditer(r"\s+", _everything()):
        whole[found.start() : found.end()] = SPACE
    whole[ord("\n")] = SINGLE
    return whole[None]


@lru_cache(maxsize=1)
def same_case() -> NDArray[np.uint32]:
    """Every code point as it is, for rules that do not lower."""
    return np.arange(CODES, dtype=np.uint32)


def _classes(*patterns: tuple[str, int]) -> NDArray[np.uint8]:
    """The class of every code point: that of the last pattern it matches."""
    table = np.zeros(CODES, dtype=np.uint8)
    for pattern, number in patterns:
        for found in re.finditer(f"(?:{pattern})+", _everything()):
            table[found.start() : found.end()] = number
    return table


@lru_cache(maxsize=1)
def _everything() -> str:
    """All code points in order, so that a place in the string is a code point."""
    return np.arange(CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
