"""Lay out documents as UTF-8 bytes with offsets, for the compiled splitter."""

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

# Documents encoded at a time: enough for speed, few enough for little memory.
BATCH_DOCUMENTS = 1 << 14

# pyarrow has no type stubs, so its arrays are Any.
Texts: TypeAlias = Sequence[str] | Any


@dataclass(frozen=True, slots=True)
class Rule:
    """How to split text.

    `classes` returns the character classes [2, code points] of plain and prepared documents.
    `prepare` rewrites a document that only Python can split. `joiner` stands between the tokens of
    an n-gram. `lower` maps every code point to the one that is kept.
    """

    classes: Callable[[], NDArray[np.uint8]]
    prepare: Callable[[str], str]
    joiner: str
    lower: Callable[[], NDArray[np.uint32]] = lower_case


def _separated(text: str) -> str:
    return SEPARATOR.join(words(text))


WORD_RULE = Rule(word_classes, _separated, " ")
CHARACTER_RULE = Rule(character_classes, str.lower, "")
# Han characters only; `WORD_RULE` covers the Latin words beside them.
HAN_RULE = Rule(han_classes, str.lower, "")
# Runs between white space, in their own case; a line end is the token "\n".
CHUNK_RULE = Rule(chunk_classes, str, " ", same_case)


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Successive documents and their class numbers."""

    texts: Texts
    labels: NDArray[np.uint32]


def text_batches(texts: Texts, labels: NDArray[np.uint32]) -> Iterator[TextBatch]:
    """Yield a corpus in memory, batch by batch."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    first = 0
    for chunk in chunks:
        for start in range(0, len(chunk), BATCH_DOCUMENTS):
            part = chunk[start : start + BATCH_DOCUMENTS]
            yield TextBatch(part, labels[first : first + len(part)])
            first += len(part)


def utf8(texts: Texts, rule: Rule) -> Text:
    """Encode `texts`; prepare by the rule the documents that only Python can split."""
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


def length_prefixed(texts: Texts) -> Iterator[NDArray[np.uint8]]:
    """Yield the bytes of all texts in batches, each text after its length in eight bytes.

    Examples
    --------
    >>> [batch.tolist() for batch in length_prefixed(["ab"])]
    [[2, 0, 0, 0, 0, 0, 0, 0, 97, 98]]
    """
    for batch in text_batches(texts, np.zeros(len(texts), np.uint32)):
        data, offsets = buffers(batch.texts)
        out = np.empty(data.size + 8 * len(batch.texts), np.uint8)
        put_lengths(data, offsets, out)
        yield out


def _text(value: str | pa.Scalar) -> str:
    plain = value if isinstance(value, str) else value.as_py() or ""
    return plain if isinstance(plain, str) else plain.decode("utf-8", "replace")


def buffers(texts: Texts) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """Return the bytes of all texts and their n + 1 offsets."""
    data, offsets = _arrow(texts) if isinstance(texts, pa.Array) else _strings(texts)
    # Arrow buffers are read-only. Make all alike: numba compiles anew for each array type.
    data.flags.writeable = offsets.flags.writeable = False
    return data, offsets


def _strings(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    # Avoid `pyarrow.array`: it imports pandas wherever that is installed.
    joined = "".join(texts)
    data = joined.encode("utf-8", "surrogatepass")
    sizes: Iterable[int] = map(len, texts)
    if len(data) > len(joined):
        sizes = (len(t.encode("utf-8", "surrogatepass")) for t in texts)
    offsets = np.zeros(len(texts) + 1, np.uint64)
    offsets[1:] = np.cumsum(np.fromiter(sizes, np.uint64, len(texts)))
    return np.frombuffer(data, np.uint8), offsets


def _arrow(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    array = texts.cast(pa.large_binary())
    _, offset_buffer, data_buffer = array.buffers()
    offsets = np.frombuffer(offset_buffer, np.uint64, len(array) + 1, 8 * array.offset)
    data = np.frombuffer(data_buffer if data_buffer is not None and len(array) else b"", np.uint8)
    return data[int(offsets[0]) : int(offsets[-1])], offsets - offsets[0]
