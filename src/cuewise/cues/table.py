"""All cues of a corpus in one sparse table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues.lexical import lexical
from cuewise.cues.metadata import metadata
from cuewise.cues.overlap import overlap
from cuewise.cues.parts import Part
from cuewise.cues.surface import surface
from cuewise.types import Corpus, CueTable

# Under ten occurrences nothing can be said of a cue (SCIENCE: "insufficient").
MIN_DOCUMENTS = 10

Source = Callable[[Corpus, int], Iterator[Part]]
SOURCES: dict[str, Source] = {
    "lexical": lexical,
    "surface": surface,
    "overlap": overlap,
    "metadata": metadata,
}


def build(
    corpus: Corpus, *, min_count: int = MIN_DOCUMENTS, extra: tuple[Source, ...] = ()
) -> CueTable:
    """Find every cue that at least `min_count` documents hold.

    The choice of cues never looks at the labels, so testing them all and correcting for their
    number is valid.

    Parameters
    ----------
    corpus:
        n documents.
    min_count:
        The least number of documents.
    extra:
        Further sources, such as those of an optional dependency.
    """
    parts = [
        p for source in (*SOURCES.values(), *extra) for p in source(corpus, min_count) if p.names
    ]
    names = tuple(n for p in parts for n in p.names)
    shift = np.cumsum([0, *(len(p.names) for p in parts)])
    rows = np.concatenate([p.documents for p in parts]) if parts else np.empty(0, np.int64)
    cols = (
        np.concatenate([p.cues + s for p, s in zip(parts, shift, strict=False)]) if parts else rows
    )
    values = csr_array(
        (np.ones(rows.size, np.int8), (rows, cols)), shape=(len(corpus.ids), len(names))
    )
    return CueTable(
        names,
        tuple(k for p in parts for k in p.kinds),
        values,
        tuple(n for p in parts for n in p.notes),
    )
