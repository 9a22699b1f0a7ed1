"""All cues of an audit: those of every corpus, and those that need a tagger or an encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cuewise import embed
from cuewise.config import AuditConfig
from cuewise.cues.counted import CountedCues, join
from cuewise.cues.linguistic import Linguistic
from cuewise.cues.source import Finder, Population, Source, text_fields
from cuewise.cues.style import StyleClusters
from cuewise.cues.table import SOURCES, core_cues, count_source
from cuewise.cues.taggers import tagger
from cuewise.cues.topic_clusters import TopicClusters
from cuewise.cues.topic_words import TopicWords, word_vectors
from cuewise.embed.static import read_vectors
from cuewise.errors import NotApplicable
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.records import Corpus, Reason
from cuewise.split.keys import row_keys
from cuewise.text.language import called


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What decides the optional sources; `texts` is the number of distinct texts of the corpus."""

    sample: Corpus
    options: AuditConfig
    models: Sequence[object]
    seed: int
    texts: int


def collect_cues(
    p: Population, options: AuditConfig, models: Sequence[object], seed: int, steps: Steps
) -> CountedCues:
    """Count all cues of a population; every optional source has an outcome of its own.

    A source that does not apply is skipped with its reason. A failure leaves the others alone.
    """
    parts: list[CountedCues] = []
    with steps.run("cues"):
        parts += core_cues(p)
    texts = np.unique(row_keys(p.corpus).keys).size * len(text_fields(p.corpus))
    request = SourceRequest(p.sample, options, models, seed, texts)
    for code, source in _optional(request, steps):
        with steps.run(code) as reasons:
            parts.append(count_source(source, p))
            reasons.append(Reason.of("cues-counted", n=len(parts[-1].names)))
    return join(parts, p.classes)


def learn_finders(request: SourceRequest, steps: Steps) -> dict[str, tuple[Finder, ...]]:
    """The finders of all sources but n-grams, by the code of their outcome."""
    sample, least = request.sample, request.options.min_documents
    finders = {"cues": tuple(source(sample, least) for source in SOURCES.values())}
    for code, source in _optional(request, steps):
        with steps.run(code):
            finders[code] = (source(sample, least),)
    return finders


def _optional(request: SourceRequest, steps: Steps) -> Iterator[tuple[str, Source]]:
    for code, make in _OPTIONAL.items():
        try:
            yield code, make(request)
        except NotApplicable as why:
            steps.skip(code, reason_of(why))


def _linguistic(request: SourceRequest) -> Source:
    return Linguistic(
        tagger(request.options.tagger, request.sample.language, called(request.sample))
    )


def _topic_words(request: SourceRequest) -> Source:
    path = request.options.word_vectors
    vectors = word_vectors(request.sample, read_vectors(Path(path)) if path else None)
    return TopicWords(vectors.encode, request.seed)


def _topic_clusters(request: SourceRequest) -> Source:
    encoder = embed.evidence_encoder(request.options.encoder, request.sample)
    option = "cluster_documents" + ("_reference" if "reference" in request.models else "")
    most = getattr(request.options, option)
    if request.texts > most:
        raise NotApplicable("slow-embedding", texts=request.texts, option=option, most=most)
    return TopicClusters(encoder.encode, request.seed)


_OPTIONAL: Mapping[str, Callable[[SourceRequest], Source]] = {
    "cues.linguistic": _linguistic,
    "cues.style": lambda request: StyleClusters(request.seed),
    "cues.field": _topic_words,
    "cues.cluster": _topic_clusters,
}
# Sources whose finders embed every document.
EMBEDDING = frozenset({"cues.cluster"})
