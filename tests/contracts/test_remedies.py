"""What every registered remedy must keep, whoever wrote it: found, not listed."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from cuewise.cues import build
from cuewise.errors import NotApplicable
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.plugins.registry import entries
from cuewise.records import Corpus, Predictions
from cuewise.remedy.parts import Needs
from cuewise.remedy.texts import put_in
from cuewise.split.rows import cues_of, rows_of
from cuewise.synth import Plant, make

ENTRIES = entries("remedies")
# Those that only ask the model, whatever it is.
ASKING = {"neutralise", "ensemble", "abstain"}


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


MADE = {}


def mended(entry, planted, *, again=False):
    """The model mended, which several tests look at, or mended once more."""
    name = (entry.code, planted[0].language)
    try:
        if again or name not in MADE:
            MADE[name] = entry.plugin()(*planted, rng=np.random.default_rng(0))
    except NotApplicable as why:
        pytest.skip(str(why))
    return MADE[name]


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
    assert after.model_id.startswith("tfidf+")
    assert after.model_id.endswith(f"+{entry.code}")
    answered = distributions(after.predict(planted[0].texts[:50]), 50)
    assert answered > 25


def distributions(predictions, n):
    """How many of n rows are answered; the others are wholly NaN, and never a part of a row."""
    probs = predictions.probs
    assert probs.shape == (n, 2)
    silent = np.isnan(probs).all(axis=1)
    assert np.isfinite(probs[~silent]).all()
    assert probs[~silent].sum(axis=1) == pytest.approx(1)
    return n - silent.sum()


def test_the_same_seed_gives_the_same_model_and_changes_nothing_else(entry, planted):
    corpus, groups, model = planted
    held = copy.deepcopy((corpus.texts, corpus.labels.tolist(), groups.values.toarray().tolist()))
    weights = model.logistic.weights.copy()
    one, two = (
        mended(entry, planted, again=again).predict(corpus.texts[:100]).probs
        for again in (False, True)
    )
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
    odds = [log[:, 1] - log[:, 0] for log in logs]
    both = np.isfinite(odds[0]) & np.isfinite(odds[1])
    assert both.sum() > 50
    return (odds[1] - odds[0])[both].mean()


def test_it_refuses_no_cues_with_the_reason(entry, planted):
    corpus, groups, model = planted
    with pytest.raises(NotApplicable, match="no-cue-to-repair"):
        entry.plugin()(corpus, cues_of(groups, []), model, rng=np.random.default_rng(0))


def test_a_model_that_answers_only_is_mended_or_refused_with_the_reason(entry, planted):
    corpus, groups, _ = planted
    if entry.code not in ASKING:
        with pytest.raises(NotApplicable, match="no-features"):
            entry.plugin()(corpus, groups, Answers(), rng=np.random.default_rng(0))
        return
    after = entry.plugin()(corpus, groups, Answers(), rng=np.random.default_rng(0))
    assert after.model_id == f"answers+{entry.code}"
    assert distributions(after.predict(corpus.texts[:20]), 20) == 20


def test_a_group_without_documents_is_refused_or_mended_and_makes_nothing_worse(entry, planted):
    corpus, groups, _ = planted
    held = groups.values.toarray().ravel() != 0
    rows = np.flatnonzero(~(held & (corpus.labels == 0)))
    some, cues = rows_of(corpus, rows), cues_of(groups, [0], rows)
    first = fit_tfidf(some, np.arange(rows.size), seed=0)
    try:
        after = entry.plugin()(some, cues, first, rng=np.random.default_rng(0))
    except NotApplicable as why:
        pytest.skip(str(why))
    free = [t for t, has in zip(corpus.texts, held, strict=True) if not has]
    labels = corpus.labels[~held]
    right = [(m.predict(free).probs.argmax(axis=1) == labels).mean() for m in (first, after)]
    assert right[1] > right[0] - 0.05
    assert abs(reliance(planted, after)) < abs(reliance(planted, first)) * 1.1
