"""Split text into tokens and number them.

A token is a lower-case run of letters, digits and underscores with inner apostrophes, or an
emoticon in square brackets such as [泪]. Runs of Han characters are segmented into words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.characters import HAN

_EMOTICON = r"\[[^\[\]\s]{1,8}\]"
_WORD = r"\w+(?:['’]\w+)*"
_PLAIN = re.compile(f"{_EMOTICON}|{_WORD}")
_HAS_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"([{HAN}]+)")
_CHARS = re.compile(f"{_EMOTICON}|[{HAN}]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """ids[t] index `vocabulary`; offsets[n+1] bound each document in `ids`."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    vocabulary: tuple[str, ...]

    def documents(self) -> NDArray[np.int64]:
        """The document number of every token [t]."""
        lengths = np.diff(self.offsets)
        return np.repeat(np.arange(lengths.size, dtype=np.int64), lengths)


def words(text: str) -> list[str]:
    """Return the words of a text in reading order.

    Examples
    --------
    >>> words("It's 5 o'clock [泪]")
    ["it's", '5', "o'clock", '[泪]']
    """
    lowered = text.lower()
    found = _PLAIN.findall(lowered)
    if not _HAS_HAN.search(lowered):
        return found
    return [part for token in found for part in _segment(token)]


def characters(text: str) -> list[str]:
    """Split runs of Han characters into characters, with a break ("") after each run.

    Examples
    --------
    >>> characters("好的!行")
    ['好', '的', '', '行', '']
    """
    out: list[str] = []
    for run in _CHARS.findall(text):
        out.extend([run] if run[0] == "[" else run)
        out.append("")
    return out


def tokenize(texts: Iterable[str], split: Callable[[str], Sequence[str]] = words) -> Tokens:
    """Number the tokens of every text, in order of first appearance.

    Examples
    --------
    >>> t = tokenize(["a b a", "b"])
    >>> t.ids.tolist(), t.offsets.tolist(), t.vocabulary
    ([0, 1, 0, 1], [0, 3, 4], ('a', 'b'))
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    chunks: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for text in texts:
        tokens = split(text)
        lengths.append(len(tokens))
        chunks.append(np.fromiter(map(number.__getitem__, tokens), np.int32, len(tokens)))
    ids = np.concatenate(chunks) if chunks else np.empty(0, np.int32)
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    return Tokens(ids, offsets, tuple(number))


def _segment(token: str) -> list[str]:
    if token[0] == "[" or not _HAS_HAN.search(token):
        return [token]
    import rjieba

    parts: list[str] = []
    for piece in _HAN_RUN.split(token):
        if piece:
            parts.extend(rjieba.cut(piece) if _HAS_HAN.match(piece) else [piece])
    return parts
