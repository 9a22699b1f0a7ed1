"""Every metadata column answers: read as cues, or why not."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.pipeline.columns import CODE, report_columns
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, Reason

N = 120
PLACE = [f"p{i // 2 % 3}" for i in range(N)]
COUNTED = Reason.of("cues-counted", n=0)


def reasons(values, cues=(), environments=()):
    names = list(map(str, range(N)))
    labels = np.arange(N, dtype=np.int32) % 2
    corpus = Corpus(names, names, labels, ("no", "yes"), "",
                    meta={"x": values}, environments=environments)  # fmt: skip
    steps = Steps()
    report_columns(corpus, cues, 10, steps)
    return steps.outcomes[CODE].reasons


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([f"user {i}" for i in range(N)],
         Reason.of("column-identifies", column="x", values=N, documents=N)),
        ([f"2026-01-{i // 3}" for i in range(N)],
         Reason.of("column-rare", column="x", values=40, most=3, least=10)),
        ([None] * N, Reason.of("column-constant", column="x", values=0)),
        (["web"] * N, Reason.of("column-constant", column="x", values=1)),
        # One stray text, and the numbers are not read as numbers.
        ([*(f"{i / 8:.3f}" for i in range(N - 1)), "n/a"],
         Reason.of("column-mixed", column="x", text="n/a")),
    ],
)  # fmt: skip
def test_a_column_without_a_cue_says_why(values, reason):
    assert reasons(values) == [COUNTED, reason]


def test_a_missing_value_is_a_value_too():
    values = ["yes" if i % 2 else None for i in range(N)]
    assert reasons(values, ["meta:x=yes"]) == [Reason.of("cues-counted", n=1)]


def test_a_column_with_cues_says_how_many_and_a_column_of_the_same_start_does_not_count():
    cues = ["meta:x=p0", "meta:x=p1", "word:meta"]
    assert reasons(PLACE, cues) == [Reason.of("cues-counted", n=2)]
    assert [r.code for r in reasons(PLACE, ["meta:xy=p0"])] == ["cues-counted", "column-rare"]


def test_environments_of_one_label_each_and_small_ones_say_so():
    by_label = ["yes" if i % 2 else "no" for i in range(N)]
    cues = ["meta:x=p0"]
    (_, constant) = reasons(by_label, cues, ("x",))
    assert constant == Reason.of("constant-environments", column="x", values=2)
    (_, few) = reasons([f"p{i // 6}" for i in range(N)], cues, ("x",))
    facts = {"column": "x", "values": 20, "fit": 0, "least": 10, "needed": 2}
    assert few == Reason.of("few-environments", **facts)
    assert reasons(PLACE, cues, ("x",)) == [Reason.of("cues-counted", n=1)]


def test_a_corpus_without_metadata_has_no_such_step():
    corpus = Corpus(["0"], ["a"], np.zeros(1, np.int32), ("no",), "")
    steps = Steps()
    report_columns(corpus, [], 10, steps)
    assert steps.outcomes == {}
