"""What is proposed: the least dependent candidate that does no harm, or the one that is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array
from score_samples import as_is

from cuewise.errors import NotApplicable
from cuewise.plugins.runner import Plugin
from cuewise.records import CueTable
from cuewise.selection import search as searching
from cuewise.selection.candidates import reported
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.harm import Limits
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.scope import Scope
from cuewise.selection.search import Proposal, Search

SCOPES = {"relied-on": Scope("relied-on", (0,)), "not-cleared": Scope("not-cleared", (0, 2))}
LIMITS = Limits()
# Sixty documents of label 0 and forty of label 1.
LABELS = np.repeat([0, 1], [60, 40])


def scored(code, reliance, scope="relied-on", wrong=(), low=0.9, **more):
    """A candidate, wrong about these documents as they are; `low` is that without the cues."""
    right = np.ones(100)
    right[list(wrong)] = 0
    score = as_is(right, LABELS, reliance=reliance, ablated=np.ones(100), low=low)
    return Evaluated(code, "none", scope, score=score, **more)


@dataclass(frozen=True)
class Fits:
    """Stands in for cross-fitting: names the model it would repair, and keeps on what."""

    study: object = None
    failing: tuple = ()
    error: type = NotApplicable
    asked: list = field(default_factory=list)
    measured: tuple = (0, 2)

    def repaired(self, remedy, scope, model, rows):
        self.asked.append((remedy.code, scope.name, model, rows.tolist()))
        if remedy.code in self.failing:
            raise self.error("no-cues")
        return f"{remedy.code} for {scope.name}"


def searched(*candidates, **more):
    rows = (replace(scored("no change", 0.5), scope=None), *candidates)
    remedies = [ScopedRemedy(Plugin(c.code, None), SCOPES[c.scope]) for c in candidates]
    return Search(Fits(**more), remedies, rows, "baseline", np.arange(6), np.arange(6, 10))


def proposed(*candidates, limits=LIMITS):
    found = searched(*candidates).propose(limits)
    return found.candidates[found.place].code, found.refused


@pytest.fixture(autouse=True)
def every_model_is_written(monkeypatch):
    monkeypatch.setattr(searching, "writable", lambda model: "custom" not in str(model))


def test_the_candidate_proposed_is_fitted_on_all_rows_for_its_own_scope():
    own = searched(scored("weak", 0.3), scored("good", 0.1, "not-cleared"))
    assert own.propose(LIMITS) == Proposal(2, "good for not-cleared", own.candidates, None)
    assert own.crossfit.asked == [("good", "not-cleared", "baseline", [0, 1, 2, 3, 4, 5])]


def test_one_remedy_for_two_scopes_is_fitted_for_the_one_that_is_proposed():
    own = searched(scored("good", 0.3), scored("good", 0.1, "not-cleared"))
    assert own.propose(LIMITS).model == "good for not-cleared"
    assert own.repaired(1) == "good for relied-on"


def test_one_that_fails_on_all_rows_is_marked_and_the_next_best_is_proposed():
    own = searched(scored("weak", 0.3), scored("good", 0.1), failing=("good",))
    found = own.propose(LIMITS)
    assert (found.place, found.model, found.refused) == (1, "weak for relied-on", None)
    marked = found.candidates[2]
    assert (marked.score, marked.writable, marked.failed) == (None, True, False)
    assert marked.reason.code == "no-cues"
    assert found.candidates[:2] == own.candidates[:2]
    assert [c.standing for c in reported(found.candidates, 1, LIMITS)][2] == "not-applicable"


def test_one_that_breaks_on_all_rows_is_marked_so_and_the_model_stays_if_it_was_the_last():
    own = searched(scored("good", 0.1), failing=("good",), error=ValueError)
    found = own.propose(LIMITS)
    assert (found.place, found.model, found.refused) == (0, "baseline", None)
    assert (found.candidates[1].failed, found.candidates[1].score) == (True, None)


def test_one_that_files_cannot_hold_is_marked_so_and_keeps_its_score():
    own = searched(scored("weak", 0.3), scored("custom", 0.1))
    found = own.propose(LIMITS)
    assert (found.place, found.model) == (1, "weak for relied-on")
    assert found.candidates[2] == replace(own.candidates[2], writable=False)
    assert [c.standing for c in reported(found.candidates, 1, LIMITS)][2] == "not-writable"


def test_nothing_is_proposed_where_nothing_helps():
    own = searched(scored("worse", 0.9))
    assert own.propose(LIMITS) == Proposal(0, "baseline", own.candidates)
    assert own.crossfit.asked == []
    empty = replace(own, candidates=())
    assert empty.propose(LIMITS) == Proposal(0, "baseline", ())
    assert empty.repaired(0) == "baseline"


def test_one_that_does_no_harm_is_preferred_to_one_with_less_reliance():
    dear, fair = scored("dear", 0.0, wrong=range(3)), scored("fair", 0.3, wrong=range(2))
    assert proposed(dear, fair) == ("fair", None)
    assert proposed(dear, fair, limits=Limits(0.03)) == ("dear", None)


def test_where_all_that_help_do_harm_the_least_dependent_is_proposed_and_refused():
    much, more = scored("much", 0.2, wrong=range(3)), scored("more", 0.1, wrong=range(9))
    idle = scored("idle", 0.6)
    own = searched(much, more, idle)
    found = own.propose(LIMITS)
    assert found == Proposal(2, "more for relied-on", own.candidates, "loss")
    assert proposed(much, idle) == ("much", "loss")
    assert proposed(idle) == ("no change", None)


@pytest.mark.parametrize(
    ("wrong", "limits", "refused"),
    [
        (range(3), LIMITS, "loss"),
        # Three of forty are 7.5 points of the recall of label 1, and 3 of all.
        (range(60, 63), Limits(0.03), None),
        (range(60, 63), Limits(0.029), "loss"),
        # A gain for label 0 makes up for the total, not for the recall of label 1.
        (range(60, 63), LIMITS, "label"),
        (range(41), Limits(1.0), "majority"),
        (range(40), Limits(1.0), None),
        (range(41), LIMITS, "majority"),
    ],
)
def test_what_is_refused_is_refused_with_its_reason(wrong, limits, refused):
    own = searched(scored("only", 0.1, wrong=wrong))
    if refused == "label":
        first = replace(scored("no change", 0.5, wrong=range(2)), scope=None)
        own = replace(own, candidates=(first, *own.candidates[1:]))
    found = own.propose(limits)
    assert (found.place, found.model, found.refused) == (1, "only for relied-on", refused)


@pytest.mark.parametrize("limits", [LIMITS, Limits(1.0)])
def test_a_repair_that_leaves_nothing_is_refused_whatever_it_costs_and_is_allowed(limits):
    assert proposed(scored("bare", 0.1, low=0.6), limits=limits) == ("bare", "task")
    assert proposed(scored("bare", 0.1, low=0.6, wrong=range(3)), limits=limits)[1] == "task"
    assert proposed(scored("some", 0.1, low=0.6001), limits=limits) == ("some", None)


def test_where_nothing_is_proposed_it_is_not_asked_whether_anything_is_left():
    own = searched(scored("idle", 0.6))
    first = replace(scored("no change", 0.5, low=0.0), scope=None)
    assert replace(own, candidates=(first, own.candidates[1])).propose(LIMITS).refused is None


def test_where_the_refused_one_fails_the_next_of_the_harmful_is_proposed_and_refused():
    own = searched(
        scored("much", 0.2, wrong=range(61, 64)),
        scored("more", 0.1, wrong=range(41)),
        failing=("more",),
    )
    found = own.propose(LIMITS)
    assert (found.place, found.refused) == (1, "loss")
    assert [code for code, *_ in own.crossfit.asked] == ["more", "much"]


def test_where_the_harmless_one_fails_a_harmful_one_is_proposed_and_refused():
    own = searched(scored("dear", 0.0, wrong=range(3)), scored("fair", 0.1), failing=("fair",))
    found = own.propose(LIMITS)
    assert (found.place, found.refused) == (1, "loss")
    assert found.candidates[2].reason.code == "no-cues"


def test_one_that_was_dropped_is_not_proposed_though_it_scored_best():
    assert proposed(scored("kept", 0.3), scored("gone", 0.0, dropped=True)) == ("kept", None)
    assert proposed(scored("gone", 0.0, dropped=True)) == ("no change", None)


def test_what_files_do_not_hold_whole_is_proposed_only_if_nothing_else_is_harmless():
    partial = scored("partial", 0.0, complete=False)
    assert proposed(partial, scored("whole", 0.3)) == ("whole", None)
    assert proposed(partial, scored("whole", 0.3, wrong=range(3))) == ("partial", None)


def test_a_model_shown_worse_where_the_cues_say_nothing_is_not_even_refused():
    worse = scored("worse", 0.1)
    right = (np.arange(100) >= 20) * 1.0
    rate = worse.score.ablated.model_copy(update={"estimate": 0.8})
    worse = replace(worse, score=replace(worse.score, right=right, ablated=rate))
    assert proposed(worse) == ("no change", None)


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
