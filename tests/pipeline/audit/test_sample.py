"""Counts take all documents, evidence a sample; neither hangs on the order of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cuewise
from cuewise.config import AuditConfig
from cuewise.count.incidence import counts_by_label
from cuewise.cues.collect import collect_cues
from cuewise.cues.source import Population
from cuewise.pipeline.excerpts import HOLDERS, holders, holders_found, merged
from cuewise.plugins.outcomes import Steps
from cuewise.records import Audit, Reason
from cuewise.split.keys import row_keys
from cuewise.split.order import cluster_order
from cuewise.split.parts import assigned, strata
from cuewise.split.rows import rows_of
from cuewise.split.sample import content_order, sample
from cuewise.synth import Plant, make


def told(audit: Audit):
    """All that an audit says but ids and times; row numbers are ids here."""
    shown = audit.model_dump()
    for finding in shown["findings"]:
        for excerpt in finding["excerpts"]:
            del excerpt["id"]
    for outcome in shown["outcomes"].values():
        del outcome["seconds"]
    return shown["headline"], shown["findings"], shown["measures"], shown["outcomes"]


def shuffled(corpus, seed=1):
    return rows_of(corpus, np.random.default_rng(seed).permutation(len(corpus.ids)))


def corpora():
    plants = [Plant("word", "tuesday", "positive", 0.9, 0.1)]
    yield "en", make("en", 600, plants=plants, seed=3).to_corpus()
    yield "zh", make("zh", 600, plants=[Plant("word", "周二", "positive", 0.9, 0.1)]).to_corpus()
    a, b = (make("en", 400, seed=s).to_corpus() for s in (1, 2))
    yield "pairs", replace(a, texts_b=b.texts)
    again = np.concatenate([np.arange(300), np.arange(100), np.arange(50)])
    yield "repeats", replace(rows_of(a, again), cluster=again)


@pytest.mark.parametrize("corpus", [pytest.param(c, id=name) for name, c in corpora()])
def test_counts_are_those_of_the_table(corpus):
    own, classes = strata(assigned(corpus, 5)), 2 * len(corpus.label_names) + 1
    population = Population(corpus, corpus, own, classes, 10)
    found = collect_cues(population, AuditConfig(), ("none",), 5, Steps())
    values = found.table(corpus).values
    assert found.counts.shape == (len(found.names), classes)
    assert len(set(found.names)) == len(found.names) > 100
    assert (
        counts_by_label(values.indptr, values.indices, own, found.counts.shape) == found.counts
    ).all()
    assert set(values.data.tolist()) == {1}
    rng = np.random.default_rng(0)
    wanted = np.sort(rng.choice(len(found.names), 40, replace=False))
    assert (found.find(corpus, wanted) != values[:, wanted]).nnz == 0


def test_an_audit_is_the_same_in_any_order_of_the_rows(planted):
    first, second = (cuewise.audit(c, models=("tfidf",)) for c in (planted, shuffled(planted)))
    assert told(first) == told(second)


@pytest.fixture(scope="module")
def large():
    plants = [
        Plant("word", "tuesday", "positive", 0.9, 0.05),
        Plant("word", "harbour", "negative", 1.0, 0.008),
    ]
    return make("en", 4000, plants=plants, seed=2).to_corpus()


def test_evidence_is_from_a_sample_and_counts_are_of_all(large):
    whole = cuewise.audit(large, models=("none",))
    part = cuewise.audit(large, models=("none",), config={"evidence_documents": 1000})
    assert part.outcomes["sample"].reasons == [Reason.of("sampled", sample=1000, documents=4000)]
    assert "sample" not in whole.outcomes
    every, some = ({f.subject: f for f in a.findings} for a in (whole, part))
    core = {"word", "ngram", "position", "meta", "punct", "format"}
    both = [s for s, f in every.items() if f.kind in core]
    assert {s for s, f in some.items() if f.kind in core} == set(both)
    for subject in both:
        # The habits of writing are learned on the sample, so others and more or fewer are tested.
        first, second = (x[subject].association.model_copy(update={"q": 0}) for x in (every, some))
        assert first == second
        assert every[subject].support == some[subject].support
        assert len(some[subject].excerpts) == len(every[subject].excerpts) > 0
    assert part.provenance.corpus == whole.provenance.corpus
    # It is rarer than fifty in the sample: what shows it was looked for in all.
    assert some["word:harbour"].excerpts == every["word:harbour"].excerpts
    assert told(part) == told(
        cuewise.audit(shuffled(large), models=("none",), config={"evidence_documents": 1000})
    )


@pytest.mark.parametrize("most", [1000, 3999])
def test_a_sample_is_of_whole_clusters_and_all_labels(large, most):
    some = sample(large, cluster_order(row_keys(large), 0), 0, most)
    assert most <= len(some.ids) <= most + 10
    share = np.bincount(some.labels) / np.bincount(large.labels)
    assert np.ptp(share) < 0.01
    place = {name: i for i, name in enumerate(large.ids)}
    rows = [place[name] for name in some.ids]
    cluster = np.asarray(large.cluster)
    assert np.isin(cluster, cluster[rows]).sum() == len(rows)
    assert np.unique(some.cluster).size == np.unique(cluster[rows]).size


def test_examples_of_portions_are_those_of_the_whole(large):
    whole = rows_of(large, content_order(large, 0))
    found = collect_cues(Population.undivided(whole, 10), AuditConfig(), (), 0, Steps())
    pairs = [(j, label) for j in range(0, len(found.names), 97) for label in (0, 1)]
    held = found.table(whole).values[:, [j for j, _ in pairs]]
    wanted = holders(whole, held, [label for _, label in pairs])
    cuts = np.array_split(np.random.default_rng(0).permutation(4000), 3)
    parts = [holders_found(rows_of(whole, np.sort(cut)), found, pairs) for cut in cuts]
    for (_, label), own, expected in zip(pairs, merged(parts, pairs, 0), wanted, strict=True):
        assert list(own.ids) == list(expected.ids)
        labelled = own.labels == label
        assert len(own.ids) > 0
        assert max(labelled.sum(), (~labelled).sum()) <= HOLDERS
