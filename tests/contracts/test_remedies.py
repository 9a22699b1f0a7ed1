"""What every registered remedy must keep, whoever wrote it: found, not listed."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from cuewise.cues import build
from cuewise.errors import NotApplicable
from cuewise.models.tfidf import fit_tfidf
from cuewise.registry import entries
from cuewise.remedy.parts import Needs
from cuewise.remedy.texts import put_in
from cuewise.subset import cues_of
from cuewise.synth import Plant, make
from cuewise.types import Corpus, Predictions

ENTRIES = entries("remedies")


class Answers:
    """A model that cannot be fitted again."""

    model_id, label_names = "answers", ("negative", "positive")

    def predict(self, texts, texts_b=None):
        return Predictions(np.full((len(texts), 2), 0.5), self.model_id, len(texts))


@pytest.fixture(scope="module", params=["en", "zh"])
def planted(request):
    """A corpus in which a word goes with a label in 9 of 10 documents, and a model that relies."""
    word = {"en": "harbour", "zh": "海港"}[request.param]
    rows = make(request.param, 900, plants=[Plant("word", word, "positive", 0.9, 0.4)], seed=1)
    labels = ("negative", "positive")
    table = rows.rows()
    y = np.array([labels.index(r["label"]) for r in table], np.int32)
    corpus = Corpus(
        [str(i) for i in range(y.size)],
        [r["text"] for r in table],
        y,
        labels,
        "planted",
        language=request.param,
    )
    cues = build(corpus)
    groups = cues_of(cues, [cues.names.index(f"word:{word}")])
    return corpus, groups, fit_tfidf(corpus, np.arange(y.size), seed=0)


@pytest.fixture(params=ENTRIES, ids=lambda e: e.code)
def entry(request):
    return request.param


def mended(entry, planted, seed=0):
    try:
        return entry.plugin()(*planted, rng=np.random.default_rng(seed))
    except NotApplicable as why:
        pytest.skip(why.reason)


def test_it_is_documented_and_says_what_labels_it_needs(entry):
    assert entry.summary.endswith(".")
    assert entry.plugin.needs in get_args(Needs)
    assert entry.plugin.cost > 0
    for option in fields(entry.plugin):
        assert option.name in entry.plugin.__doc__


def test_it_gives_a_model_of_the_same_labels_with_its_name(entry, planted):
    before = planted[2]
    after = mended(entry, planted)
    assert after.label_names == before.label_names
    assert after.model_id == f"tfidf+{entry.code}"
    probs = after.predict(planted[0].texts[:50]).probs
    assert np.isfinite(probs).all()
    assert probs.sum(axis=1) == pytest.approx(1)


def test_the_same_seed_gives_the_same_model_and_changes_nothing_else(entry, planted):
    corpus, groups, model = planted
    held = copy.deepcopy((corpus.texts, corpus.labels.tolist(), groups.values.toarray().tolist()))
    weights = model.logistic.weights.copy()
    one, two = (mended(entry, planted).predict(corpus.texts[:100]).probs for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert (corpus.texts, corpus.labels.tolist(), groups.values.toarray().tolist()) == held
    np.testing.assert_array_equal(model.logistic.weights, weights)


def test_a_remedy_that_knows_the_cue_takes_reliance_off(entry, planted):
    if not entry.plugin.knows_cues:
        pytest.skip("it knows no cues")
    before, after = (reliance(planted, m) for m in (planted[2], mended(entry, planted)))
    assert before > 0.5
    assert abs(after) < before / 2


def reliance(planted, model):
    """How much the log-odds of its label rise when the cue is put in where it is not."""
    corpus, groups, _ = planted
    held = groups.values.toarray().ravel()
    free = [t for t, has in zip(corpus.texts, held, strict=True) if not has]
    rng = np.random.default_rng(5)
    with_cue = [put_in(t, groups.names[0], rng) for t in free[:200]]
    logs = [np.log(model.predict(texts).probs) for texts in (free[:200], with_cue)]
    odds = [(log[:, 1] - log[:, 0]).mean() for log in logs]
    return odds[1] - odds[0]


def test_it_refuses_a_model_without_features_and_no_cues_with_the_reason(entry, planted):
    corpus, groups, model = planted
    rng = np.random.default_rng(0)
    with pytest.raises(NotApplicable, match="answers only"):
        entry.plugin()(corpus, groups, Answers(), rng=rng)
    with pytest.raises(NotApplicable, match="no cue to mend"):
        entry.plugin()(corpus, cues_of(groups, []), model, rng=rng)
