"""Topic clusters follow the topics of texts, not the labels."""

from __future__ import annotations

import numpy as np
import pytest

import cuewise
from cuewise import embed
from cuewise.config import AuditConfig
from cuewise.cues.collect import collect_cues
from cuewise.cues.source import Population
from cuewise.cues.table import count_source
from cuewise.cues.topic_clusters import TopicClusters
from cuewise.plugins.outcomes import Steps
from cuewise.records import Reason

SEA = ["ship", "harbour", "sailor", "wave", "anchor", "tide"]
BAKERY = ["bread", "flour", "oven", "dough", "baker", "crust"]
# One direction for each word imitates an encoder of two topics.
WORDS = {w: i for i, w in enumerate([*SEA, *BAKERY])}


def encode(texts):
    """Unit vectors: one axis for each topic, and a little for each word."""
    out = np.full((len(texts), 2 + len(WORDS)), 0.01, np.float32)
    for row, text in zip(out, texts, strict=True):
        for word in text.split():
            if word in WORDS:
                row[0 if word in SEA else 1] += 1
                row[2 + WORDS[word]] += 0.3
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def topics(n, seed=0):
    """Distinct texts on the sea and on a bakery in turn."""
    rng = np.random.default_rng(seed)
    return [
        f"the {' and the '.join(rng.choice(SEA if i % 2 else BAKERY, 3))} of day {i}"
        for i in range(n)
    ]


def table_of(corpus, min_count=10):
    return count_source(TopicClusters(encode), Population.undivided(corpus, min_count)).table(
        corpus
    )


def test_clusters_are_topics_with_their_words(corpus_of):
    corpus = corpus_of(topics(400))
    table = table_of(corpus)
    member = table.values.todense().astype(bool)
    assert member.sum(axis=1).max() == 1
    for column, note in zip(member.T, table.notes, strict=True):
        side = np.flatnonzero(column) % 2
        assert side.min() == side.max()
        assert set(note.split(", ")) <= set(SEA if side[0] else BAKERY)


def test_labels_have_no_influence(corpus_of):
    texts = topics(200)
    first = table_of(corpus_of(texts))
    second = table_of(corpus_of(texts, np.arange(200) % 2))
    assert first.names == second.names
    assert (first.values != second.values).nnz == 0


def test_clusters_are_numbered_from_the_largest(corpus_of):
    sizes = np.asarray(table_of(corpus_of(topics(300))).values.sum(axis=0)).ravel()
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_pairs_share_their_clusters(corpus_of):
    corpus = corpus_of(topics(200), texts_b=topics(200, seed=1))
    table = table_of(corpus)
    notes = {}
    for name, note in zip(table.names, table.notes, strict=True):
        notes.setdefault(name[2:], set()).add(note)
    assert {n[:2] for n in table.names} == {"a/", "b/"}
    assert all(len(found) == 1 for found in notes.values())


def outcome(corpus, models=(), **options):
    steps = Steps()
    population, options = Population.undivided(corpus, 10), AuditConfig(tagger="none", **options)
    table = collect_cues(population, options, models, 0, steps).table(corpus)
    return steps.outcomes["cues.cluster"], table


@pytest.fixture
def stand_in(monkeypatch):
    """An installed encoder that costs nothing."""

    class Encoder:
        encode = staticmethod(encode)

    monkeypatch.setattr("cuewise.embed.choice.unavailable", lambda: None)
    monkeypatch.setattr("cuewise.embed.choice.default_encoder", Encoder)


@pytest.mark.usefixtures("stand_in")
def test_clusters_are_made_where_embedding_is_cheap_or_needed_anyway(corpus_of):
    corpus = corpus_of(topics(200))
    assert outcome(corpus)[0].status == "ran"
    skipped, table = outcome(corpus, cluster_documents=100)
    assert skipped.status == "skipped"
    facts = {"texts": 200, "option": "cluster_documents", "most": 100}
    assert skipped.reasons == [Reason.of("slow-embedding", **facts)]
    assert not [n for n in table.names if n.startswith("cluster:")]
    assert outcome(corpus, models=("reference",), cluster_documents=100)[0].status == "ran"


@pytest.mark.usefixtures("stand_in")
def test_too_few_texts_make_no_clusters(corpus_of):
    found, _ = outcome(corpus_of(topics(15)))
    assert found.status == "not_applicable"
    assert [r.code for r in found.reasons] == ["few-texts-for-clusters"]


def test_chinese_has_no_encoder(corpus_of):
    found, _ = outcome(corpus_of(["今天很好"] * 30, language="zh"))
    assert found.status == "skipped"
    assert found.reasons == [Reason.of("encoder-language", language="Chinese")]


def test_without_the_extra_the_outcome_says_so(corpus_of, monkeypatch):
    monkeypatch.setattr("cuewise.embed.choice.unavailable", lambda: "torch")
    found, _ = outcome(corpus_of(topics(40)))
    assert found.status == "skipped"
    assert found.reasons == [Reason.of("encoder-package", package="torch", extra="models")]


@pytest.fixture
def audited(stand_in, corpus_of):
    """The audit of a corpus whose topic has the label nine times in ten."""
    rng = np.random.default_rng(2)
    labels = [(i % 2) ^ int(rng.random() < 0.1) for i in range(400)]
    corpus = corpus_of(topics(400), labels, label_names=("class_0", "class_1"))
    return corpus, cuewise.audit(corpus, models=("none",))


def test_a_planted_topic_is_found_and_undetermined(audited):
    found = [f for f in audited[1].findings if f.kind == "cluster" and f.association.replicated]
    assert found
    for finding in found:
        assert finding.verdict.type == "undetermined"
        assert "topic cluster" in finding.message
        assert any(word in finding.message for word in WORDS)


def test_shuffled_labels_give_no_topic(audited, corpus_of):
    found = 0
    for seed in range(20):
        labels = np.random.default_rng([5, seed]).permutation(audited[0].labels)
        corpus = corpus_of(audited[0].texts, labels, label_names=("class_0", "class_1"))
        audit = cuewise.audit(corpus, models=("none",))
        found += any(f.kind == "cluster" for f in audit.findings)
    # At q <= .05 one null corpus in twenty may have a finding; four in twenty has p < .02.
    assert found < 4


def test_real_embeddings_separate_two_topics(corpus_of, monkeypatch, tmp_path):
    if embed.unavailable():
        pytest.skip("needs the 'models' extra")
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path))
    texts = ["", "\ud800", "😂", *topics(77)]
    source, corpus = TopicClusters(embed.default_encoder().encode), corpus_of(texts)
    (part,), (same,) = (list(source(corpus, 5)(corpus)) for _ in range(2))
    assert (part.values != same.values).nnz == 0
    columns = part.values.tocsc()
    sides = [held % 2 for held in np.split(columns.indices, columns.indptr[1:-1])]
    pure = sum(max((s == 0).sum(), (s == 1).sum()) for s in sides)
    assert pure >= 0.9 * part.values.nnz
