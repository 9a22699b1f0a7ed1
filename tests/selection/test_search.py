"""What is tried, what is kept, and on which rows the kept model is fitted."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array
from study_samples import study

from cuewise.errors import NotApplicable
from cuewise.plugins.runner import Plugin
from cuewise.records import CueTable, Rate
from cuewise.selection import search as searching
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.scope import Scope
from cuewise.selection.score import Score
from cuewise.selection.search import Search, search
from cuewise.split.parts import split_of

SCOPES = [Scope("relied-on", (0,)), Scope("not-cleared", (0, 2))]


def scored(code, reliance, scope="relied-on", **more):
    rate = Rate(estimate=0.8, low=0.7, high=0.9, n=100)
    score = Score(rate, rate, rate, None, reliance=reliance, upper_reliance=reliance)
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
    remedies = {c.code: Plugin(c.code, None) for c in candidates}
    fits = Fits(SCOPES, **more)
    return Search(fits, remedies, rows, "baseline", np.arange(6), np.arange(6, 10))


@pytest.fixture(autouse=True)
def every_model_is_written(monkeypatch):
    monkeypatch.setattr(searching, "writable", lambda model: "custom" not in str(model))


def test_the_candidate_kept_is_fitted_on_all_rows_for_its_own_scope():
    own = searched(scored("weak", 0.3), scored("good", 0.1, "not-cleared"))
    place, model, candidates = own.keep()
    assert (place, model) == (2, "good for not-cleared")
    assert candidates == own.candidates
    assert own.crossfit.asked == [("good", "not-cleared", "baseline", [0, 1, 2, 3, 4, 5])]


def test_one_that_fails_on_all_rows_is_marked_and_the_next_best_is_kept():
    own = searched(scored("weak", 0.3), scored("good", 0.1), failing=("good",))
    place, model, candidates = own.keep()
    assert (place, model) == (1, "weak for relied-on")
    marked = candidates[2]
    assert (marked.score, marked.writable, marked.failed) == (None, True, False)
    assert marked.reason.code == "no-cues"
    assert candidates[:2] == own.candidates[:2]


def test_one_that_files_cannot_hold_is_marked_so():
    place, model, candidates = searched(scored("weak", 0.3), scored("custom", 0.1)).keep()
    assert (place, model) == (1, "weak for relied-on")
    assert (candidates[2].score, candidates[2].writable, candidates[2].reason) == (
        None,
        False,
        None,
    )


def test_nothing_is_kept_where_nothing_helps():
    own = searched(scored("worse", 0.9))
    assert own.keep() == (0, "baseline", own.candidates)
    assert own.crossfit.asked == []
    empty = replace(own, candidates=())
    assert empty.keep() == (0, "baseline", ())
    assert empty.repaired(0) == "baseline"


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
class Stub:
    """Stands in for a cross-fit that is made by `search`."""

    study: object
    folds: list
    scopes: list
    evaluated: list = field(default_factory=list)

    @classmethod
    def of(cls, study, folds, scopes):
        return cls(study, folds, scopes)

    def no_change(self):
        return "no change"

    def evaluate(self, remedy, scope):
        self.evaluated.append((remedy.code, scope.name))
        return f"{remedy.code} {scope.name}"


def remedies():
    kinds = [("blind", False), ("sees", True)]
    return [Plugin(code, SimpleNamespace(knows_cues=knows)) for code, knows in kinds]


@dataclass(frozen=True)
class Quiet:
    """Progress that keeps the names of its stages."""

    seen: list = field(default_factory=list)

    def stage(self, name, total=None):
        self.seen.append(name)
        return nullcontext(lambda n: None)


def test_a_remedy_that_does_not_look_at_the_cues_is_tried_once(monkeypatch):
    own = study(["word:a"], ["spurious"], values=np.zeros((24, 1)))
    fitted = []

    def fit(rows):
        fitted.append(rows.tolist())
        return f"model {len(fitted)}"

    def scopes(study, fold, progress):
        assert fold.model == "model 3"
        progress.seen.append("scopes")
        return SCOPES

    monkeypatch.setattr(searching, "CrossFit", Stub)
    monkeypatch.setattr(searching, "_scopes", scopes)
    progress = Quiet()
    found = search(own, fit, remedies(), progress)
    assert progress.seen == ["scopes", "remedies"]
    assert found.candidates == (
        "no change",
        "blind relied-on",
        "sees relied-on",
        "sees not-cleared",
    )
    assert list(found.remedies) == ["blind", "sees"]
    split = split_of(own.corpus)
    every = sorted(np.concatenate(split.folds).tolist())
    assert fitted == [*(sorted(set(every) - set(f.tolist())) for f in split.folds), every]
    assert [f.check.tolist() for f in found.crossfit.folds] == [f.tolist() for f in split.folds]
    assert [f.fit.tolist() for f in found.crossfit.folds] == fitted[:3]
    assert [f.model for f in found.crossfit.folds] == ["model 1", "model 2", "model 3"]
    assert (found.baseline, found.rows.tolist()) == ("model 4", every)
    assert found.confirmation.tolist() == split.confirmation.tolist()


def test_without_a_cue_to_repair_nothing_is_tried(monkeypatch):
    own = study(["word:a"], ["spurious"], values=np.zeros((24, 1)))
    monkeypatch.setattr(searching, "CrossFit", Stub)
    monkeypatch.setattr(searching, "_scopes", lambda study, fold, progress: [])
    assert search(own, lambda rows: "model", remedies(), None).candidates == ()


def test_progress_counts_every_candidate(monkeypatch):
    stages = []

    class Progress:
        @contextmanager
        def stage(self, name, total=None):
            stages.append([name, total, 0])

            def advance(n):
                stages[-1][2] += n

            yield advance

    searching._evaluate_all(Stub(None, [], SCOPES), remedies(), Progress())
    assert stages == [["remedies", 3, 3]]


def test_the_scopes_are_those_of_the_model_of_one_fold_on_the_rest(monkeypatch):
    own = study(["word:a", "word:b"], ["spurious", "genuine"])
    calls = []

    def ask(suspects, model):
        calls.append(("ask", [c.row for c in suspects.judged], suspects.rows, model))
        return "asked"

    def measure(suspects, asked, progress):
        calls.append(("measure", [c.row for c in suspects.judged], asked, progress))
        return "report"

    def scopes(study, model, report):
        calls.append(("scopes", [c.row for c in study.judged], study.rows, model, report))
        return SCOPES

    monkeypatch.setattr(searching, "ask", ask)
    monkeypatch.setattr(searching, "measure_reliance", measure)
    monkeypatch.setattr(searching, "scopes", scopes)
    fold = SimpleNamespace(model="model", fit="fit", check="check")
    assert searching._scopes(own, fold, "progress") == SCOPES
    assert calls == [
        ("ask", [0], "check", "model"),
        ("measure", [0], "asked", "progress"),
        ("scopes", [0, 1], "check", "model", "report"),
    ]


def test_without_progress_every_candidate_is_evaluated_all_the_same():
    found = searching._evaluate_all(Stub(None, [], SCOPES), remedies(), None)
    assert found == ("no change", "blind relied-on", "sees relied-on", "sees not-cleared")
