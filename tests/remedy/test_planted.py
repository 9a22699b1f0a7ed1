"""Every remedy on dense features: a planted cue loses its weight, one that says nothing harms none.

The contract suite has the text model; here are those that need a head on dense features as well.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.plugins.registry import entries
from cuewise.records import Corpus, CueTable
from cuewise.remedy.plugin import Refit
from cuewise.remedy.task import task_of
from cuewise.split.rows import cues_of, rows_of

REMEDIES = {entry.code: entry.plugin for entry in entries("remedies")}
# Options for small or quick cases.
OPTIONS = {"afr": {"held_out": 0.5}, "aflite": {"partitions": 8}}


def of(*codes):
    return [REMEDIES[code](**OPTIONS.get(code, {})) for code in codes]


KNOWING = of(*(c for c, p in REMEDIES.items() if p.knows_cues and issubclass(p, Refit)))
BLIND = of(*(code for code, plugin in REMEDIES.items() if not plugin.knows_cues))
# Without knowing the cue these reduce reliance on a strong one. RWY does not: it balances labels
# alone. Nor does SELF: a linear head keeps .73 to 1.2 of the weight of the cue, whatever the seed
# and the agreement (docs/decisions, 2026-11-26).
HOLDING_BACK = of("ridge", "spectral", "jtt", "dpe", "dropout", "aflite", "afr")


def probs(model, table):
    """Probabilities of one head, or of several averaged."""
    heads = getattr(model, "heads", None) or (model.logistic,)
    return np.mean([head.probs(table) for head in heads], axis=0)


def rise(case, model, columns=None):
    """How much the log-odds of the label rise when the cue's feature rises as with the cue."""
    table, odds = case.model.table.copy(), []
    for step in (0.0, 2.0):
        table[:, columns or len(case.model.label_names)] += step
        logs = np.log(probs(model, table))
        odds.append(float((logs[:, 1] - logs[:, 0]).mean()))
    return odds[1] - odds[0]


def accuracy(case, model):
    return float((probs(model, case.model.table).argmax(axis=1) == case.labels).mean())


def fitted(case):
    """The case, its model fitted as it is before it is repaired."""
    head = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).fit()
    return replace(case, model=replace(case.model, logistic=head))


def needs_leace(remedy):
    if remedy.code == "leace":
        pytest.importorskip("concept_erasure", reason="needs the 'models' extra")


@pytest.mark.parametrize("remedy", KNOWING, ids=lambda r: r.code)
@pytest.mark.parametrize("k", [2, 3])
def test_a_planted_cue_loses_its_weight(remedy, made, k):
    needs_leace(remedy)
    case = fitted(made(agree=0.9, k=k))
    before, after = rise(case, case.model), rise(case, case.repaired(remedy))
    assert before > 1.5
    assert abs(after) < before / 2


@pytest.mark.parametrize("remedy", HOLDING_BACK, ids=lambda r: r.code)
def test_reliance_on_a_planted_cue_falls_without_knowing_it(remedy, made):
    case = fitted(made(agree=0.9))
    before, after = rise(case, case.model), rise(case, case.repaired(remedy))
    assert 0 < after < 0.85 * before


def test_a_rare_label_is_predicted_more_often_with_equal_labels(made):
    case = made(agree=0.5)
    rare = case.labels == 1
    kept = np.flatnonzero(~rare | (np.cumsum(rare) % 5 == 0))
    groups = replace(case.groups, values=case.groups.values[kept])
    some = replace(case, corpus=rows_of(case.corpus, kept), groups=groups)
    before, after = fitted(some).model, some.repaired(*of("rwy"))
    told = [float((probs(m, some.model.table).argmax(axis=1) == 1).mean()) for m in (before, after)]
    assert told[1] > told[0] + 0.03


@pytest.mark.parametrize("remedy", [*KNOWING, *BLIND], ids=lambda r: r.code)
@pytest.mark.parametrize("k", [2, 3])
def test_an_unassociated_cue_costs_next_to_nothing(remedy, made, k):
    needs_leace(remedy)
    case = fitted(made(agree=0.5, seed=1, k=k))
    model = case.repaired(remedy)
    assert accuracy(case, model) > accuracy(case, case.model) - 0.03
    assert abs(rise(case, model)) < 0.5


@pytest.mark.parametrize("remedy", KNOWING, ids=lambda r: r.code)
def test_two_overlapping_cues_are_repaired_at_once(remedy, made):
    needs_leace(remedy)
    case = two_cues(made)
    after = case.repaired(remedy)
    for column in (2, 6):
        before = rise(case, case.model, column)
        assert before > 1
        assert abs(rise(case, after, column)) < 0.6 * before


NEEDING_GROUPS = of("rwg", "independent", "subg", "dfr", "vrex", "lisa")


@pytest.mark.parametrize("remedy", NEEDING_GROUPS, ids=lambda r: r.code)
def test_a_rare_cue_with_an_empty_group_is_no_hindrance_to_the_others(remedy, made):
    case = with_a_rare_cue(fitted(made(agree=0.9)), share=0.05)
    rare = case.groups.values.toarray()[:, 1] != 0
    t = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).without_thin_groups(
        10
    )
    assert t.names == ("word:cue",)
    assert t.labels.size == (~rare).sum()
    after = case.repaired(remedy)
    assert abs(rise(case, after)) < rise(case, case.model) / 2


