"""A hand-made study: the smallest records on which a rule can be seen to hold."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cuewise.config import AuditConfig
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import Association, Associations, Corpus, CueTable, Reliance, Verdict


def associations(subjects, labels=None, **columns):
    """Associations of one row a subject; every column that is not given is 0."""
    m = len(subjects)
    numbers = {
        name: np.asarray(columns.pop(name, np.zeros(m)), dtype=float)
        for name in (
            "p",
            "discovered",
            "effect",
            "low",
            "high",
            "log_odds_ratio",
            "prevalence",
            "z",
        )
    }
    return Associations(
        subjects=tuple(subjects),
        labels=tuple(labels or ("yes",) * m),
        cue=np.asarray(columns.pop("cue", np.arange(m))),
        label=np.asarray(columns.pop("label", np.ones(m, np.int64))),
        replicated=np.asarray(columns.pop("replicated", np.ones(m, bool))),
        support=np.asarray(columns.pop("support", np.full(m, 50))),
        **numbers,
        **columns,
    )


def study(subjects, verdicts, whole=None, values=None, corpus=None, **columns):
    """A study of these cues, judged in this order."""
    m = len(subjects)
    values = np.zeros((4, m)) if values is None else values
    n = len(values)
    texts = [f"text {i}" for i in range(n)]
    kinds = tuple(s.partition(":")[0].rpartition("/")[2] for s in subjects)
    judged = zip(
        range(m),
        (Verdict(type=v, p_spurious=0.5) for v in verdicts),
        whole or range(m),
        strict=True,
    )
    return Study(
        corpus=corpus
        or Corpus(texts, texts, np.arange(n, dtype=np.int32) % 2, ("no", "yes"), "made up"),
        cues=CueTable(tuple(subjects), kinds, csr_array(values), ("",) * m),
        associations=associations(subjects, **columns),
        q=np.zeros(m),
        judged=tuple(JudgedCue(*cue) for cue in judged),
        rows=np.arange(n),
        options=AuditConfig(),
        seed=0,
    )


def association(low, high, *, replicated=True):
    """An association with this interval."""
    return Association(
        measure="",
        estimate=None if low is None else (low + high) / 2,
        low=low,
        high=high,
        p=0.0,
        q=0.0,
        log_odds_ratio=0.0,
        replicated=replicated,
    )


def reliance(low, high, model="m", n=100):
    """The reliance of a model with this interval."""
    empty = dict.fromkeys(("flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"))
    delta = None if low is None or high is None else (low + high) / 2
    return Reliance(model=model, delta=delta, low=low, high=high, n=n, **empty)
