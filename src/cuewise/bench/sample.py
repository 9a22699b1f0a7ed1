"""What a detector is given and what it gives back: the one protocol of all detectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, cast

import numpy as np

from cuewise.config import AuditConfig
from cuewise.cues.collect import CueRequest, collect_cues
from cuewise.cues.counted import join
from cuewise.cues.lexical import lexical
from cuewise.cues.source import Population
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, CueTable, Language
from cuewise.records.kinds import kind_of
from cuewise.report.reasons import with_sentences
from cuewise.split.rows import cues_of
from cuewise.synth import Planted

# Embedding every corpus for its clusters would take longer than all the rest.
OPTIONS = AuditConfig(cluster_documents=0)
_BAG_WORDS = 2


class Ranked(NamedTuple):
    """One feature: its name as cuewise names cues, how suspicious, whether it would be reported."""

    subject: str
    score: float
    flagged: bool


@dataclass(frozen=True)
class Sample:
    """One labelled corpus, without the truth about it.

    texts[n], labels[n] index label_names, meta{column: [n]}. `cues` and `bag` are made when they
    are first asked for, and kept.

    Examples
    --------
    >>> from cuewise.synth import make
    >>> Sample.of(make(n=50)).label_names
    ('negative', 'positive')
    """

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    label_names: tuple[str, ...]
    language: str
    meta: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, planted: Planted) -> Sample:
        """The corpus alone."""
        numbers = tuple(planted.label_names.index(name) for name in planted.labels)
        names = planted.label_names
        return cls(planted.texts, numbers, names, planted.language, planted.meta)

    @cached_property
    def corpus(self) -> Corpus:
        """The sample as `cuewise.load` would give it."""
        return Corpus(
            ids=tuple(map(str, range(len(self.texts)))),
            texts=self.texts,
            labels=np.asarray(self.labels, dtype=np.int32),
            label_names=self.label_names,
            fingerprint="",
            language=cast("Language", self.language),
            meta=self.meta,
        )

    @cached_property
    def cues(self) -> CueTable:
        """All cues of cuewise but clusters."""
        steps = Steps()
        population = Population.undivided(self.corpus, OPTIONS.min_documents)
        found = collect_cues(CueRequest(population, OPTIONS, (), 0), steps)
        failed = [o.reason for o in with_sentences(steps.outcomes).values() if o.status == "failed"]
        if failed:
            raise RuntimeError(f"no cues: {'; '.join(failed)}")
        return found.table(self.corpus)

    @cached_property
    def bag(self) -> CueTable:
        """Words and pairs of words, in ten documents at least: what most methods count."""
        # The same columns as those of `cues`; where these are not there, no tagger is run for them.
        table = vars(self).get("cues")
        if table is None:
            population = Population.undivided(self.corpus, OPTIONS.min_documents)
            table = join(list(lexical(population)), 1).table(self.corpus)
        return cues_of(table, [j for j, name in enumerate(table.names) if in_bag(name)])


def in_bag(subject: str) -> bool:
    """Whether a cue is a word or a pair of words.

    Examples
    --------
    >>> in_bag("ngram:at noon"), in_bag("ngram:at the end"), in_bag("punct:!")
    (True, False, False)
    """
    kind, _, value = subject.partition(":")
    return kind_of(kind).phrase and value.count(" ") < _BAG_WORDS


class Detector(Protocol):
    """Anything that ranks features by how suspicious they are.

    Those of a slower `pace` run on a part of the grid; `version` names what the results depend on
    besides the code of cuewise.
    """

    @property
    def name(self) -> str:
        """What it is called in the table."""
        ...

    @property
    def about(self) -> str:
        """What it computes, on which features, and what it reports."""
        ...

    @property
    def pace(self) -> int:
        """It runs on the cells of this pace and slower ones."""
        ...

    @property
    def version(self) -> str:
        """What its results depend on besides the code of cuewise."""
        ...

    def absent(self) -> str:
        """Why it cannot run here; "" where it can."""
        ...

    def __call__(self, sample: Sample) -> Sequence[Ranked]:
        """Every feature tried, the most suspicious first."""
        ...


def ranked(
    names: Sequence[str], scores: Sequence[float] | np.ndarray, flagged: Sequence[bool] | np.ndarray
) -> list[Ranked]:
    """Features in the order of their scores; those without a score are left out.

    Examples
    --------
    >>> ranked(["word:a", "word:b", "word:c"], [1.0, 2.0, float("nan")], [False, True, True])[0]
    Ranked(subject='word:b', score=2.0, flagged=True)
    """
    score = np.asarray(scores, dtype=float)
    order = np.argsort(-score, kind="stable")
    return [
        Ranked(names[j], float(score[j]), bool(flagged[j])) for j in order if np.isfinite(score[j])
    ]
