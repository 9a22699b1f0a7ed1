"""A model that removes a cue itself does not rely on it at all; nobody else's numbers change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from cuewise.models import Cached
from cuewise.models.wrapper import removed_by
from cuewise.probe.edits import INSERT, SWAP, EditedText, ProbedCue
from cuewise.probe.intervention import measure_effects
from cuewise.probe.placebo import Pool
from cuewise.probe.reliance import reliance
from cuewise.probe.removed import edits_that_speak, placebos_undone
from cuewise.probe.sdr import ablation_arms
from cuewise.records import Corpus, Predictions
from cuewise.remedy.inference.ablate_inference import Ablated

WORDS = ["table", "window", "paper", "garden", "number", "street"]


@dataclass(frozen=True)
class Bag:
    """Log-odds of label 1 from the words of a text."""

    weights: dict
    model_id: str = "bag"
    label_names: tuple = ("no", "yes")
    cost: str = "low"

    def predict(self, texts, texts_b=None):
        z = np.array([sum(self.weights.get(w, 0.0) for w in t.split()) for t in texts])
        yes = 1 / (1 + np.exp(-z))
        return Predictions(np.stack([1 - yes, yes], axis=1), self.model_id, len(texts))


# The placebo words move decisions too.
PLAIN = Bag({"harbour": 3.0, "table": 0.4, "window": -0.4, "paper": 0.3, "garden": -0.9, "it": 1.0})


def corpus(n=240):
    rng = np.random.default_rng(0)
    texts = [
        " ".join([*rng.permutation(WORDS), *(["harbour"] if i % 2 else []), f"n{i}"])
        for i in range(n)
    ]
    labels = (np.arange(n) % 2).astype(np.int32)
    return Corpus([str(i) for i in range(n)], texts, labels, ("no", "yes"), "made")


POOL = Pool(dict.fromkeys(WORDS, 300))


def measured(model, subject="word:harbour"):
    c = corpus()
    word = subject.partition(":")[2]
    cue = ProbedCue(subject, 1, np.array([word in t for t in c.texts]), 120)
    return reliance(c, cue, model, model.predict(c.texts).probs, POOL, size=100, seed=0)


@pytest.mark.parametrize("wrap", [lambda m: m, Cached], ids=["bare", "cached"])
def test_a_removed_cue_has_no_reliance_and_a_narrow_interval(wrap):
    found = measured(wrap(Ablated(PLAIN, "ablate", ("word:harbour", "ngram:as it were"))))
    assert found.delta == 0
    assert -0.02 <= found.low <= 0 <= found.high <= 0.02
    assert found.n > 100


def test_a_model_that_removes_another_cue_is_measured_as_it_was():
    other = Ablated(PLAIN, "ablate", ("word:zebra",))
    assert measured(PLAIN).delta > 0.3
    assert measured(other).model_copy(update={"model": "bag"}) == measured(PLAIN)


def test_what_a_model_removes_is_found_through_every_layer():
    inner = Ablated(PLAIN, "a", ("word:x", "word:y"))
    assert removed_by(Cached(Ablated(Cached(inner), "b", ("word:z", "word:x")))) == (
        "word:z", "word:x", "word:y",
    )  # fmt: skip
    assert removed_by(Cached(PLAIN)) == ()


def test_only_where_the_edit_is_undone_does_the_placebo_not_count():
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    cue = ProbedCue("word:harbour", 1, np.ones(2, bool), 2)
    edits = [
        EditedText(0, "remove", -1, ""), EditedText(0, "remove", 0, ""),
        EditedText(1, INSERT, -1, ""), EditedText(1, INSERT, 0, ""),
    ]  # fmt: skip
    base = np.array([[0.4, 0.6], [0.4, 0.6]])
    edited = np.array([[0.4, 0.6], [0.9, 0.1], [0.45, 0.55], [0.9, 0.1]])
    found = placebos_undone(removing, cue, edits, base, edited)
    assert found.tolist() == [[0.4, 0.6], [0.4, 0.6], [0.45, 0.55], [0.9, 0.1]]
    effects = measure_effects(cue, edits, base, found)
    assert (effects.cue - effects.placebo).tolist() == [0.0, 1.0]
    assert placebos_undone(PLAIN, cue, edits, base, edited) is edited


def test_a_swap_says_nothing_of_a_removed_cue():
    cue = ProbedCue("word:harbour", 1, np.ones(1, bool), 2)
    edits = [EditedText(0, "remove", -1, ""), EditedText(0, SWAP, -1, "")]
    assert edits_that_speak(PLAIN, cue, edits) == edits
    assert edits_that_speak(Ablated(PLAIN, "ablate", ("word:harbour",)), cue, edits) == edits[:1]


def test_ablating_what_the_model_removes_changes_no_decision():
    c = corpus()
    arms = ablation_arms(c, np.arange(240), ["word:harbour"], {"": POOL}, seed=0)
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    answers = arms.answers(removing, removing.predict(c.texts).probs)
    assert not answers.change.any()
    plain = arms.answers(PLAIN, PLAIN.predict(c.texts).probs)
    assert plain.change.mean() > 0.1
