"""The character classes of the counting engine, from `cuewise.text` and Python's `str` and `re`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cuewise.text.scripts import HAN
from cuewise.text.tokens import APOSTROPHES

CODES: Final = 0x110000
# Letters whose lower case is two characters or depends on the context.
ODD = "İΣ"
# White space, so no token contains it.
SEPARATOR = "\x1f"

# Character classes; a character without a class only separates words.
LETTER: Final = 1
APOSTROPHE: Final = 2
OPEN: Final = 3
CLOSE: Final = 4
SPACE: Final = 5
# A token of its own.
SINGLE: Final = 6
# Only Python can split the document: rjieba segments Han, `str.lower` lowers odd letters.
HARD: Final = 7
# A Chinese character: a token of its own, which also makes brackets an emoticon.
IDEOGRAPH: Final = 8
_BRACKETS = ((r"[\s\0]", SPACE), (r"\[", OPEN), (r"\]", CLOSE))


@lru_cache(maxsize=1)
def lower_case() -> NDArray[np.uint32]:
    """Return the lower case of every code point; odd letters stay.

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
    """Return classes [2, code points] to split plain and prepared documents into words.

    A prepared document is its lower-case tokens with `SEPARATOR` between them. Plain documents have
    no emoticons, because an emoticon contains a Chinese character.
    """
    plain = _classes((r"\w", LETTER), (f"[{APOSTROPHES}]", APOSTROPHE), (f"[{HAN}{ODD}]", HARD))
    prepared = np.full(CODES, LETTER, dtype=np.uint8)
    prepared[ord(SEPARATOR)] = SPACE
    return np.stack([plain, prepared])


@lru_cache(maxsize=1)
def character_classes() -> NDArray[np.uint8]:
    """Return classes [2, code points] to split into characters; a prepared document is lowered."""
    prepared = _classes((r"\w", SINGLE), (f"[{HAN}]", IDEOGRAPH), *_BRACKETS)
    plain = np.where(_classes((f"[{ODD}]", HARD)) == HARD, HARD, prepared)
    return np.stack([plain.astype(np.uint8), prepared])


@lru_cache(maxsize=1)
def han_classes() -> NDArray[np.uint8]:
    """Return classes [2, code points] to split into Han characters; no document needs preparing."""
    plain = _classes(*_BRACKETS, (f"[{HAN}]", IDEOGRAPH))
    return np.stack([plain, plain])


@lru_cache(maxsize=1)
def chunk_classes() -> NDArray[np.uint8]:
    """Return classes [1, code points] to split at white space; a line end is a token of its own."""
    whole = np.full(CODES, LETTER, dtype=np.uint8)
    for found in re.finditer(r"\s+", _everything()):
        whole[found.start() : found.end()] = SPACE
    whole[ord("\n")] = SINGLE
    return whole[None]


@lru_cache(maxsize=1)
def same_case() -> NDArray[np.uint32]:
    """Map every code point to itself, for rules that keep case."""
    return np.arange(CODES, dtype=np.uint32)


def _classes(*patterns: tuple[str, int]) -> NDArray[np.uint8]:
    """Give every code point the class of the last pattern it matches."""
    table = np.zeros(CODES, dtype=np.uint8)
    for pattern, number in patterns:
        for found in re.finditer(f"(?:{pattern})+", _everything()):
            table[found.start() : found.end()] = number
    return table


@lru_cache(maxsize=1)
def _everything() -> str:
    """Return all code points in order, so that an index into the string is a code point."""
    return np.arange(CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