@pytest.mark.parametrize("remedy", NEEDING_GROUPS, ids=lambda r: r.code)
def test_a_frequent_cue_with_an_empty_group_is_left_and_the_others_are_repaired(remedy, made):
    case = with_a_rare_cue(fitted(made(agree=0.9)), share=0.6)
    assert abs(rise(case, case.repaired(remedy))) < 0.6 * rise(case, case.model)


@pytest.mark.parametrize("remedy", NEEDING_GROUPS, ids=lambda r: r.code)
def test_an_only_cue_with_an_empty_group_is_refused(remedy, made):
    case = with_a_rare_cue(fitted(made(agree=0.9)), share=0.6)
    groups = case.groups
    alone = CueTable(groups.names[1:], groups.kinds[1:], groups.values[:, [1]], groups.notes[1:])
    with pytest.raises(NotApplicable, match=r"small-group .cue='word:other', documents=0, "):
        replace(case, groups=alone).repaired(remedy)


def with_a_rare_cue(case, share):
    """A second cue that some documents of one label hold, and none of the other."""
    rng = np.random.default_rng(4)
    second = (case.labels == 1) & (rng.random(case.labels.size) < share)
    both = csr_array(np.column_stack([case.held[:, 0], second]).astype(np.int8))
    names = ("word:cue", "word:other")
    return replace(case, groups=CueTable(names, ("word", "word"), both, ("", "")))


def two_cues(made):
    """A second cue, of its own feature, that half of the time occurs with the first."""
    case = made(agree=0.85)
    rng = np.random.default_rng(4)
    x, y = case.held[:, 0], case.labels
    second = np.where(rng.random(y.size) < 0.5, x, np.where(rng.random(y.size) < 0.85, y, 1 - y))
    feature = 2.0 * second + 0.3 * rng.normal(size=y.size)
    both = csr_array(np.column_stack([x, second]).astype(np.int8))
    groups = CueTable(("word:cue", "word:other"), ("word", "word"), both, ("", ""))
    table = np.column_stack([case.model.table, feature])
    zero = Logistic(np.zeros((table.shape[1], 2), np.float32), np.zeros(2))
    model = replace(case.model, table=table, logistic=zero)
    return fitted(replace(case, groups=groups, model=model))


@pytest.mark.parametrize("remedy", [*KNOWING, *BLIND], ids=lambda r: r.code)
def test_a_weak_model_is_not_turned_round(remedy, made):
    """Three labels in ten are wrong: what is got wrong is mostly noise."""
    needs_leace(remedy)
    case = made(agree=0.5, seed=1)
    wrong = np.random.default_rng(2).random(case.labels.size) < 0.3
    noisy = np.where(wrong, 1 - case.labels, case.labels).astype(np.int32)
    weak = fitted(replace(case, corpus=replace(case.corpus, labels=noisy)))
    assert accuracy(case, weak.model) > 0.74
    assert accuracy(case, weak.repaired(remedy)) > accuracy(case, weak.model) - 0.05


def test_the_null_case_is_one(made):
    case = made(agree=0.5, seed=1)
    assert abs(np.corrcoef(case.held[:, 0], case.labels)[0, 1]) < 0.06


ON_TEXTS = of("mask", "flips", "ablate-inference", "ablate", "ensemble")


@pytest.mark.parametrize("remedy", ON_TEXTS, ids=lambda r: r.code)
def test_texts_with_an_unassociated_cue_lose_nothing(remedy):
    before, after, (texts, y, held) = on_texts(remedy, agree=0.5)
    right = [(m.predict(texts).probs.argmax(axis=1) == y).mean() for m in (before, after)]
    assert right[0] > 0.75
    assert right[1] > right[0] - 0.03
    assert abs(said(after, texts, held)) < 0.3


@pytest.mark.parametrize("remedy", ON_TEXTS, ids=lambda r: r.code)
def test_texts_with_an_associated_cue_are_repaired(remedy):
    before, after, (texts, _, held) = on_texts(remedy, agree=0.9)
    relied = said(before, texts, held)
    assert relied > 1.5
    assert abs(said(after, texts, held)) < relied / 4


def on_texts(remedy, agree):
    """A model before and after, fitted on texts with a word, and others to ask it about."""
    rng = np.random.default_rng(3)
    y = rng.integers(2, size=1200).astype(np.int32)
    good, bad = ["lovely", "moving", "superb", "warm"], ["dull", "weak", "stale", "cold"]
    held = rng.random(y.size) < np.where(y == 1, agree, 1 - agree)
    texts = []
    for label, has in zip(y, held, strict=True):
        own, other = (good, bad) if label else (bad, good)
        words = [*rng.choice(own, 2), *rng.choice(other, 1), *rng.choice(["plot", "cast"], 2)]
        words += ["harbour"] if has else []
        texts.append(" ".join(rng.permutation(words)))
    corpus = Corpus([str(i) for i in range(y.size)], texts, y, ("bad", "good"), "made")
    values = csr_array(held[:, None].astype(np.int8))
    cues = CueTable(("word:harbour",), ("word",), values, ("",))
    half = np.arange(600)
    before = fit_tfidf(corpus, half, seed=0)
    after = remedy(rows_of(corpus, half), cues_of(cues, [0], half), before, rng=rng)
    return before, after, (texts[600:], y[600:], held[600:])


def said(model, texts, held):
    """What the word adds to the log-odds of the second label where it occurs."""
    plain = [t.replace("harbour", "") for t in texts]
    odds = [np.log(model.predict(t).probs) for t in (texts, plain)]
    return ((odds[0] - odds[1])[:, 1] - (odds[0] - odds[1])[:, 0])[held].mean()
