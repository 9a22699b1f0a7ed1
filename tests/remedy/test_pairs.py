"""LEACE on pairs: what a cue does to the texts that hold it, by the formula and where planted."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
from svd_encoder import fit_svd

from cuewise.cues import cue_table
from cuewise.errors import NotApplicable
from cuewise.models.linear.encoder_head import fit_head
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.remedy.erase.leace_pairs import LeacePairs
from cuewise.remedy.texts import insert_cue, masked
from cuewise.split.rows import cues_of, rows_of
from cuewise.synth import make

pytest.importorskip("concept_erasure", reason="needs the extra 'models'")
WORDS = {"en": ("harbour", "tuesday"), "zh": ("海港", "周二")}


@pytest.fixture(scope="module", params=["en", "zh"])
def case(request):
    """Documents with two planted words, the columns of these, and a head on vectors."""
    rows, lang = make(request.param, 900, seed=1).to_corpus(), request.param
    rng = np.random.default_rng(2)
    texts = list(rows.texts)
    for word in WORDS[lang]:
        # Put into the texts as they are: a sentence of its own would be a cue besides.
        holds = rng.random(900) < np.where(rows.labels == 1, 0.5, 0.05)
        texts = [
            insert_cue(t, f"word:{word}", rng) if h else t
            for t, h in zip(texts, holds, strict=True)
        ]
    corpus = replace(rows, texts=texts, keys=None)
    cues = cue_table(corpus)
    groups = cues_of(cues, [cues.names.index(f"word:{w}") for w in WORDS[lang]])
    encoder = fit_svd(corpus.texts)
    model = fit_head(corpus, np.arange(len(corpus.ids)), encoder=encoder, seed=0)
    return corpus, groups, model


def steps(model, corpus, groups):
    """What each cue adds to the log-odds in the mean of the documents that hold it alone."""
    plain = masked(corpus, list(groups.names))
    gained = model.features(corpus.texts) - model.features(plain.texts)
    held = groups.values.toarray() != 0
    alone = held & (held.sum(axis=1, keepdims=True) == 1)
    logits = gained @ (model.logistic.weights[:, 1] - model.logistic.weights[:, 0])
    return np.array([logits[own].mean() for own in alone.T])


def test_in_the_mean_of_its_holders_a_cue_adds_nothing(case):
    corpus, groups, model = case
    before = steps(model, corpus, groups)
    after = steps(LeacePairs()(*case, rng=np.random.default_rng(0)), corpus, groups)
    assert (before > 0.3).all()
    # Exact for the sum over all holders; documents with both words share it out.
    assert (abs(after) < 0.1 * before).all()


def test_unassociated_words_cost_little_and_gain_no_reliance():
    """The null of the above: the same words, put in whatever the label."""
    rows = make("en", 900, seed=1).to_corpus()
    rng = np.random.default_rng(2)
    texts = [
        insert_cue(t, f"word:{w}", rng)
        for t, w in zip(rows.texts, cycle(WORDS["en"]), strict=False)
    ]
    own = rng.random(900) < 0.5
    corpus = replace(
        rows,
        texts=[t if h else p for t, p, h in zip(texts, rows.texts, own, strict=True)],
        keys=None,
    )
    cues = cue_table(corpus)
    groups = cues_of(cues, [cues.names.index(f"word:{w}") for w in WORDS["en"]])
    fit, rest = np.arange(600), np.arange(600, 900)
    encoder = fit_svd([corpus.texts[i] for i in fit])
    model = fit_head(corpus, fit, encoder=encoder, seed=0)
    some, held = rows_of(corpus, fit), cues_of(groups, [0, 1], fit)
    after = LeacePairs()(some, held, model, rng=np.random.default_rng(0))
    plain = rows_of(masked(corpus, list(groups.names)), rest)
    right = [
        (m.predict(plain.texts).probs.argmax(axis=1) == plain.labels).mean() for m in (model, after)
    ]
    assert right[1] > right[0] - 0.05
    assert (abs(steps(after, some, held)) < 0.1).all()


def test_sparse_features_are_refused(case):
    corpus, groups, _ = case
    model = fit_tfidf(corpus, np.arange(len(corpus.ids)), seed=0)
    with pytest.raises(NotApplicable, match="needs-dense-features"):
        LeacePairs()(corpus, groups, model, rng=np.random.default_rng(0))
