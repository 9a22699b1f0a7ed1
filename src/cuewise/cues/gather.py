"""All cues of one audit: those every corpus has, and those that need a tagger or an encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cuewise import embed
from cuewise.config import AuditConfig
from cuewise.cues.counted import Counted, join
from cuewise.cues.fields import WordFields
from cuewise.cues.linguistic import Linguistic
from cuewise.cues.parts import Finder, Population, Source, fields
from cuewise.cues.semantic import Clusters
from cuewise.cues.style import Styles
from cuewise.cues.table import SOURCES, core, of_source
from cuewise.cues.taggers import tagger
from cuewise.embed.static import read_vectors, token_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.records import Corpus, Reason
from cuewise.split.keys import row_keys
from cuewise.text.language import READ_AS_ENGLISH, called


@dataclass(frozen=True, slots=True)
class Request:
    """What the cues of an audit are made from."""

    population: Population
    options: AuditConfig
    models: Sequence[object]
    seed: int


@dataclass(frozen=True, slots=True)
class _Need:
    """What decides which optional sources there are; `texts` differ in the whole corpus."""

    sample: Corpus
    options: AuditConfig
    models: Sequence[object]
    seed: int
    texts: int


def gather(request: Request, steps: Steps) -> Counted:
    """All cues, counted; every optional source has an outcome of its own.

    A source that cannot be made here is skipped with its reason; one that fails takes nothing
    along.
    """
    p = request.population
    parts: list[Counted] = []
    with steps.run("cues"):
        parts += core(p)
    texts = np.unique(row_keys(p.corpus).keys).size * len(fields(p.corpus))
    need = _Need(p.sample, request.options, request.models, request.seed, texts)
    for code, source in _optional(need, steps):
        with steps.run(code) as reasons:
            parts.append(of_source(source, p))
            reasons.append(Reason.of("cues-counted", n=len(parts[-1].names)))
    return join(parts, p.classes)


def learned(
    sample: Corpus,
    options: AuditConfig,
    models: Sequence[object],
    seed: int,
    texts: int,
    steps: Steps,
) -> dict[str, tuple[Finder, ...]]:
    """The finders of all sources but n-grams, by the code of their outcome.

    `texts` is the number of different ones in the corpus that the sample is from.
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
    return Styles(need.seed)


def _fields(need: _Need) -> Source:
    if need.options.word_vectors:
        return WordFields(read_vectors(Path(need.options.word_vectors)).encode, need.seed)
    if need.sample.language not in READ_AS_ENGLISH:
        raise NotApplicable("no-vectors", language=called(need.sample))
    try:
        table = token_table()
    except MissingExtra as missing:
        raise NotApplicable("no-word-vectors", extra=missing.extra) from missing
    return WordFields(table.encode, need.seed)


def _clusters(need: _Need) -> Source:
    if need.sample.language not in READ_AS_ENGLISH:
        raise NotApplicable("encoder-language", language=called(need.sample))
    if package := embed.unavailable():
        raise NotApplicable("encoder-package", package=package, extra="models")
    option = "cluster_documents" + ("_reference" if "reference" in need.models else "")
    most = getattr(need.options, option)
    if need.texts > most:
        raise NotApplicable("slow-embedding", texts=need.texts, option=option, most=most)
    return Clusters(embed.default_encoder().encode, need.seed)


OPTIONAL: Mapping[str, Callable[[_Need], Source]] = {
    "cues.linguistic": _linguistic,
    "cues.style": _style,
    "cues.field": _fields,
    "cues.cluster": _clusters,
}
# Those whose finders embed every document.
EMBEDDING = frozenset({"cues.cluster"})
