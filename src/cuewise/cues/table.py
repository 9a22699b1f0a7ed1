"""All cues of a corpus, counted, and as one sparse table."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.cues.counted import Counted, counted, join, tally
from cuewise.cues.lexical import lexical
from cuewise.cues.metadata import metadata
from cuewise.cues.overlap import overlap
from cuewise.cues.parts import Population, Source
from cuewise.cues.surface import surface
from cuewise.records import Corpus, CueTable

# Under ten occurrences nothing can be said of a cue (SCIENCE: "insufficient").
MIN_DOCUMENTS = 10

# Besides words and n-grams, which need neither a sample nor a tagger nor an encoder.
SOURCES: dict[str, Source] = {"surface": surface, "overlap": overlap, "metadata": metadata}


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
    return join(list(core(Population.undivided(corpus, min_count))), 1).table(corpus)


def core(population: Population) -> Iterator[Counted]:
    """The cues of the sources that need neither a tagger nor an encoder."""
    yield from lexical(population)
    for source in SOURCES.values():
        yield of_source(source, population)


def of_source(source: Source, p: Population) -> Counted:
    """The cues of one source, learned on the sample and counted over the corpus."""
    finder = source(p.sample, p.min_count)
    tallies = (tally(part, p.strata, p.classes) for part in finder(p.corpus) if part.names)
    kept = [t.kept(len(p.corpus.ids), p.min_count) for t in tallies]
    return counted(kept, finder, p.classes)
