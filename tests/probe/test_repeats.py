"""Accuracy on texts that the training part has too, and on the others: exact on a known model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.plugins.rows import as_measures
from cuewise.probe.repeats import RepeatedTexts
from cuewise.records import Corpus, CueTable, Predictions

NO_CUES = CueTable((), (), csr_array((0, 0)), ())
TRAIN = [f"seen {i}" for i in range(20)]
NEW = [f"new {i}" for i in range(10)]


@dataclass(frozen=True)
class Memory:
    """A model that is right on what it has seen, and gives no answer to `silent` texts."""

    silent: frozenset = frozenset()
    model_id: str = "memory"
    label_names: tuple[str, ...] = ("no", "yes")
    cost: str = "low"

    def predict(self, texts, texts_b=None):
        right = np.array([float("seen" in text.lower()) for text in texts])
        right[[text in self.silent for text in texts]] = np.nan
        return Predictions(np.stack([1 - right, right], axis=1), self.model_id, len(texts))


def measured(texts, split, model=None):
    n = len(texts)
    corpus = Corpus(
        list(map(str, range(n))), texts, np.ones(n, np.int32), ("no", "yes"), "", split=split
    )
    found = RepeatedTexts()(corpus, NO_CUES, model or Memory(), rng=np.random.default_rng(0))
    return {(m.subject, m.quantity): (m.value, m.n) for m in as_measures(found)}


COPIES = [text.upper() for text in TRAIN[:8]]


def test_a_model_that_remembers_is_right_on_repeats_only():
    found = measured(TRAIN + COPIES + NEW, ["train"] * 20 + ["test"] * 18)
    assert found == {
        ("test", "accuracy on repeated texts"): (1, 8),
        ("test", "accuracy on other texts"): (0, 10),
    }


def test_a_part_of_repeats_alone_has_no_other_texts():
    found = measured(TRAIN + COPIES, ["train"] * 20 + ["test"] * 8)
    assert found["test", "accuracy on other texts"] == (None, 0)


def test_texts_without_an_answer_do_not_count():
    model = Memory(silent=frozenset(COPIES[:3]))
    found = measured(TRAIN + COPIES + NEW, ["train"] * 20 + ["test"] * 18, model)
    assert found["test", "accuracy on repeated texts"] == (1, 5)


@pytest.mark.parametrize(
    ("texts", "split", "code"),
    [
        (TRAIN + NEW, ["train"] * 20 + ["test"] * 10, "no-repeats"),
        (TRAIN, None, "no-split"),
        (TRAIN, ["train"] * 20, "one-split-part"),
    ],
)
def test_without_repeats_it_does_not_apply(texts, split, code):
    with pytest.raises(NotApplicable) as reason:
        measured(texts, split)
    assert reason.value.code == code
