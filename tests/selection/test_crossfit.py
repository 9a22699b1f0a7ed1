"""A candidate is fitted on the rest of every fold and asked about the fold alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from study_samples import study

from cuewise.errors import MissingExtra, NotApplicable
from cuewise.models import Cached
from cuewise.plugins.runner import Plugin
from cuewise.records import Corpus, Predictions, Reason
from cuewise.selection import crossfit
from cuewise.selection.crossfit import CrossFit, Evaluated, Fold, attempted
from cuewise.selection.scope import Scope

N = 90
# Rows 0, 1 and 2 of every three are the folds.
FOLDS = [np.arange(i, N, 3) for i in range(3)]


@dataclass(frozen=True)
class Model:
    """Right about its `known` texts alone, and remembers which texts it was asked about."""

    model_id: str = "m"
    label_names: tuple = ("no", "yes")
    writable: bool = True
    left_out: tuple = ()
    asked: list = field(default_factory=list)

    def predict(self, texts, texts_b=None):
        self.asked.append(list(texts))
        yes = np.array([0.5 + 0.4 * ("yes" in t) - 0.2 * ("alpha" in t) for t in texts])
        return Predictions(np.stack([1 - yes, yes], axis=1), self.model_id, len(texts))


@dataclass(frozen=True)
class Remedy:
    """Keeps what it is given; makes the model of the fold it is fitted on."""

    models: tuple = ()
    needs: str = "group in training"
    seen: list = field(default_factory=list)

    def __call__(self, corpus, groups, predictor, *, rng):
        self.seen.append((corpus.texts, groups, predictor, rng.integers(1 << 40)))
        return self.models[len(self.seen) - 1]


@pytest.fixture
def made(monkeypatch):
    words = ["one", "two", "three", "four", "five", "six"]
    draw = np.random.default_rng(0)
    texts = [
        f"{' '.join(draw.permutation(words))} {'yes' if i % 2 else 'no'} number{i}"
        + (" alpha" if i % 4 < 2 else "")
        for i in range(N)
    ]
    labels = (np.arange(N) % 2).astype(np.int32)
    corpus = Corpus([str(i) for i in range(N)], texts, labels, ("no", "yes"), "")
    names = ["word:alpha", "word:beta", *(f"word:{w}" for w in words)]
    values = np.array([[i % 4 < 2, i % 5 == 0, *[True] * 6] for i in range(N)])
    own = study(names, ["spurious"] * 8, values=values.astype(np.int8), corpus=corpus)
    monkeypatch.setattr(crossfit, "writable", lambda m: getattr(m, "inner", m).writable)
    models = [Model(f"fold {i}") for i in range(3)]
    rest = [np.setdiff1d(np.arange(N), part) for part in FOLDS]
    folds = [Fold(m, fit, part) for m, fit, part in zip(models, rest, FOLDS, strict=True)]
    scopes = [Scope("relied-on", (0,)), Scope("not-cleared", (0, 1))]
    return CrossFit.of(own, folds, scopes)


def numbers(texts):
    return {int(t.partition("number")[2].split()[0]) for t in texts}


def test_all_candidates_are_measured_by_the_cues_of_any_scope(made):
    assert made.measured == (0, 1)
    assert [q.rows.tolist() for q in made.questions] == [part.tolist() for part in FOLDS]
    assert not any("alpha" in t for q in made.questions for t in q.ablated[0])


def test_the_model_as_it_is_comes_from_the_models_of_the_folds(made):
    row = made.no_change()
    assert (row.code, row.needs, row.scope, row.writable) == ("no change", "none", None, True)
    assert row.score.as_is.n == N
    for fold, part in zip(made.folds, FOLDS, strict=True):
        assert numbers(fold.model.asked[0]) == set(part.tolist())
    kept = [replace(made.folds[0], model=Model(writable=False)), *made.folds[1:]]
    assert not replace(made, folds=kept).no_change().writable


def test_a_remedy_gets_the_cues_of_its_scope_and_the_model(made):
    remedy = Remedy((Model("repaired"),))
    fold = made.folds[0]
    model = made.repaired(Plugin("mine", remedy), made.scopes[0], fold.model, fold.fit)
    assert model.model_id == "repaired"
    ((texts, groups, given, drawn),) = remedy.seen
    assert numbers(texts) == set(range(N)) - set(FOLDS[0].tolist())
    assert groups.names == ("word:alpha",)
    assert groups.values.toarray().ravel().tolist() == [int(r % 4 < 2) for r in fold.fit]
    assert (given, drawn) == (
        fold.model,
        np.random.default_rng([0, 9, *b"mine"]).integers(1 << 40),
    )


def test_a_candidate_begins_without_a_score(made):
    bare = made.bare(Plugin("mine", Remedy()), made.scopes[1])
    assert (bare.code, bare.needs, bare.scope) == ("mine", "group in training", "not-cleared")
    assert (bare.score, bare.reason, bare.dropped) == (None, None, False)


def test_a_repaired_model_remembers_its_answers(made):
    model = made.repaired(Plugin("a", Remedy((Model(),))), made.scopes[1], Model(), np.arange(9))
    assert isinstance(model, Cached)


def test_a_score_on_unseen_rows_asks_about_these_and_without_a_cue_there_is_none(made):
    model = Model()
    score = made.score_on(model, np.arange(10))
    assert score.as_is.n == 10
    assert numbers(model.asked[0]) == set(range(10))
    assert replace(made, scopes=[]).score_on(model, np.arange(10)) is None


def test_a_score_uses_the_label_and_the_sign_of_each_cue(made):
    # The model lowers label 1 where "alpha" is. So reliance is on a cue that makes it rarer.
    associations = replace(made.study.associations, effect=np.full(8, -0.1))
    turned = replace(made, study=replace(made.study, associations=associations))
    shifts = [c.no_change().score.logit_shift for c in (made, turned)]
    assert shifts[0].estimate == pytest.approx(shifts[1].estimate)
    other = replace(associations, label=np.zeros(8, np.int64))
    assert replace(made, study=replace(made.study, associations=other)).sum(
        [q.ask(Model()) for q in made.questions]
    ).logit_shift.estimate == pytest.approx(shifts[0].estimate)


def test_a_remedy_that_does_not_apply_is_told_from_one_that_breaks():
    bare = Evaluated("mine", "none")

    def raising(error):
        def work():
            raise error

        return attempted(bare, work)

    assert attempted(bare, lambda: 7) == (7, bare)
    missing = raising(NotApplicable("no-cues"))
    assert missing == (None, replace(bare, reason=Reason.of("no-cues")))
    extra = raising(MissingExtra("transformers", "models"))
    assert (extra[1].reason.code, extra[1].failed) == ("missing-extra", False)
    broken = raising(ValueError("no"))
    facts = {"type": "ValueError", "message": "no"}
    assert broken == (None, replace(bare, reason=Reason.of("error", **facts), failed=True))
