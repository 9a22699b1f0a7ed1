"""Documents of the user's own: exact counts, and no influence on what is chosen."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import cuewise
from cuewise.errors import InputError
from cuewise.pipeline.checks import checked_on, require_known_labels
from cuewise.records import Corpus, Predictions
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}


class Says:
    """Answers the label that a word names; its labels are in another order than the corpus's."""

    label_names = ("yes", "no", "unused")

    def __init__(self, word):
        self.word, self.model_id = word, f"says {word}"

    def predict(self, texts, texts_b=None):
        probs = np.zeros((len(texts), 3))
        for i, text in enumerate(texts):
            probs[i, 0 if self.word in text else 1] = 1
        return Predictions(probs, self.model_id, len(texts))


def corpus(texts, labels, **more):
    names = ("no", "yes")
    numbers = np.array([names.index(y) for y in labels], np.int32)
    return Corpus([str(i) for i in range(len(texts))], texts, numbers, names, "made", **more)


def documents():
    """60 documents: "a" stands in all with yes, and "b" in half of these and half of the others."""
    texts = [f"{'a ' if i < 30 else ''}{'b ' if i % 2 else ''}text {i}" for i in range(60)]
    labels = ["yes" if i < 30 else "no" for i in range(60)]
    source = ["web" if i < 45 else "app" for i in range(60)]
    return corpus(texts, labels, meta={"source": source})


def test_accuracy_is_counted_in_all_by_label_and_by_group():
    found = checked_on(
        "later", documents(), corpus(["text", "x"], ["no", "yes"]), Says("a"), Says("b")
    )
    assert (found.name, found.repeated) == ("later", 0)
    # The 15 documents of "app" are too few.
    assert found.small == 1
    shown = {(p.kind, p.name): (p.before.estimate, p.after.estimate, p.lost.n) for p in found.parts}
    assert shown == {
        ("all", ""): (1.0, 0.5, 60),
        ("label", "no"): (1.0, 0.5, 30),
        ("label", "yes"): (1.0, 0.5, 30),
        ("group", "source=web"): (1.0, pytest.approx(23 / 45), 45),
    }
    every = found.parts[0]
    assert every.lost.estimate == 0.5
    assert every.lost.low < 0.5 < every.lost.high
    assert every.before.low < 1.0 == every.before.high


def test_a_model_compared_with_itself_loses_nothing():
    found = checked_on("same", documents(), corpus(["x"], ["no"]), Says("b"), Says("b"))
    assert {p.lost.estimate for p in found.parts} == {0.0}
    assert all(p.lost.low < 0 < p.lost.high for p in found.parts)


def test_texts_of_the_repair_are_left_out_and_counted():
    own = documents()
    given = corpus([*own.texts[:10], "other"], ["no"] * 11)
    found = checked_on("later", own, given, Says("a"), Says("a"))
    assert found.repeated == 10
    assert found.parts[0].lost.n == 50
    nothing = checked_on("all seen", own, own, Says("a"), Says("a"))
    assert (nothing.repeated, nothing.parts) == (60, [])


def test_unknown_labels_are_refused_by_name():
    own = corpus(["x"], ["no"])
    other = Corpus(["1"], ["y"], np.zeros(1, np.int32), ("maybe",), "made")
    with pytest.raises(InputError, match="'maybe'") as refused:
        require_known_labels({"later.csv": other}, own)
    assert "later.csv" in refused.value.what
    pairs = corpus(["x"], ["no"], texts_b=["y"])
    with pytest.raises(InputError, match="not of one form"):
        require_known_labels({"later.csv": pairs}, own)


def test_checks_change_no_choice(tmp_path):
    planted = Plant("word", "harbour", "positive", 0.95, 0.3)
    rows = pl.DataFrame(make("en", 1200, plants=[planted], seed=4).rows())
    own = cuewise.load(rows.sample(fraction=1, shuffle=True, seed=2), text="text", label="label")
    later = cuewise.load(pl.DataFrame(make("en", 300, seed=9).rows()), text="text", label="label")
    asked = {"model": "tfidf", "remedies": ["mask", "rwg"], "config": LEAN, "max_loss": 1.0}
    plain, looked = cuewise.fix(own, **asked), cuewise.fix(own, **asked, checks={"later": later})
    assert (plain.chosen, plain.cues) == (looked.chosen, looked.cues)
    np.testing.assert_array_equal(
        plain.predictor.predict(own.texts[:20]).probs,
        looked.predictor.predict(own.texts[:20]).probs,
    )
    assert plain.checks == ()
    (check,) = looked.checks
    assert check.parts[0].lost.n + check.repeated == 300
    out = looked.save(tmp_path / "out")
    page = (out / "report.html").read_text("utf-8")
    assert "Your own checks" in page
    assert "data-test-checks" not in (plain.save(tmp_path / "other") / "report.html").read_text()
