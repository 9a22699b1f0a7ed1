"""All cues of a corpus, counted, and as one sparse table."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.cues.counted import CountedCues, join, merge_tallies, tally
from cuewise.cues.lexical import lexical
from cuewise.cues.overlap import pair_overlap
from cuewise.cues.source import Population, Source, SourceCues, from_values
from cuewise.cues.surface import surface
from cuewise.records import Corpus, CueTable

# Fewer documents cannot show anything about a cue (SCIENCE: "insufficient").
MIN_CUE_DOCUMENTS = 10


def _metadata(corpus: Corpus) -> Iterator[SourceCues]:
    """Every value of every metadata column."""
    for column, values in corpus.meta.items():
        held = ([] if v is None else [v] for v in values)
        yield from_values(f"meta:{column}=", "meta", held)


# Besides words and n-grams, the sources that need neither a tagger nor an encoder.
SOURCES: dict[str, Source] = {
    "surface": surface,
    "overlap": pair_overlap,
    "metadata": lambda sample, min_count: _metadata,
}


def cue_table(corpus: Corpus, *, min_count: int = MIN_CUE_DOCUMENTS) -> CueTable:
    """Find every cue of the core sources that at least `min_count` of the n documents hold.

    The choice of cues never looks at the labels, so testing them all and correcting for their
    number is valid.
    """
    return join(list(core_cues(Population.undivided(corpus, min_count))), 1).table(corpus)


def core_cues(population: Population) -> Iterator[CountedCues]:
    """The cues of the sources that need neither a tagger nor an encoder."""
    yield from lexical(population)
    for source in SOURCES.values():
        yield count_source(source, population)


def count_source(source: Source, p: Population) -> CountedCues:
    """The cues of one source, learned on the sample and counted over the corpus."""
    finder = source(p.sample, p.min_count)
    tallies = (tally(part, p.strata, p.classes) for part in finder(p.corpus) if part.names)
    kept = [t.kept(len(p.corpus.ids), p.min_count) for t in tallies]
    return merge_tallies(kept, finder, p.classes)
