"""What is tried, what is kept, and on which rows the kept model is fitted."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array
from study_samples import study

from cuewise.errors import NotApplicable
from cuewise.plugins.runner import Plugin
from cuewise.records import CueTable, Rate
from cuewise.selection import prepared as preparing
from cuewise.selection import search as searching
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.harm import Limits
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.prepared import Wish, prepare
from cuewise.selection.scope import Scope, to_repair
from cuewise.selection.score import Score
from cuewise.selection.search import Proposal, Search, search
from cuewise.split.parts import split_of

SCOPES = [Scope("relied-on", (0,)), Scope("not-cleared", (0, 2))]
LABELS = np.arange(400) % 2


def scored(code, reliance, scope="relied-on", wrong=20, ablated=60, **more):
    """A candidate that errs on so many of 400 documents as they are, and with the cues ablated."""
    right, plain = np.arange(400) >= wrong, np.arange(400) >= ablated
    rates = [
        Rate(estimate=x.mean(), low=x.mean() - 0.04, high=x.mean() + 0.04, n=400, model=code)
        for x in (plain, right)
    ]
    score = Score(*rates, rates[0], None, reliance=reliance, upper_reliance=reliance,
                  right=plain * 1.0, weights=np.full(400, 1 / 400), right_as_is=right * 1.0,
                  labels=LABELS)  # fmt: skip
    return Evaluated(code, "none", scope, score=score, **more)


@dataclass(frozen=True)
class Fits:
    """Stands in for cross-fitting: names the model it would repair, and keeps on what."""

    scopes: list
    study: object = None
    failing: tuple = ()
    asked: list = field(default_factory=list)
    measured: tuple = (0, 2)

    def repaired(self, remedy, scope, model, rows):
        self.asked.append((remedy.code, scope.name, model, rows.tolist()))
        if remedy.code in self.failing:
            raise NotApplicable("no-cues")
        return f"{remedy.code} for {scope.name}"


def searched(*candidates, **more):
    rows = (replace(scored("no change", 0.5), scope=None), *candidates)
    by_name = {scope.name: scope for scope in SCOPES}
    remedies = [ScopedRemedy(Plugin(c.code, None), by_name[c.scope]) for c in candidates]
    fits = Fits(SCOPES, **more)
    return Search(fits, remedies, rows, "baseline", np.arange(6), np.arange(6, 10))


@pytest.fixture(autouse=True)
def every_model_is_written(monkeypatch):
    monkeypatch.setattr(searching, "writable", lambda model: "custom" not in str(model))


def test_the_candidate_proposed_is_fitted_on_all_rows_for_its_own_scope():
    own = searched(scored("weak", 0.3), scored("good", 0.1, "not-cleared"))
    proposal = own.propose(Limits())
    assert (proposal.place, proposal.model) == (2, "good for not-cleared")
    assert (proposal.candidates, proposal.refused) == (own.candidates, None)
    assert own.crossfit.asked == [("good", "not-cleared", "baseline", [0, 1, 2, 3, 4, 5])]


def test_one_that_fails_on_all_rows_is_marked_and_the_next_best_is_proposed():
    own = searched(scored("weak", 0.3), scored("good", 0.1), failing=("good",))
    proposal = own.propose(Limits())
    assert (proposal.place, proposal.model) == (1, "weak for relied-on")
    marked = proposal.candidates[2]
    assert (marked.score, marked.writable, marked.failed) == (None, True, False)
    assert marked.reason.code == "no-cues"
    assert proposal.candidates[:2] == own.candidates[:2]


def test_one_that_files_cannot_hold_is_marked_so():
    proposal = searched(scored("weak", 0.3), scored("custom", 0.1)).propose(Limits())
    assert (proposal.place, proposal.model) == (1, "weak for relied-on")
    marked = proposal.candidates[2]
    assert (marked.writable, marked.reason, marked.failed) == (False, None, False)
    # It was measured all the same, and the comparison says so.
    assert marked.score == scored("custom", 0.1).score


def test_nothing_is_proposed_where_nothing_helps():
    own = searched(scored("worse", 0.9))
    assert own.propose(Limits()) == Proposal(0, "baseline", own.candidates)
    assert own.crossfit.asked == []
    empty = replace(own, candidates=())
    assert empty.propose(Limits()) == Proposal(0, "baseline", ())
    assert empty.repaired(0) == "baseline"


@pytest.mark.parametrize(
    ("wrong", "limits", "refused"),
    [
        (28, Limits(), None),
        (32, Limits(), "loss"),
        (32, Limits(0.03), None),
        (240, Limits(1.0), "majority"),
    ],
)
def test_what_does_harm_is_proposed_and_refused(wrong, limits, refused):
    proposal = searched(scored("dear", 0.0, wrong=wrong)).propose(limits)
    assert (proposal.place, proposal.refused) == (1, refused)
    assert proposal.model == "dear for relied-on"


def test_a_harmless_candidate_is_preferred_to_a_refused_one():
    proposal = searched(scored("dear", 0.0, wrong=60), scored("cheap", 0.2)).propose(Limits())
    assert (proposal.place, proposal.refused) == (2, None)


def test_where_nothing_is_left_without_the_cues_they_may_be_the_task():
    own = searched(scored("only", 0.0, wrong=20, ablated=190))
    own = replace(own, candidates=(scored("no change", 0.5, ablated=190), *own.candidates[1:]))
    for limits in (Limits(), Limits(1.0)):
        assert own.propose(limits).refused == "task"


def test_samples_are_of_the_confirmation_split_half_with_a_cue_of_the_candidate():
    values = np.zeros((10, 3), np.int8)
    values[[7, 9], 2] = 1
    values[[1, 2], 0] = 1
    values[8, 1] = 1
    table = CueTable(("word:a", "word:b", "word:c"), ("word",) * 3, csr_array(values), ("",) * 3)
    own = searched(
        scored("narrow", 0.3), scored("wide", 0.1, "not-cleared"), study=SimpleNamespace(cues=table)
    )
    assert own.cues(0) == ("word:a", "word:c")
    assert own.cues(1) == ("word:a",)
    assert own.cues(2) == ("word:a", "word:c")
    assert own.samples(2, 2).tolist() == [7, 6]
    assert own.samples(2, 4).tolist() == [7, 9, 6, 8]
    assert own.samples(2, 3).tolist() == [7, 6, 8]
    assert own.samples(1, 4).tolist() == [6, 7, 8, 9]


@dataclass(frozen=True)
class Quiet:
    """Progress that keeps the names and the sizes of its stages."""

    seen: list = field(default_factory=list)

    def stage(self, name, total=None):
        self.seen.append((name, total))
        return nullcontext(lambda n: None)


def remedies():
    kinds = [("blind", False), ("sees", True)]
    return [Plugin(code, SimpleNamespace(knows_cues=knows, needs="none")) for code, knows in kinds]


def wish():
    return Wish(remedies(), default=False)


@dataclass(frozen=True)
class Stub:
    """Stands in for a cross-fit that is made by `search`."""

    study: object
    folds: list
    scopes: list

    @classmethod
    def of(cls, study, folds, scopes, _):
        return cls(study, folds, scopes)

    def no_change(self):
        return "no change"


def test_a_remedy_that_does_not_look_at_the_cues_is_tried_once(monkeypatch):
    own = study(["word:a"], ["spurious"], values=np.zeros((24, 1)))
    fitted = []

    def fit(rows):
        fitted.append(rows.tolist())
        return f"model {len(fitted)}"

    def scopes(study, fold, report):
        assert fold.model == report == "model 3"
        assert study.rows.tolist() == fold.check.tolist()
        return SCOPES, {"word:b": "piece"}

    monkeypatch.setattr(preparing, "CrossFit", Stub)
    monkeypatch.setattr(preparing, "ask", lambda study, model: model)
    monkeypatch.setattr(preparing, "measure_reliance", lambda study, asked, progress: asked)
    monkeypatch.setattr(preparing, "_scopes", scopes)
    monkeypatch.setattr(
        searching,
        "halved",
        lambda crossfit, remedies, limits, advance: [
            f"{r.remedy.code} {r.scope.name}" for r in remedies
        ],
    )
    progress = Quiet()
    found = search(prepare(own, fit, wish(), progress), Limits(), progress)
    assert progress.seen == [("remedies", 9)]
    assert found.candidates == (
        "no change",
        "blind relied-on",
        "sees relied-on",
        "sees not-cleared",
    )
    assert [r.remedy.code for r in found.remedies] == ["blind", "sees", "sees"]
    split = split_of(own.corpus)
    every = sorted(np.concatenate(split.folds).tolist())
    assert fitted == [*(sorted(set(every) - set(f.tolist())) for f in split.folds), every]
    assert [f.check.tolist() for f in found.crossfit.folds] == [f.tolist() for f in split.folds]
    assert [f.fit.tolist() for f in found.crossfit.folds] == fitted[:3]
    assert [f.model for f in found.crossfit.folds] == ["model 1", "model 2", "model 3"]
    assert (found.baseline, found.rows.tolist()) == ("model 4", every)
    assert found.confirmation.tolist() == split.confirmation.tolist()
    assert found.left == {"word:b": "piece"}


def test_without_a_cue_to_repair_nothing_is_tried(monkeypatch):
    own = study(["word:a"], ["spurious"], values=np.zeros((24, 1)))
    monkeypatch.setattr(preparing, "CrossFit", Stub)
    monkeypatch.setattr(preparing, "ask", lambda study, model: model)
    monkeypatch.setattr(preparing, "measure_reliance", lambda study, asked, progress: asked)
    monkeypatch.setattr(preparing, "_scopes", lambda study, fold, report: ([], {}))
    prepared = prepare(own, lambda rows: "model", wish(), None)
    assert search(prepared, Limits(), None).candidates == ()


def test_the_scopes_are_those_of_the_model_of_one_fold_on_the_rest(monkeypatch):
    names = [f"word:{c}" for c in "abcd"]
    own = to_repair(study(names, ["spurious", "genuine", "spurious", "spurious"]))
    calls = []

    def scopes(study, model, report):
        calls.append((study.rows, model, report))
        return [Scope("relied-on", (0,)), Scope("not-cleared", (0, 2, 3))]

    def without(column):
        return lambda study, scope, *_: Scope(scope.name, tuple(set(scope.columns) - {column}))

    monkeypatch.setattr(preparing, "scopes", scopes)
    monkeypatch.setattr(preparing, "in_files", without(2))
    monkeypatch.setattr(preparing, "within_phrases", without(3))
    fold = SimpleNamespace(model="model", fit="fit", check="check")
    # Without the cues that are left, both sets are the same, and one is enough.
    assert preparing._scopes(own, fold, "report") == (
        [Scope("relied-on", (0,))],
        {"word:c": "not-in-files", "word:d": "piece"},
    )
    assert calls == [(own.rows, "model", "report")]
