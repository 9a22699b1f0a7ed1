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
from cuewise.cues.topic_words import TopicWords
from cuewise.embed.static import read_vectors, token_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.records import Corpus, Reason
from cuewise.split.keys import row_keys
from cuewise.text.language import READ_AS_ENGLISH, called


@dataclass(frozen=True, slots=True)
class CueRequest:
    """The documents, options, models and seed that decide the cues of an audit."""

    population: Population
    options: AuditConfig
    models: Sequence[object]
    seed: int


@dataclass(frozen=True, slots=True)
class _Need:
    """What decides the optional sources; `texts` is the number of distinct texts of the corpus."""

    sample: Corpus
    options: AuditConfig
    models: Sequence[object]
    seed: int
    texts: int


def collect_cues(request: CueRequest, steps: Steps) -> CountedCues:
    """Count all cues; every optional source has an outcome of its own.

    A source that does not apply is skipped with its reason. A failure leaves the others alone.
    """
    p = request.population
    parts: list[CountedCues] = []
    with steps.run("cues"):
        parts += core_cues(p)
    texts = np.unique(row_keys(p.corpus).keys).size * len(text_fields(p.corpus))
    need = _Need(p.sample, request.options, request.models, request.seed, texts)
    for code, source in _optional(need, steps):
        with steps.run(code) as reasons:
            parts.append(count_source(source, p))
            reasons.append(Reason.of("cues-counted", n=len(parts[-1].names)))
    return join(parts, p.classes)


def learn_finders(
    sample: Corpus,
    options: AuditConfig,
    models: Sequence[object],
    seed: int,
    texts: int,
    steps: Steps,
) -> dict[str, tuple[Finder, ...]]:
    """The finders of all sources but n-grams, by the code of their outcome.

    `texts`: the number of distinct texts in the corpus of the sample.
    """
    least = options.min_documents
    found = {"cues": tuple(source(sample, least) for source in SOURCES.values())}
    for code, source in _optional(_Need(sample, options, models, seed, texts), steps):
        with steps.run(code):
            found[code] = (source(sample, least),)
    return found


def _optional(need: _Need, steps: Steps) -> Iterator[tuple[str, Source]]:
    for code, make in OPTIONAL.items():
        try:
            yield code, make(need)
        except NotApplicable as why:
            steps.skip(code, reason_of(why))


def _linguistic(need: _Need) -> Source:
    return Linguistic(tagger(need.options.tagger, need.sample.language, called(need.sample)))


def _style(need: _Need) -> Source:
    return StyleClusters(need.seed)


def _fields(need: _Need) -> Source:
    if need.options.word_vectors:
        return TopicWords(read_vectors(Path(need.options.word_vectors)).encode, need.seed)
    if need.sample.language not in READ_AS_ENGLISH:
        raise NotApplicable("no-vectors", language=called(need.sample))
    try:
        table = token_table()
    except MissingExtra as missing:
        raise NotApplicable("no-word-vectors", extra=missing.extra) from missing
    return TopicWords(table.encode, need.seed)


def _clusters(need: _Need) -> Source:
    if need.sample.language not in READ_AS_ENGLISH:
        raise NotApplicable("encoder-language", language=called(need.sample))
    if package := embed.unavailable():
        raise NotApplicable("encoder-package", package=package, extra="models")
    option = "cluster_documents" + ("_reference" if "reference" in need.models else "")
    most = getattr(need.options, option)
    if need.texts > most:
        raise NotApplicable("slow-embedding", texts=need.texts, option=option, most=most)
    return TopicClusters(embed.default_encoder().encode, need.seed)


OPTIONAL: Mapping[str, Callable[[_Need], Source]] = {
    "cues.linguistic": _linguistic,
    "cues.style": _style,
    "cues.field": _fields,
    "cues.cluster": _clusters,
}
# Sources whose finders embed every document.
EMBEDDING = frozenset({"cues.cluster"})
