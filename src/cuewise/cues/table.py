"""All cues of a corpus in one sparse table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array, hstack

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


def build(corpus: Corpus, *, min_count: int = MIN_DOCUMENTS) -> CueTable:
    """Find every cue of the core sources that at least `min_count` documents hold.

    The choice of cues never looks at the labels, so testing them all and correcting for their
    number is valid.

    Parameters
    ----------
    corpus:
        n documents.
    min_count:
        The least number of documents.
    """
    return join(core(corpus, min_count), len(corpus.ids))


def core(corpus: Corpus, min_count: int) -> list[Part]:
    """The parts of the sources that need neither a tagger nor an encoder."""
    return [part for source in SOURCES.values() for part in source(corpus, min_count)]


def join(parts: Sequence[Part], documents: int) -> CueTable:
    """One table of so many documents from the parts of all sources."""
    held = [p.values for p in parts if p.names]
    values = (
        hstack(held, format="csr", dtype=np.int8)
        if held
        else csr_array((documents, 0), dtype=np.int8)
    )
    return CueTable(
        tuple(n for p in parts for n in p.names),
        tuple(k for p in parts for k in p.kinds),
        values,
        tuple(n for p in parts for n in p.notes),
    )
