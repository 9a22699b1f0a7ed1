"""Successive halving: hopeless candidates are measured on the first fold only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from score_samples import UNKNOWN, as_is

from cuewise.errors import NotApplicable
from cuewise.plugins.runner import Plugin
from cuewise.records import Reason
from cuewise.selection import measured
from cuewise.selection.crossfit import Evaluated, Fold
from cuewise.selection.halving import halved
from cuewise.selection.harm import Limits
from cuewise.selection.portfolio import ScopedRemedy
from cuewise.selection.scope import Scope

NARROW = Scope("relied-on", (0,))
LABELS = np.arange(100) % 2
FOLDS = [Fold(f"model {i}", f"fit {i}", f"check {i}") for i in range(3)]


@dataclass(frozen=True)
class Made:
    """What a remedy makes on one fold: a score there, or an error; and how files hold it."""

    reliance: float = 0.1
    wrong: int = 0
    ablated: float = 0.8
    error: Exception | None = None
    writable: bool = True
    left_out: tuple = ()


@dataclass(frozen=True)
class Fits:
    """Stands in for cross-fitting: `made` by code, a model for every fold."""

    made: dict
    folds: list = field(default_factory=lambda: FOLDS)
    asked: list = field(default_factory=list)
    finished: object = None

    def bare(self, remedy, scope):
        return Evaluated(remedy.code, "none", scope.name)

    def repaired(self, remedy, scope, model, rows):
        fold = int(model.split()[1])
        assert rows == f"fit {fold}"
        self.asked.append((remedy.code, fold))
        made = self.made[remedy.code]
        made = made[fold] if isinstance(made, tuple) else made
        if made.error:
            raise made.error
        return made

    def ask(self, model, fold):
        return (model, fold)

    def sum(self, answers):
        """The score of the last fold that was asked about, so that a test can tell which it was."""
        model, fold = answers[-1]
        if isinstance(model, str):
            assert (model, fold, len(answers)) == ("model 0", 0, 1)
            return as_is(np.ones(100), LABELS, reliance=0.5)
        right = (np.arange(100) >= model.wrong) * 1.0
        score = as_is(right, LABELS, reliance=model.reliance + fold / 1000)
        ablated = score.ablated.model_copy(update={"estimate": model.ablated})
        return replace(score, ablated=ablated, rows=np.array([f for _, f in answers]))


@pytest.fixture(autouse=True)
def made_up_models(monkeypatch):
    monkeypatch.setattr(measured, "writable", lambda model: model.writable)
    monkeypatch.setattr(measured, "core", lambda model: SimpleNamespace(left_out=model.left_out))


def run(limits=None, **made):
    fits, steps = Fits(made), []
    pairs = [ScopedRemedy(Plugin(code, None), NARROW) for code in made]
    found = halved(fits, pairs, limits or Limits(), steps.append)
    assert [e.code for e in found] == list(made)
    # Whatever ends early, the bar comes to its end, and never goes back.
    assert sum(steps) == len(made) * len(FOLDS)
    assert min(steps, default=1) > 0
    return {e.code: e for e in found}, fits


def on_all(found):
    """The candidates that were measured on every fold."""
    return [
        code
        for code, e in found.items()
        if e.score is not None and e.score.rows.tolist() == [0, 1, 2]
    ]


def line(n, **made):
    """`n` candidates, each less dependent than the one before."""
    return {f"c{i}": Made(reliance=0.4 - 0.03 * i) for i in range(n)} | made


def test_up_to_four_are_all_measured_on_every_fold():
    for n in range(5):
        found, fits = run(**line(n))
        assert on_all(found) == list(found)
        assert len(fits.asked) == 3 * n
        assert not any(e.dropped for e in found.values())


@pytest.mark.parametrize(
    ("n", "kept"),
    [
        (5, ["c0", "c1", "c2", "c3", "c4"]),
        (6, ["c0", "c2", "c3", "c4", "c5"]),
        (8, ["c0", "c4", "c5", "c6", "c7"]),
        (9, ["c0", "c4", "c5", "c6", "c7", "c8"]),
        (12, ["c0", *(f"c{i}" for i in range(6, 12))]),
    ],
)
def test_the_better_half_goes_on_and_the_first_with_it(n, kept):
    found, fits = run(**line(n))
    assert on_all(found) == kept
    assert [code for code, e in found.items() if e.dropped] == [c for c in found if c not in kept]
    assert fits.asked[:n] == [(code, 0) for code in found]
    assert fits.asked[n:] == [(code, fold) for code in kept for fold in (1, 2)]


def test_where_the_first_is_among_the_better_half_no_further_one_goes_on():
    found, _ = run(**(line(8) | {"c0": Made(reliance=0.0)}))
    assert on_all(found) == ["c0", "c5", "c6", "c7"]


def test_the_score_of_a_dropped_one_is_of_the_first_fold():
    found, _ = run(**line(8))
    dropped = found["c1"]
    assert dropped.dropped
    assert dropped.score.rows.tolist() == [0]
    assert dropped.score.reliance == 0.37
    assert (dropped.reason, dropped.failed, dropped.writable) == (None, False, True)
    assert found["c7"].score.reliance == pytest.approx(0.19 + 0.002)


def test_harm_comes_before_reliance_reliance_before_accuracy_accuracy_before_cost():
    harmful = Made(reliance=0.0, wrong=3)
    alike = {f"a{i}": Made(reliance=0.2, ablated=0.8) for i in range(4)}
    found, _ = run(first=Made(), harmful=harmful, **alike, better=Made(reliance=0.2, ablated=0.9))
    assert on_all(found) == ["first", "a0", "a1", "better"]
    # The user's consent makes it harmless, and it is the least dependent then.
    found, _ = run(
        Limits(0.03), first=Made(), harmful=harmful, **alike, better=Made(reliance=0.2, ablated=0.9)
    )
    assert on_all(found) == ["first", "harmful", "a0", "better"]


def test_reliance_within_a_step_is_alike_and_unknown_reliance_comes_last():
    silent = {f"s{i}": Made(reliance=UNKNOWN, ablated=1.0) for i in range(4)}
    made = {"a": Made(reliance=0.2599), "b": Made(reliance=0.2401, ablated=0.7)}
    found, _ = run(first=Made(), **silent, **made, c=Made(reliance=0.2601, ablated=1.0))
    assert on_all(found) == ["first", "a", "b", "c"]
    found, _ = run(
        first=Made(), **{f"x{i}": Made(reliance=0.1) for i in range(2)}, **made,
        **{f"y{i}": Made(reliance=0.3) for i in range(3)},
    )  # fmt: skip
    # Both are in one step of two hundredths. So accuracy decides, and "a" has more.
    assert on_all(found) == ["first", "x0", "x1", "a"]


def test_two_candidates_that_a_step_lies_between_are_not_alike():
    half = {f"x{i}": Made(reliance=0.1) for i in range(2)}
    made = {"less": Made(reliance=0.2599, ablated=0.1), "more": Made(reliance=0.2601)}
    found, _ = run(first=Made(), **half, **made, **{f"y{i}": Made(reliance=0.3) for i in range(3)})
    assert on_all(found) == ["first", "x0", "x1", "less"]


def test_one_that_breaks_on_the_first_fold_is_not_dropped_and_takes_no_place():
    broken = Made(error=ValueError("no"))
    found, fits = run(**(line(5) | {"c0": broken}))
    own = found["c0"]
    assert (own.failed, own.dropped, own.score) == (True, False, None)
    assert own.reason == Reason.of("error", type="ValueError", message="no")
    assert on_all(found) == ["c1", "c2", "c3", "c4"]
    assert ("c0", 1) not in fits.asked


def test_one_that_does_not_apply_to_a_later_fold_has_no_score_and_is_not_asked_again():
    late = (Made(reliance=0.0), Made(error=NotApplicable("no-cues")), Made())
    found, fits = run(**line(3), late=late)
    own = found["late"]
    assert (own.score, own.failed, own.dropped) == (None, False, False)
    assert own.reason == Reason.of("no-cues")
    assert [fold for code, fold in fits.asked if code == "late"] == [0, 1]
    assert on_all(found) == ["c0", "c1", "c2"]


def test_where_all_break_there_is_a_reason_for_each():
    found, fits = run(**{f"c{i}": Made(error=NotApplicable("no-cues")) for i in range(6)})
    assert [e.reason.code for e in found.values()] == ["no-cues"] * 6
    assert len(fits.asked) == 6


def test_one_fold_that_files_cannot_hold_decides_for_all():
    for fold in range(3):
        custom = tuple(Made(writable=i != fold) for i in range(3))
        partial = tuple(Made(left_out=(1,) * (i == fold)) for i in range(3))
        found, _ = run(custom=custom, partial=partial, whole=Made())
        kept = {code: (e.writable, e.complete) for code, e in found.items()}
        assert kept == {"custom": (False, True), "partial": (True, False), "whole": (True, True)}


def test_the_time_of_a_candidate_is_that_of_one_fit(monkeypatch):
    # The first fold takes 1 second, the second 2, the third 6.
    clock = iter([10.0, 11.0, 20.0, 22.0, 30.0, 36.0])
    monkeypatch.setattr(measured.time, "perf_counter", lambda: next(clock))
    found, _ = run(a=Made())
    assert found["a"].seconds == 3


def test_the_time_of_one_that_was_dropped_is_that_of_its_only_fit(monkeypatch):
    ticks = iter(range(100))
    monkeypatch.setattr(measured.time, "perf_counter", lambda: float(next(ticks)))
    found, _ = run(**line(8))
    assert found["c1"].dropped
    assert {e.seconds for e in found.values()} == {1.0}
