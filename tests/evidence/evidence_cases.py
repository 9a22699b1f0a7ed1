"""Cases for the tests of signals."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues import cue_table
from cuewise.evidence.case import EvidenceCase
from cuewise.records import Corpus, CueTable
from cuewise.synth.generate import LABELS


def case_of(
    names, values, labels, encode=None, label_names=("negative", "positive"), texts=None, **more
):
    """Cues of the second label, in empty texts unless `texts` are given."""
    n = len(labels)
    corpus = Corpus(
        ids=[str(i) for i in range(n)],
        texts=[""] * n if texts is None else texts,
        labels=np.asarray(labels, np.int32),
        label_names=label_names,
        fingerprint="",
        **more,
    )
    kinds = tuple(name.rpartition("/")[2].partition(":")[0] for name in names)
    cues = CueTable(tuple(names), kinds, csr_array(np.asarray(values, np.int8)), ("",) * len(names))
    places = np.arange(len(names))
    return EvidenceCase(corpus, cues, places, np.ones(len(names), np.int64), places, encode)


def planted_case(planted, *, encode=None):
    """The planted cues in the table of a synthetic corpus, and whether each is spurious."""
    corpus = planted.to_corpus()
    cues = cue_table(corpus, min_count=10)
    at = {name: j for j, name in enumerate(cues.names)}
    known = [t for t in planted.truth if t.subject in at]
    cue = np.array([at[t.subject] for t in known])
    label = np.array([LABELS.index(t.label) for t in known])
    case = EvidenceCase(corpus, cues, cue, label, np.arange(len(known)), encode)
    return case, np.array([t.spurious for t in known])
