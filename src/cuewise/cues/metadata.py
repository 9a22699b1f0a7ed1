"""Values of metadata columns."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.cues.parts import Part, from_values
from cuewise.types import Corpus


def metadata(corpus: Corpus, min_count: int) -> Iterator[Part]:
    """Every value of every metadata column that enough documents share."""
    for column, values in corpus.meta.items():
        held = ([] if v is None else [v] for v in values)
        yield from_values(f"meta:{column}=", "meta", held, min_count)
