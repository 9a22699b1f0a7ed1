"""Values of metadata columns."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.cues.parts import Finder, Part, from_values
from cuewise.records import Corpus


def metadata(sample: Corpus, min_count: int) -> Finder:
    """Every value of every metadata column that enough documents share."""
    return _values


def _values(corpus: Corpus) -> Iterator[Part]:
    for column, values in corpus.meta.items():
        held = ([] if v is None else [v] for v in values)
        yield from_values(f"meta:{column}=", "meta", held)
