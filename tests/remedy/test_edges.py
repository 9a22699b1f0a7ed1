"""Remedies of features where there is little to go by: repaired whole, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.plugins.registry import entries
from cuewise.remedy.plugin import Refit

AVERAGED = {"dpe", "dropout"}
ENTRIES = [e for e in entries("remedies") if issubclass(e.plugin, Refit) or e.code in AVERAGED]


def labelled(case, labels):
    return replace(case, corpus=replace(case.corpus, labels=np.asarray(labels, np.int32)))


def holding(case, *held):
    values = csr_array(np.column_stack(held).astype(np.int8))
    names = tuple(f"word:{i}" for i in range(len(held)))
    kinds, notes = ("word",) * len(held), ("",) * len(held)
    groups = replace(case.groups, names=names, kinds=kinds, notes=notes, values=values)
    return replace(case, groups=groups)


def tabled(case, table):
    return replace(case, model=replace(case.model, table=table))


def attempt(case, entry):
    """The model repaired, or None and why not."""
    try:
        return case.repaired(entry.plugin()), ""
    except NotApplicable as why:
        return None, why.code


EDGES = {
    "a label without documents": lambda c, made: labelled(made(n=300, k=3), c.labels),
    "a single label": lambda c, made: labelled(c, 0 * c.labels),
    "a single document of a label": lambda c, made: labelled(c, np.arange(300) < 1),
    "nobody holds the cue": lambda c, made: holding(c, np.zeros(300)),
    "everybody holds the cue": lambda c, made: holding(c, np.ones(300)),
    "the cue is the label": lambda c, made: holding(c, c.labels),
    "a cue twice": lambda c, made: holding(c, c.held[:, 0], c.held[:, 0]),
    "a cue and its opposite": lambda c, made: holding(c, c.held[:, 0], ~c.held[:, 0]),
    "ten labels": lambda c, made: made(n=300, k=10),
    "twenty documents": lambda c, made: made(n=20),
    "four documents": lambda c, made: made(n=4),
    "sparse features": lambda c, made: tabled(c, csr_array(c.model.table)),
    "features that say nothing": lambda c, made: tabled(c, 0 * c.model.table),
}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)
@pytest.mark.parametrize("edge", EDGES.values(), ids=EDGES.keys())
def test_it_answers_every_document_or_says_why_not(entry, edge, made):
    if entry.code == "leace":
        pytest.importorskip("concept_erasure", reason="needs the 'models' extra")
    case = edge(made(n=300), made)
    model, code = attempt(case, entry)
    if model is None:
        assert code
        return
    probs = model.predict(case.corpus.texts).probs
    assert np.isfinite(probs).all()
    assert probs.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)
def test_it_is_the_same_on_sparse_features_or_refused(entry, made):
    case = made(n=1600, agree=0.7)
    sparse, code = attempt(tabled(case, csr_array(case.model.table)), entry)
    if sparse is None:
        assert code in {"needs-dense-features", "slow-on-sparse", "means-memorised"}
        return
    found = sparse.predict(case.corpus.texts).probs
    dense = case.repaired(entry.plugin()).predict(case.corpus.texts).probs
    # DFR does not centre what is sparse, so its penalty is on another bias.
    assert abs(found - dense).max() < (0.2 if entry.code == "dfr" else 5e-3)
