"""The splits, the costs and the rows of benchmarks/harm.py and out_of_domain.py."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.fixture
def rows():
    return importlib.import_module("harmless.rows")


def _cost(lost: float, after: float = 0.8, majority: float = 0.5, label: float = 0.0) -> dict:
    ends = {"low": lost - 0.01, "high": lost + 0.01, "n": 100}
    own = {"lost": label, "low": label, "high": label, "n": 50}
    accuracy = {"before": after + lost, "after": after, "majority": majority}
    return {**accuracy, "lost": lost, **ends, "label": "good", "of label": own}


def _shipped(confirmed: dict, unseen: dict, **more: object) -> dict:
    base = {"outcome": "ablate", "shipped": True, "cues": 3, "documents": 75, "seconds": 9.0}
    return base | {"confirmed": confirmed, "unseen": unseen} | more


def test_copies_of_a_text_stay_on_one_side() -> None:
    sets = importlib.import_module("harmless.sets")
    texts = [f"Text {i}" for i in range(100)] + [f"text {i} !" for i in range(100)]
    both = sets.halves("made", pl.DataFrame({"text": texts, "label": ["a", "b"] * 100}))
    keys = [set(d.select(sets.text_key("text"))["text"]) for d in (both.given, both.unseen)]
    assert not keys[0] & keys[1]
    assert len(keys[0]) + len(keys[1]) == 100
    assert both.given.height == 2 * len(keys[0])
    assert 10 <= len(keys[1]) <= 40


def test_a_test_of_another_source_has_no_text_of_the_set() -> None:
    domains = importlib.import_module("harmless.domains")
    known = pl.DataFrame({"text": ["A film.", "Others"]})
    rows = pl.DataFrame({"text": ["a FILM", "new", "others !", "other"]})
    assert domains.without(rows, known)["text"].to_list() == ["new", "other"]


def test_the_cost_is_that_of_all_texts_and_of_the_label_that_loses_most() -> None:
    measure = importlib.import_module("harmless.measure")
    labels = np.repeat(["a", "b"], [60, 40])
    before, after = np.ones(100), np.ones(100)
    after[70:90] = 0
    before[0] = 0
    cost = measure._cost(labels, before, after)
    assert cost["lost"] == pytest.approx(0.19)
    assert cost["low"] < 0.19 < cost["high"]
    assert (cost["label"], cost["of label"]["lost"]) == ("b", 0.5)
    assert (cost["majority"], cost["after"]) == (0.6, 0.8)


def test_shipped_repairs_are_judged_by_what_they_lose(rows) -> None:
    fine = _shipped(_cost(0.02), _cost(0.0))
    nothing = fine | {"outcome": "no change", "shipped": False}
    confirmed, unseen, label, below = rows.targets([fine] * 20 + [nothing])
    assert [r.met for r in (confirmed, unseen, label, below)] == [True] * 4
    assert confirmed.figure == "0 of 20 repairs shipped"
    # One in twenty may lose more on unseen texts, none on the confirmation split.
    unlucky = _shipped(_cost(0.0), _cost(0.03))
    assert [r.met for r in rows.targets([fine] * 19 + [unlucky])] == [True] * 4
    assert [r.met for r in rows.targets([fine] * 18 + [unlucky])][1] is False
    broken = _shipped(_cost(0.021), _cost(0.2, after=0.4, majority=0.5))
    assert [r.met for r in rows.targets([fine] * 19 + [broken])] == [False, True, True, False]
    label_lost = _shipped(_cost(0.0, label=0.06), _cost(0.0))
    assert [r.met for r in rows.targets([label_lost] * 20)] == [True, True, False, True]


def test_a_model_that_was_below_majority_before_was_not_made_so(rows) -> None:
    gain = _shipped(_cost(0.0), _cost(-0.1, after=0.4, majority=0.5))
    assert all(r.met for r in rows.targets([gain]))


def test_a_refused_repair_loses_nothing_and_says_what_it_would_have_lost(rows) -> None:
    refused = _shipped(_cost(0.3), _cost(0.0)) | {
        "outcome": "refused (loss)",
        "shipped": False,
        "refused unseen": _cost(0.25),
    }
    row = rows.row("set", "tfidf", refused, 0.01)
    assert row.met
    assert "confirmed: 110.0% to 80.0%, lost 30.0" in row.figure
    assert "the refused repair: lost 25.0 [24.0, 26.0] n=100" in row.figure
    assert next(rows.targets([refused])).figure == "0 of 0 repairs shipped"


@pytest.mark.parametrize(
    ("unseen", "elsewhere", "met"),
    [(0.01, 0.01, True), (0.011, 0.0, False), (0.0, 0.011, False), (-0.1, -0.1, True)],
)
def test_out_of_domain_each_test_counts(rows, unseen, elsewhere, met) -> None:
    result = _shipped(_cost(0.02), _cost(unseen), elsewhere=_cost(elsewhere))
    assert rows.row("set", "tfidf", result, 0.01).met is met
    assert rows.row("set", "tfidf", result).met is None


def test_a_model_that_cannot_be_had_is_not_judged(rows) -> None:
    row = rows.row("set", "reference", {"outcome": "not applicable", "why": "no encoder"}, 0.01)
    assert (row.figure, row.met) == ("not applicable: no encoder", None)


def test_a_finished_result_is_taken_only_for_the_same_inputs(tmp_path) -> None:
    kept = importlib.import_module("real.kept").kept
    source, made = tmp_path / "code.py", []
    source.write_text("1", "utf-8")
    frame = pl.DataFrame({"text": ["a"]})

    def result(frame: pl.DataFrame | None, name: str = "set") -> dict:
        def make() -> dict:
            made.append(name)
            return {"n": len(made)}

        return kept(tmp_path / "cache", name, [source], [frame], make)

    assert [result(frame)["n"], result(frame)["n"]] == [1, 1]
    assert result(frame.with_columns(text=pl.lit("b")))["n"] == 2
    assert result(None)["n"] == 3
    assert result(frame, "other")["n"] == 4
    source.write_text("2", "utf-8")
    assert result(frame)["n"] == 5
