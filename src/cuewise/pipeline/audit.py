"""The audit of a corpus in memory: count, then conclude."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cuewise.config import checked
from cuewise.count.garbage import uncollected
from cuewise.cues.gather import Request
from cuewise.cues.gather import gather as gather_cues
from cuewise.cues.parts import Population
from cuewise.errors import InputError
from cuewise.evidence.sources import read_sources
from cuewise.models import check as check_model
from cuewise.pipeline.examine import Base, Clock, Plan, conclude, encoder_of
from cuewise.pipeline.excerpts import holding, merged
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.records import Audit, Corpus, CorpusInfo, Reason
from cuewise.split.parts import ordered, sample, strata
from cuewise.split.rows import rows_of

SEED = 0
# Documents looked through at a time for those that hold a cue.
_AT_ONCE = 1 << 16


def audit(
    corpus: Corpus,
    *,
    models: Sequence[str] = ("tfidf",),
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Find the cues that give the labels away, judge each, and measure who relies on them.

    Cues are counted and tested over all documents. Evidence for the verdicts is gathered, and
    models are fitted and probed, on at most `evidence_documents` of them.

    Parameters
    ----------
    corpus:
        From `cuewise.load`. The order of its rows makes no difference.
    models:
        Model specifications: `tfidf`, `reference`, `none`, `hf:NAME_OR_DIR`, `sklearn:FILE.skops`,
        `python:MODULE:FUNCTION`.
    seed:
        Of the halves and every sample: same seed and input, same result.
    config:
        Options by name, see `cuewise.config.AuditConfig`.
    progress:
        Told of each stage.

    Returns
    -------
    Audit
        Findings ranked by impact; what did not run is in `outcomes` with its reason.

    Raises
    ------
    InputError
        A model specification that cannot be used.
    """
    require(corpus)
    clock = Clock.now()
    plan = planned(models, seed, config)
    steps = Steps(progress)
    return conclude(base_of(corpus, plan, steps), plan, steps, clock, progress)


def require(corpus: Corpus) -> None:
    """Raise where a path or a table is given in the place of a corpus.

    Examples
    --------
    >>> require("reviews.csv")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: a corpus is needed, and this is of type str
      allowed: what cuewise.load gives
      to fix:  pass cuewise.load("reviews.csv", text="text", label="label")
    """
    if not isinstance(corpus, Corpus):
        raise InputError(
            f"a corpus is needed, and this is of type {type(corpus).__name__}",
            "what cuewise.load gives",
            'pass cuewise.load("reviews.csv", text="text", label="label")',
        )


def planned(models: Sequence[str], seed: int, config: dict[str, Any] | None) -> Plan:
    """What is asked for, checked; a file that cannot be read is told before the long work."""
    options = checked(config)
    for spec in models:
        check_model(spec)
    return Plan(options, models, seed, read_sources(options))


@uncollected()
def base_of(corpus: Corpus, plan: Plan, steps: Steps) -> Base:
    """Count the cues of all documents."""
    some = sample(corpus, plan.seed, plan.options.evidence_documents)
    if len(some.ids) == len(corpus.ids) and (encoder := encoder_of(corpus)):
        # It is needed only after the cues are counted; counting many keeps every core busy.
        encoder.load_ahead()
    classes = 2 * len(corpus.label_names) + 1
    own = strata(corpus, plan.seed)
    population = Population(corpus, some, own, classes, plan.options.min_documents)
    counted = gather_cues(Request(population, plan.options, plan.models, plan.seed), steps)
    sampled(len(some.ids), len(corpus.ids), steps)

    def fetch(pairs: Sequence[tuple[int, int]]) -> list[Corpus]:
        parts = (holding(part, counted, pairs) for part in _pieces(corpus, plan.seed))
        return merged(parts, pairs, plan.seed)

    sizes = np.bincount(own, minlength=classes)
    return Base(_info(corpus), counted, sizes, some, fetch)


def sampled(some: int, documents: int, steps: Steps) -> None:
    """Say how many documents the evidence is from, where it is not from all."""
    if some < documents:
        with steps.run("sample") as reasons:
            reasons.append(Reason.of("sampled", sample=some, documents=documents))


def _pieces(corpus: Corpus, seed: int) -> Iterator[Corpus]:
    """The documents in content order, some at a time."""
    rows = ordered(corpus, seed)
    for start in range(0, rows.size, _AT_ONCE):
        yield rows_of(corpus, rows[start : start + _AT_ONCE])


def _info(corpus: Corpus) -> CorpusInfo:
    counts = np.bincount(corpus.labels, minlength=len(corpus.label_names))
    return CorpusInfo(
        fingerprint=corpus.fingerprint,
        documents=len(corpus.ids),
        labels={name: int(n) for name, n in zip(corpus.label_names, counts, strict=True)},
        language=corpus.language,
        set_aside=dict(corpus.set_aside.counts),
    )
