"""What every cue source yields, and how sources join into one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.types import Corpus


@dataclass(frozen=True, slots=True)
class Part:
    """Cues of one source: pairs (documents[e], cues[e]) say which document holds which cue."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    documents: NDArray[np.int64]
    cues: NDArray[np.int64]


def fields(corpus: Corpus) -> list[tuple[str, Sequence[str]]]:
    """The text fields and the prefix of their cues: `a/` and `b/` for pairs, else none."""
    if corpus.texts_b is None:
        return [("", corpus.texts)]
    return [("a/", corpus.texts), ("b/", corpus.texts_b)]


def from_rows(
    rows: Mapping[str, NDArray[np.bool_]],
    kind: str,
    min_count: int,
    notes: Mapping[str, str] | None = None,
) -> Part:
    """A part from one boolean row mask for each cue name."""
    kept = [name for name, mask in rows.items() if min_count <= mask.sum() <= mask.size - min_count]
    found = [np.flatnonzero(rows[name]).astype(np.int64) for name in kept]
    sizes = [f.size for f in found]
    return Part(
        tuple(kept),
        (kind,) * len(kept),
        tuple((notes or {}).get(name, "") for name in kept),
        np.concatenate(found) if found else np.empty(0, np.int64),
        np.repeat(np.arange(len(kept), dtype=np.int64), sizes),
    )


def from_values(prefix: str, kind: str, values: Iterable[Iterable[str]], min_count: int) -> Part:
    """A part from the cue values that each document holds."""
    number: dict[str, int] = {}
    documents: list[int] = []
    cues: list[int] = []
    for i, held in enumerate(values):
        for value in dict.fromkeys(held):
            documents.append(i)
            cues.append(number.setdefault(value, len(number)))
    doc, cue = np.asarray(documents, np.int64), np.asarray(cues, np.int64)
    frequent = np.bincount(cue, minlength=len(number)) >= min_count
    renumber = np.cumsum(frequent) - 1
    keep = frequent[cue] if cue.size else np.zeros(0, bool)
    names = tuple(prefix + v for v, j in number.items() if frequent[j])
    return Part(names, (kind,) * len(names), ("",) * len(names), doc[keep], renumber[cue[keep]])
