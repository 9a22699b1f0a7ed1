"""The scores and rows of benchmarks/remedies.py."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from cuewise.records import Predictions

_BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


class Silent:
    """Answers the first label; gives no answer to texts with "?"."""

    label_names = ("bad", "good")
    model_id = "silent"

    def predict(self, texts, texts_b=None):
        probs = np.array([[np.nan, np.nan] if "?" in text else [0.9, 0.1] for text in texts])
        return Predictions(probs, self.model_id, len(texts))


def test_no_answer_is_wrong_for_any_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    from repair.measure import _right

    rows = pl.DataFrame({"text": ["a", "b", "c?", "d?"], "label": ["bad", "good", "bad", "good"]})
    case = SimpleNamespace(columns={"text": "text", "label": "label"})
    assert _right(case, rows, Silent()).tolist() == [True, False, False, False]


@pytest.fixture
def targets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    return importlib.import_module("repair.targets")


def _jigsaw(before: int, after: int, never: int) -> dict:
    tests = {"first": before, "chosen": after, "plain": never, "default": before}
    own = {name: {"broken": [right, 100]} for name, right in tests.items()}
    own["default"] |= {"remedy": "no change", "refused": "loss"}
    return own | {"candidates": []}


def test_a_share_is_a_ratio_of_means_and_a_missing_gap_is_not_judged(targets) -> None:
    # A seed with a gap of one text in 100 would dominate a mean of ratios.
    results = {("nfl_jigsaw", "tfidf", s): _jigsaw(60, 70, 80) for s in range(4)}
    row, default = targets.target_rows(results)
    assert row.met is None
    assert row.figure.startswith("0.500 [0.500, 0.500] over 4 seeds")
    results[("nfl_jigsaw", "tfidf", 4)] = _jigsaw(60, 61, 61)
    row, default = targets.target_rows(results)
    assert row.met is False
    assert row.figure.startswith("0.506 [")
    results[("nfl_jigsaw", "tfidf", 4)] = _jigsaw(60, 60, 20)
    row, default = targets.target_rows(results)
    assert row.met is None
    assert row.figure.startswith("no gap is shown: 0.080")
    assert default.figure == "refused (loss) 5 (0.600 to 0.600)"


def test_the_best_in_hindsight_is_chosen_by_worst_group(targets) -> None:
    def seed(worst: float, constant: float) -> dict:
        groups = {"normal by group": {"a": [90, 100], "b": [int(100 * worst), 100]}}
        tests = {"normal": [80, 100], "anti": [80, 100], **groups}
        rows = [["no change", None, "dependence", 0.3, 0.1], ["mask", None, "chosen", 0.8, worst]]
        return {
            "first": tests | {"anti": [30, 100]},
            "chosen": tests,
            "default": tests | {"remedy": "mask", "refused": None},
            "candidates": [*rows, ["z-filter", None, "accuracy", 0.99, constant]],
        }

    results = {("maze tone", "tfidf", s): seed(0.5, 0.0) for s in range(5)}
    row = targets.target_rows(results)[-2]
    assert row.met
    assert "mask 0.500, chosen 0.500" in row.figure


def test_good_choices_are_counted_over_all_cases(targets) -> None:
    row = importlib.import_module("real.rows").Row

    def counted(good: int, bad: int) -> list:
        met = [True] * good + [False] * bad
        return list(targets._within([row("case", "", "≤ 0.02", m) for m in met]))

    assert [r.met for r in counted(18, 5)] == [True]
    assert [r.met for r in counted(17, 6)] == [False]
    # Before all cases are finished nothing is judged, and without any there is no row.
    assert [r.met for r in counted(18, 4)] == [None]
    assert counted(0, 0) == []
