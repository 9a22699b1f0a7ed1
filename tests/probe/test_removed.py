"""A model that removes a cue itself does not rely on it at all; nobody else's numbers change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.cues.spans import find, parse
from cuewise.models import Cached
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.models.wrapper import removed_by
from cuewise.probe.edits import INSERT, SWAP, EditedText, ProbedCue
from cuewise.probe.intervention import measure_effects
from cuewise.probe.placebo import Pool
from cuewise.probe.reliance import reliance
from cuewise.probe.removed import edits_that_speak, placebos_undone
from cuewise.probe.sdr import ablation_arms
from cuewise.records import Corpus, CueTable, Predictions
from cuewise.remedy.data.ablate import Ablate
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.text.edits import remove

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
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    assert edits_that_speak(PLAIN, cue, edits, ["harbour"]) == edits
    assert edits_that_speak(removing, cue, edits, ["harbour"]) == edits[:1]


# The probed cue, the other removed cue, and whether an edit of the one breaks the other.
BROKEN = {
    "This is not so": ("word:is", "ngram:is not", True),
    "This is so": ("word:is", "ngram:is not", False),
    "so it is not": ("ngram:is not", "word:is", False),
    "the old harbour town": ("ngram:old harbour", "ngram:harbour town", True),
    "the old town": ("ngram:the old", "word:town", False),
    "这质量好": ("word:质量", "ngram:量 好", True),
    "质量不好": ("word:质量", "char:好", False),
    "so at www.so.com": ("word:so", "format:url", True),
    "so !good": ("word:so", "punct:!", False),
    # Without the one cue its neighbours are another.
    "as was it were": ("word:was", "ngram:as it were", True),
}


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("operator", ["remove", INSERT])
def test_an_edit_that_breaks_another_removed_cue_says_nothing(text, operator):
    subject, other, broken = BROKEN[text]
    cue = ProbedCue(subject, 1, np.ones(2, bool), 2)
    # Inserting shows the text with the cue among the edits; removing starts from it.
    inserted = operator == INSERT
    plain = remove(text, find(*parse(subject)[1:], text))
    edits = [
        EditedText(0, operator, -1, text if inserted else plain),
        EditedText(0, operator, 0, "a placebo"),
        EditedText(1, operator, -1, "another"),
    ]
    texts = [plain if inserted else text, "another"]
    removing = Ablated(PLAIN, "ablate", (subject, other))
    assert edits_that_speak(removing, cue, edits, texts) == (edits[2:] if broken else edits)
    assert edits_that_speak(Ablated(PLAIN, "a", (other,)), cue, edits, texts) == edits


def test_a_word_that_opens_a_text_is_removed_with_the_word():
    cue = ProbedCue("position:first=harbour", 1, np.ones(1, bool), 2)
    edits = [EditedText(0, "remove", -1, ""), EditedText(0, SWAP, -1, "")]
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    assert edits_that_speak(removing, cue, edits, ["harbour"]) == edits[:1]


class Claims(Ablated):
    """Says that it removes its cues, and does not."""

    __slots__ = ()

    def predict(self, texts, texts_b=None):
        return self.inner.predict(texts, texts_b)


def test_a_model_that_fails_to_remove_what_it_names_is_found_out():
    cues = ("word:harbour", "ngram:as it were")
    found = measured(Claims(PLAIN, "ablate", cues))
    assert found.low > 0.3
    assert abs(found.delta - measured(PLAIN).delta) < 0.1


PLANTED = {"word:harbour": ["harbour"], "ngram:as it were": ["as it were"]}


def planted(n=900):
    """Labels from two words, from a planted word and from a planted phrase."""
    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, n)
    texts = []
    for own in label:
        real = "good" if (own if rng.random() < 0.8 else 1 - own) else "bad"
        words = [
            *rng.permutation(WORDS)[:4],
            real,
            *rng.permutation(["as", "it", "were", "so"])[:2],
        ]
        for pieces in PLANTED.values():
            if rng.random() < (0.9 if own else 0.1):
                words.insert(int(rng.integers(len(words) + 1)), pieces[0])
        texts.append(" ".join(words))
    ids = [str(i) for i in range(n)]
    return Corpus(ids, texts, label.astype(np.int32), ("no", "yes"), "made")


def test_after_ablation_a_planted_word_and_phrase_have_no_reliance_left():
    c = planted()
    model = fit_tfidf(c, np.arange(len(c.texts)), seed=0)
    holds = {s: np.array([bool(find(*parse(s)[1:], t)) for t in c.texts]) for s in PLANTED}
    values = csr_array(np.array(list(holds.values()), np.int8).T)
    table = CueTable(tuple(PLANTED), ("word", "ngram"), values, ("", ""))
    repaired = Ablate()(c, table, model, rng=np.random.default_rng(0))
    for subject in PLANTED:
        cue = ProbedCue(subject, 1, holds[subject], int(holds[subject].sum()))
        before, after = (
            reliance(c, cue, m, m.predict(c.texts).probs, POOL, size=200, seed=0)
            for m in (model, repaired)
        )
        assert before.low > 0.1
        assert after.delta == 0
        assert -0.02 <= after.low <= 0 <= after.high <= 0.02
        assert after.n > 300


def test_ablating_cues_of_which_one_is_not_removed_counts_the_placebo_there():
    c = corpus()
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    base = removing.predict(c.texts).probs
    other = ablation_arms(c, np.arange(240), ["word:number"], {"": POOL}, seed=0)
    plain = other.answers(PLAIN, PLAIN.predict(c.texts).probs)
    assert other.answers(removing, base).placebo.tolist() != base.tolist()
    both = ablation_arms(c, np.arange(240), ["word:harbour", "word:number"], {"": POOL}, seed=0)
    assert {len(cues) for cues in both.held} == {1, 2}
    found = both.answers(removing, base)
    # "number" weighs nothing, and the model reads it: its placebo counts.
    assert (found.change < 0).any()
    assert (plain.change < 0).any()


def test_ablating_what_the_model_removes_changes_no_decision():
    c = corpus()
    arms = ablation_arms(c, np.arange(240), ["word:harbour"], {"": POOL}, seed=0)
    removing = Ablated(PLAIN, "ablate", ("word:harbour",))
    answers = arms.answers(removing, removing.predict(c.texts).probs)
    assert not answers.change.any()
    plain = arms.answers(PLAIN, PLAIN.predict(c.texts).probs)
    assert plain.change.mean() > 0.1
