"""Every column of a measurement reaches the row of the audit."""

from __future__ import annotations

import numpy as np

from cuewise.plugins.rows import as_measures
from cuewise.records import Measure, Measurements

NAN = float("nan")


def measured(**more):
    columns = {
        "effect": np.array([0.5, NAN]),
        "low": np.array([0.4, NAN]),
        "high": np.array([0.6, np.inf]),
        "support": np.array([10, 20]),
    }
    return Measurements("mine", ("a", "b"), ("yes", ""), unit="share", **columns, **more)


def test_a_row_has_the_numbers_of_its_own_hypothesis():
    own = measured(
        p=np.array([0.01, NAN]),
        cues=("word:a", "word:b"),
        present=(True, False),
        quantities=("accuracy", "lift over majority"),
    )
    first, second = as_measures(own, np.array([0.02, NAN]))
    assert first == Measure(
        code="mine.a",
        subject="a",
        model=None,
        value=0.5,
        low=0.4,
        high=0.6,
        n=10,
        unit="share",
        note="yes",
        p=0.01,
        q=0.02,
        label="yes",
        cue="word:a",
        present=True,
        quantity="accuracy",
    )
    assert (second.value, second.low, second.high, second.p, second.q) == (None,) * 5
    assert (second.n, second.label, second.cue, second.present) == (20, None, "word:b", False)
    assert (second.note, second.quantity) == ("lift over majority", "lift over majority")


def test_what_a_plugin_does_not_give_is_none_and_a_model_has_its_own_code():
    first, second = as_measures(measured(model_id="tfidf"))
    assert (first.code, first.model) == ("mine", "tfidf")
    assert (first.p, first.q, first.cue, first.present, first.quantity) == (None,) * 5
    assert (first.note, second.note) == ("yes", "")
