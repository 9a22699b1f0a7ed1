"""Documents as UTF-8 bytes with offsets, ready for the compiled splitter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cuewise.count.characters import (
    SEPARATOR,
    character_classes,
    chunk_classes,
    han_classes,
    lower_case,
    same_case,
    word_classes,
)
from cuewise.count.kernel.hard import mark_hard, put_lengths
from cuewise.count.kernel.split import Text
from cuewise.text.tokens import words

# Documents turned into bytes at a time: enough to be quick, little enough to need no room.
DOCUMENTS = 1 << 14

# pyarrow has no types, so the arrays it gives are Any.
Texts: TypeAlias = Sequence[str] | Any


@dataclass(frozen=True, slots=True)
class Rule:
    """How to split: classes [2, code points], and what makes a hard document a prepared one.

    `lower` gives the character that is kept for every code point.
    """

    classes: Callable[[], NDArray[np.uint8]]
    prepare: Callable[[str], str]
    joiner: str
    lower: Callable[[], NDArray[np.uint32]] = lower_case


def _separated(text: str) -> str:
    return SEPARATOR.join(words(text))


WORDS = Rule(word_classes, _separated, " ")
CHARACTERS = Rule(character_classes, str.lower, "")
# Han alone; Latin words beside it are words already.
HAN_CHARACTERS = Rule(han_classes, str.lower, "")
# What stands between white space, as it is written; "\n" where a line ends.
CHUNKS = Rule(chunk_classes, str, " ", same_case)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some documents and their class numbers."""

    texts: Texts
    labels: NDArray[np.uint32]


def pieces(texts: Texts, labels: NDArray[np.uint32]) -> Iterator[Piece]:
    """A corpus in memory, piece by piece."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    first = 0
    for chunk in chunks:
        for start in range(0, len(chunk), DOCUMENTS):
            piece = chunk[start : start + DOCUMENTS]
            yield Piece(piece, labels[first : first + len(piece)])
            first += len(piece)


def utf8(texts: Texts, rule: Rule) -> Text:
    """The bytes of `texts`; documents that only Python can split are prepared by the rule."""
    data, offsets = buffers(texts)
    prepared = np.zeros(len(texts), np.uint8)
    if data.size and data.max() >= 0x80:
        mark_hard(data, offsets, rule.classes()[0], prepared)
    if prepared.any():
        rows = [_text(t) for t in texts]
        for d in np.flatnonzero(prepared).tolist():
            rows[d] = rule.prepare(rows[d])
        data, offsets = buffers(rows)
    return Text(data, offsets, prepared)


def with_lengths(texts: Texts) -> Iterator[NDArray[np.uint8]]:
    """The bytes of all texts, each after its length in eight bytes, piece by piece.

    Examples
    --------
    >>> [piece.tolist() for piece in with_lengths(["ab"])]
    [[2, 0, 0, 0, 0, 0, 0, 0, 97, 98]]
    """
    for piece in pieces(texts, np.zeros(len(texts), np.uint32)):
        data, offsets = buffers(piece.texts)
        out = np.empty(data.size + 8 * len(piece.texts), np.uint8)
        put_lengths(data, offsets, out)
        yield out


def _text(value: str | pa.Scalar) -> str:
    found = value if isinstance(value, str) else value.as_py() or ""
    return found if isinstance(found, str) else found.decode("utf-8", "replace")


def buffers(texts: Texts) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """The bytes of all texts and the n + 1 places where one ends and the next begins."""
    data, places = _arrow(texts) if isinstance(texts, pa.Array) else _strings(texts)
    # Read-only, as what comes from Arrow is: compiled code knows arrays by their type.
    data.flags.writeable = places.flags.writeable = False
    return data, places


def _strings(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    # `pyarrow.array` would do as well, but imports pandas wherever it is installed.
    joined = "".join(texts)
    whole = joined.encode("utf-8", "surrogatepass")
    sizes: Iterable[int] = map(len, texts)
    if len(whole) > len(joined):
        sizes = (len(t.encode("utf-8", "surrogatepass")) for t in texts)
    places = np.zeros(len(texts) + 1, np.uint64)
    places[1:] = np.cumsum(np.fromiter(sizes, np.uint64, len(texts)))
    return np.frombuffer(whole, np.uint8), places


def _arrow(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    array = texts.cast(pa.large_binary())
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, np.uint64, len(array) + 1, 8 * array.offset)
    whole = np.frombuffer(data if data is not None and len(array) else b"", np.uint8)
    return whole[int(places[0]) : int(places[-1])], places - places[0]
