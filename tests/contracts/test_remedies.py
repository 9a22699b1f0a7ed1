"""What every registered remedy must keep, whoever wrote it: the registry names them, not a list."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from cuewise.cues import cue_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.models.linear.encoder_head import fit_head
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.models.trainable import Trainable
from cuewise.plugins.registry import entries
from cuewise.records import Corpus, CueTable, Predictions
from cuewise.remedy.plugin import Needs
from cuewise.remedy.texts import insert_cue
from cuewise.split.rows import cues_of, rows_of
from cuewise.synth import Plant, make

sys.path.insert(0, str(Path(__file__).parents[1] / "remedy"))

from svd_encoder import fit_svd

ENTRIES = entries("remedies")
KNOWING = [entry for entry in ENTRIES if entry.plugin.knows_cues]
# Those that change what the model is asked, whatever it is.
ASKING = {"ablate-inference", "ensemble", "abstain"}
WORDS = {"en": "harbour", "zh": "海港"}


class Answers:
    """A model without a head."""

    model_id, label_names = "answers", ("negative", "positive")

    def predict(self, texts, texts_b=None):
        return Predictions(np.full((len(texts), 2), 0.5), self.model_id, len(texts))


@dataclass(frozen=True)
class Case:
    """Documents in which a word has one label 9 times in 10, and a model that relies on it."""

    corpus: Corpus
    groups: CueTable
    fit: Callable[[Corpus], Trainable]
    model: Trainable

    @property
    def holds(self):
        return self.groups.values.toarray().ravel() != 0

    def repaired(self, entry, groups=None, model=None):
        groups, model = groups or self.groups, model or self.model
        return entry.plugin()(self.corpus, groups, model, rng=np.random.default_rng(0))


def sparse(corpus):
    return fit_tfidf(corpus, np.arange(len(corpus.ids)), seed=0)


def dense(corpus):
    encoder = fit_svd(corpus.texts)
    return fit_head(corpus, np.arange(len(corpus.ids)), encoder=encoder, seed=0)


# Language, documents, model, and share of wrong labels.
CASES = {"en": ("en", 900, sparse, 0.0), "zh": ("zh", 900, sparse, 0.0)}
# For remedies that need dense features, or a model that makes errors.
FURTHER = {"dense": ("en", 900, dense, 0.0), "errors": ("en", 1200, sparse, 0.2)}


@lru_cache
def case_of(name):
    language, n, fit, noise = (CASES | FURTHER)[name]
    plant = Plant("word", WORDS[language], "positive", 0.9, 0.4)
    corpus = make(language, n, plants=[plant], seed=1).to_corpus()
    wrong = np.random.default_rng(3).random(n) < noise
    labels = np.where(wrong, 1 - corpus.labels, corpus.labels).astype(np.int32)
    corpus = Corpus(
        corpus.ids, corpus.texts, labels, corpus.label_names, "planted", language=language
    )
    cues = cue_table(corpus)
    groups = cues_of(cues, [cues.names.index(f"word:{WORDS[language]}")])
    return Case(corpus, groups, fit, fit(corpus))


@lru_cache
def applied(code):
    """The cases that a remedy applies to, with the repaired model, and why not to the others.

    Further cases are tried only while it applies to none.
    """
    (entry,) = (e for e in ENTRIES if e.code == code)
    pairs, reasons = [], {}
    for name in [*CASES, *FURTHER]:
        if pairs and name in FURTHER:
            break
        try:
            pairs.append((case_of(name), case_of(name).repaired(entry)))
        except NotApplicable as why:
            reasons[name] = str(why)
    return pairs, reasons


def repaired_cases(entry):
    """The cases that a remedy applies to, with the repaired model; at least one."""
    try:
        pairs, reasons = applied(entry.code)
    except MissingExtra as why:
        pytest.skip(str(why))
    assert pairs, f"{entry.code} applies to no case of this suite: {reasons}"
    return pairs


every_remedy = pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)


@every_remedy
def test_it_is_documented_and_says_what_labels_it_needs(entry):
    assert entry.summary.endswith(".")
    assert entry.plugin.needs in get_args(Needs)
    assert entry.plugin.cost > 0
    assert "It helps " in entry.plugin.__doc__
    # A remedy may share an option with others, such as `strength`: the base documents it.
    documented = "".join(base.__doc__ or "" for base in entry.plugin.__mro__)
    for option in fields(entry.plugin):
        assert f"    {option.name}:\n" in documented


@every_remedy
def test_it_gives_a_model_of_the_same_labels_with_its_name(entry):
    for case, model in repaired_cases(entry):
        assert model.label_names == case.model.label_names
        assert model.model_id.startswith(f"{case.model.model_id}+")
        assert model.model_id.endswith(f"+{entry.code}")
        assert count_answers(model.predict(case.corpus.texts[:50]), 50) > 25


def count_answers(predictions, n):
    """How many of n rows are answered; the others are NaN throughout."""
    probs = predictions.probs
    assert probs.shape == (n, 2)
    silent = np.isnan(probs).all(axis=1)
    assert np.isfinite(probs[~silent]).all()
    assert probs[~silent].sum(axis=1) == pytest.approx(1)
    return n - silent.sum()


@every_remedy
def test_the_same_seed_gives_the_same_model_and_changes_nothing_else(entry):
    for case, model in repaired_cases(entry):
        corpus, values = case.corpus, case.groups.values
        before = copy.deepcopy((corpus.texts, corpus.labels.tolist(), values.toarray().tolist()))
        weights = case.model.logistic.weights.copy()
        texts = corpus.texts[:100]
        again = case.repaired(entry).predict(texts).probs
        np.testing.assert_array_equal(model.predict(texts).probs, again)
        assert (corpus.texts, corpus.labels.tolist(), values.toarray().tolist()) == before
        np.testing.assert_array_equal(case.model.logistic.weights, weights)


@pytest.mark.parametrize("entry", KNOWING, ids=lambda e: e.code)
def test_a_remedy_that_knows_the_cue_removes_reliance(entry):
    for case, model in repaired_cases(entry):
        before, after = (reliance(case, m) for m in (case.model, model))
        assert before > 0.5
        assert abs(after) < before / 2


def reliance(case, model):
    """How much the log-odds of its label rise when the cue is put in where it is not."""
    free = [t for t, has in zip(case.corpus.texts, case.holds, strict=True) if not has][:200]
    rng = np.random.default_rng(5)
    with_cue = [insert_cue(t, case.groups.names[0], rng) for t in free]
    logs = [np.log(model.predict(texts).probs) for texts in (free, with_cue)]
    odds = [log[:, 1] - log[:, 0] for log in logs]
    both = np.isfinite(odds[0]) & np.isfinite(odds[1])
    assert both.sum() > 50
    return (odds[1] - odds[0])[both].mean()


@every_remedy
def test_it_refuses_no_cues_with_the_reason(entry):
    case = case_of("en")
    with pytest.raises(NotApplicable, match="no-cue-to-repair"):
        case.repaired(entry, groups=cues_of(case.groups, []))


@every_remedy
def test_a_model_without_a_head_is_repaired_or_refused_with_the_reason(entry):
    case = case_of("en")
    if entry.code not in ASKING:
        with pytest.raises(NotApplicable, match="no-features"):
            case.repaired(entry, model=Answers())
        return
    model = case.repaired(entry, model=Answers())
    assert model.model_id == f"answers+{entry.code}"
    assert count_answers(model.predict(case.corpus.texts[:20]), 20) == 20


@every_remedy
@pytest.mark.parametrize("name", CASES)
def test_a_group_without_documents_is_refused_or_repaired_and_makes_nothing_worse(entry, name):
    case = case_of(name)
    rows = np.flatnonzero(~(case.holds & (case.corpus.labels == 0)))
    some, groups = rows_of(case.corpus, rows), cues_of(case.groups, [0], rows)
    first = case.fit(some)
    try:
        model = entry.plugin()(some, groups, first, rng=np.random.default_rng(0))
    except NotApplicable:
        return
    except MissingExtra as why:
        pytest.skip(str(why))
    free = [t for t, has in zip(case.corpus.texts, case.holds, strict=True) if not has]
    labels = case.corpus.labels[~case.holds]
    right = [(m.predict(free).probs.argmax(axis=1) == labels).mean() for m in (first, model)]
    assert right[1] > right[0] - 0.05
    assert abs(reliance(case, model)) < abs(reliance(case, first)) * 1.1
