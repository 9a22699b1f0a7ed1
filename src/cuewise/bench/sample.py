"""The base of the benchmark's detectors: their input and their output."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cuewise.bench.cells import FAST
from cuewise.config import AuditConfig
from cuewise.cues.collect import collect_cues
from cuewise.cues.counted import join
from cuewise.cues.lexical import lexical
from cuewise.cues.source import Population
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, CueTable
from cuewise.records.kinds import kind_of
from cuewise.report.reasons import with_sentences
from cuewise.split.rows import cues_of
from cuewise.synth import Planted

# No topic or style clusters: to embed every corpus would take longer than everything else.
OPTIONS = AuditConfig(cluster_documents=0)
_BAG_WORDS = 2


class RankedCue(NamedTuple):
    """One feature, named as cuewise names cues; a higher score is more suspicious.

    `flagged`: the detector would report it.
    """

    subject: str
    score: float
    flagged: bool


@dataclass(frozen=True)
class DetectorSample:
    """One labelled corpus, without the truth about it.

    `cues` and `bag` are built on first use and kept.

    Examples
    --------
    >>> from cuewise.synth import make
    >>> DetectorSample.of(make(n=50)).corpus.label_names
    ('negative', 'positive')
    """

    corpus: Corpus

    @classmethod
    def of(cls, planted: Planted) -> DetectorSample:
        """The corpus without its truth, and without names that could identify it."""
        ids = tuple(map(str, range(len(planted.texts))))
        corpus = planted.to_corpus()
        return cls(replace(corpus, ids=ids, fingerprint="", pair_id=None, cluster=None))

    @cached_property
    def cues(self) -> CueTable:
        """All cues of cuewise except clusters.

        Raises
        ------
        RuntimeError
            A source of cues failed.
        """
        steps = Steps()
        counts = collect_cues(self._population(), OPTIONS, (), 0, steps)
        failures = [
            o.reason for o in with_sentences(steps.outcomes).values() if o.status == "failed"
        ]
        if failures:
            raise RuntimeError(f"no cues: {'; '.join(failures)}")
        return counts.table(self.corpus)

    @cached_property
    def bag(self) -> CueTable:
        """Words and pairs of words in at least ten documents: the input of most methods."""
        # The columns equal those of `cues`. If `cues` has not been built, avoid running its tagger.
        table = vars(self).get("cues")
        if table is None:
            table = join(list(lexical(self._population())), 1).table(self.corpus)
        return cues_of(table, [j for j, name in enumerate(table.names) if in_bag(name)])

    def _population(self) -> Population:
        return Population.undivided(self.corpus, OPTIONS.min_documents)


def in_bag(subject: str) -> bool:
    """Whether a cue is a word or a pair of words.

    Examples
    --------
    >>> in_bag("ngram:at noon"), in_bag("ngram:at the end"), in_bag("punct:!")
    (True, False, False)
    """
    kind, _, value = subject.partition(":")
    return kind_of(kind).phrase and value.count(" ") < _BAG_WORDS


class BenchDetector(ABC):
    """Anything that ranks features by how suspicious they are.

    `name` and `about` go into the table. It runs on cells of its `pace` and slower ones: a slow
    detector covers a part of the grid.
    """

    __slots__ = ()
    name: str
    about: str
    pace: int = FAST

    @property
    def version(self) -> str:
        """What the results depend on besides the code of cuewise."""
        return ""

    def absent(self) -> str:
        """Why it cannot run here; "" if it can."""
        return ""

    @abstractmethod
    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Every feature tested, the most suspicious first."""


def rank_cues(
    names: Sequence[str], scores: Sequence[float] | np.ndarray, flagged: Sequence[bool] | np.ndarray
) -> list[RankedCue]:
    """Sort features by score, highest first; drop those without a finite score.

    Examples
    --------
    >>> rank_cues(["word:a", "word:b", "word:c"], [1.0, 2.0, float("nan")], [False, True, True])[0]
    RankedCue(subject='word:b', score=2.0, flagged=True)
    """
    score = np.asarray(scores, dtype=float)
    order = np.argsort(-score, kind="stable")
    return [
        RankedCue(names[j], float(score[j]), bool(flagged[j]))
        for j in order
        if np.isfinite(score[j])
    ]
