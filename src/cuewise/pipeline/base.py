"""Count the cues of a corpus in memory, and draw the sample on which evidence is gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cuewise.count.pause_gc import gc_paused
from cuewise.cues.collect import collect_cues
from cuewise.cues.counted import CountedCues
from cuewise.cues.source import Population
from cuewise.pipeline.excerpts import Pair, holders_found, merged
from cuewise.pipeline.plan import Plan, check_named_labels
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, CorpusInfo, Ints, Reason
from cuewise.split.keys import row_keys
from cuewise.split.order import cluster_order
from cuewise.split.parts import strata_of
from cuewise.split.rows import rows_of
from cuewise.split.sample import content_order, sample

# Documents searched at a time for those that hold a cue.
_BATCH = 1 << 16

# Given (cue, label) pairs, return documents for each: those an excerpt is chosen from.
Fetch = Callable[[Sequence[Pair]], Sequence[Corpus]]


@dataclass(frozen=True, slots=True)
class Base:
    """What is known of a corpus before anything is tested.

    `counted` and sizes[2K + 1] are of all documents by class (see `cuewise.split.parts.strata`).
    Evidence is gathered, and models are fitted and probed, on `sample`, which is split already.
    """

    info: CorpusInfo
    counted: CountedCues
    sizes: Ints
    sample: Corpus
    fetch: Fetch


@gc_paused()
def base_of(corpus: Corpus, plan: Plan, steps: Steps) -> Base:
    """Split the corpus, draw the sample, and count the cues of all documents."""
    check_named_labels(plan, corpus.label_names)
    keys = row_keys(corpus)
    order = cluster_order(keys, plan.seed)
    corpus = replace(corpus, keys=keys.keys, parts=order.split)
    some = sample(corpus, order, plan.seed, plan.options.evidence_documents)
    classes = 2 * len(corpus.label_names) + 1
    row_class = strata_of(keys, order.split)
    population = Population(corpus, some, row_class, classes, plan.options.min_documents)
    counted = collect_cues(population, plan.options, plan.models, plan.seed, steps)
    report_sample(len(some.ids), len(corpus.ids), steps)

    def fetch(pairs: Sequence[Pair]) -> list[Corpus]:
        parts = (holders_found(part, counted, pairs) for part in _batches(corpus, plan.seed))
        return merged(parts, pairs, plan.seed)

    sizes = np.bincount(row_class, minlength=classes)
    return Base(_info(corpus), counted, sizes, some, fetch)


def report_sample(size: int, documents: int, steps: Steps) -> None:
    """Report how many documents evidence comes from, where it is not all of them."""
    if size < documents:
        with steps.run("sample") as reasons:
            reasons.append(Reason.of("sampled", sample=size, documents=documents))


def _batches(corpus: Corpus, seed: int) -> Iterator[Corpus]:
    """The documents in content order, some at a time."""
    rows = content_order(corpus, seed)
    for start in range(0, rows.size, _BATCH):
        yield rows_of(corpus, rows[start : start + _BATCH])


def _info(corpus: Corpus) -> CorpusInfo:
    counts = np.bincount(corpus.labels, minlength=len(corpus.label_names))
    return CorpusInfo(
        fingerprint=corpus.fingerprint,
        documents=len(corpus.ids),
        labels={name: int(n) for name, n in zip(corpus.label_names, counts, strict=True)},
        language=corpus.language,
        language_name=corpus.language_name,
        set_aside=dict(corpus.set_aside.counts),
    )
