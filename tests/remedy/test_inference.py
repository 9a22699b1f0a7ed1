"""Remedies that only ask the model, whatever it is: what it is asked, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.models import Cached
from cuewise.models.external.function import Function
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.records import Corpus, CueTable, Reason
from cuewise.remedy.data.ablate import Ablate
from cuewise.remedy.inference.ablate_inference import AblateInference
from cuewise.remedy.inference.abstain import Abstain
from cuewise.remedy.inference.ensemble import Ensemble, neutral_words
from cuewise.remedy.texts import ablated

NAMES = ("bad", "good")
RNG = np.random.default_rng(0)


@dataclass
class Bag:
    """Weights of words, and no answer to a text that asks; it notes what it was asked."""

    weights: dict[str, float]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, *columns):
        self.asked += list(zip(*columns, strict=True))
        z = [sum(self.weights.get(w.strip(".,!?").lower(), 0) for t in texts for w in t.split())
             for texts in zip(*columns, strict=True)]  # fmt: skip
        p = 1 / (1 + np.exp(-np.array(z)))
        probs = np.column_stack([1 - p, p])
        probs[["?" in "".join(texts) for texts in zip(*columns, strict=True)]] = np.nan
        return probs


def model_of(**weights):
    bag = Bag(weights)
    return Function(NAMES, bag, "python:bag"), bag


def corpus_of(texts, texts_b=None, labels=None):
    y = np.arange(len(texts)) % 2 if labels is None else labels
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, np.asarray(y, np.int32), NAMES, "made", texts_b=texts_b)


def cues_in(corpus, *names):
    columns = [[name.partition(":")[2] in t.lower() for t in corpus.texts] for name in names]
    values = csr_array(np.array(columns, np.int8).T)
    kinds = tuple(name.partition(":")[0] for name in names)
    return CueTable(names, kinds, values, ("",) * len(names))


TEXTS = ["a harbour film", "dull Harbour, dull", "fine plot", "is it harbour?", "harbour harbour"]


def test_neutralising_asks_about_the_texts_without_the_cues():
    model, bag = model_of(harbour=3, dull=-1, fine=2)
    corpus = corpus_of(TEXTS)
    cues = cues_in(corpus, "word:harbour")
    repaired = AblateInference()(corpus, cues, model, rng=RNG)
    found = repaired.predict(TEXTS)
    assert bag.asked == [("a film",), ("dull , dull",), ("fine plot",), ("is it ?",), ("  ",)]
    z = np.array([0, -2, 2, np.nan, 0])
    assert found.probs[:, 1] == pytest.approx(1 / (1 + np.exp(-z)), nan_ok=True)
    assert np.isnan(found.probs[3]).all()
    assert (found.model_id, found.n_calls) == ("python:bag+ablate-inference", 5)
    assert repaired.label_names == NAMES


def test_a_model_that_is_asked_once_a_text_is_not_asked_again():
    model, bag = model_of(harbour=3)
    corpus = corpus_of(TEXTS)
    repaired = AblateInference()(corpus, cues_in(corpus, "word:harbour"), Cached(model), rng=RNG)
    assert repaired.predict(["a harbour film", "a film"]).n_calls == 1
    assert repaired.predict(["a film", "a Harbour film"]).n_calls == 0
    assert len(bag.asked) == 1


def test_the_mean_is_over_the_text_without_the_cue_and_with_other_words():
    texts = [f"{'harbour ' if i % 4 < 2 else ''}table window film {'good' if i % 2 else 'bad'}"
             for i in range(40)]  # fmt: skip
    corpus = corpus_of(texts)
    cues = cues_in(corpus, "word:harbour")
    words = neutral_words(corpus).counts
    assert set(words) == {"harbour", "table", "window", "film"}
    model, bag = model_of(harbour=3, table=1, window=-1, film=0.5)
    repaired = Ensemble(words=3)(corpus, cues, model, rng=RNG)
    text = "The harbour again"
    found = repaired.predict([text])
    copies = ["The again", "The film again", "The table again", "The window again"]
    assert sorted(t for (t,) in bag.asked) == copies
    z = np.array([0, 0.5, 1, -1])
    assert found.probs[0, 1] == pytest.approx((1 / (1 + np.exp(-z))).mean())
    assert found.n_calls == 4
    assert np.isnan(repaired.predict(["harbour?"]).probs).all()


def test_without_a_neutral_word_there_is_no_ensemble():
    texts = ["harbour good" if i % 2 else "quarry bad" for i in range(40)]
    corpus = corpus_of(texts)
    with pytest.raises(NotApplicable, match="no-neutral-word"):
        Ensemble()(corpus, cues_in(corpus, "word:harbour"), model_of()[0], rng=RNG)


def test_it_is_silent_where_the_cue_changes_the_decision_and_counts_that():
    model, _ = model_of(harbour=3, dull=-2, fine=2)
    corpus = corpus_of([*TEXTS, "dull", "fine harbour", "dull dull harbour"])
    cues = cues_in(corpus, "word:harbour")
    repaired = Abstain()(corpus, cues, model, rng=RNG)
    found = repaired.predict(corpus.texts)
    plain = ablated(corpus.texts, None, cues.names)[0]
    as_is, without = model.predict(corpus.texts).probs, model.predict(plain).probs
    for one, two, own in zip(as_is, without, found.probs, strict=True):
        if np.isnan(one).any() or np.isnan(two).any() or one.argmax() != two.argmax():
            assert np.isnan(own).all()
        else:
            np.testing.assert_array_equal(own, two)
    answered = int(np.isfinite(found.probs).all(axis=1).sum())
    assert answered == 5
    assert repaired.notes == (Reason.of("answers-some", answered=5, asked=8),)
    assert found.n_calls == 16


def test_a_model_that_does_not_rely_is_never_silenced():
    model, _ = model_of(dull=-2, fine=2)
    texts = ["dull harbour film", "fine harbour film", "dull", "fine"] * 10
    corpus = corpus_of(texts)
    repaired = Abstain()(corpus, cues_in(corpus, "word:harbour"), model, rng=RNG)
    assert repaired.notes == (Reason.of("answers-some", answered=40, asked=40),)
    np.testing.assert_array_equal(repaired.predict(texts).probs, model.predict(texts).probs)


@pytest.mark.parametrize("remedy", [AblateInference(), Ensemble(), Abstain()], ids=lambda r: r.code)
def test_in_pairs_a_cue_is_removed_from_its_own_field_only(remedy):
    one = [f"a harbour table film {i}" for i in range(40)]
    two = [f"b harbour window {i}" for i in range(40)]
    corpus = corpus_of(one, two)
    values = csr_array(np.ones((40, 1), np.int8))
    cues = CueTable(("b/word:harbour",), ("word",), values, ("",))
    model, bag = model_of(harbour=3)
    repaired = remedy(corpus, cues, model, rng=RNG)
    bag.asked.clear()
    repaired.predict(one[:1], two[:1])
    assert all(a == one[0] for a, _ in bag.asked)
    assert ("a harbour table film 0", "b window 0") in bag.asked


def test_overlapping_cues_are_removed_whole():
    texts = ["Out in the old harbour town, said she!"]
    cues = ["ngram:the old harbour", "ngram:harbour town", "punct:!"]
    assert ablated(texts, None, cues) == [["Out in , said she "]]
    assert ablated(texts, None, cues, "table") == [["Out in table, said she "]]


@pytest.mark.parametrize("remedy", [AblateInference(), Ensemble(), Abstain()], ids=lambda r: r.code)
@pytest.mark.parametrize("name", ["length:long", "meta:source=app"])
def test_cues_without_an_editable_span_are_refused(remedy, name):
    corpus = corpus_of(TEXTS)
    cues = CueTable((name,), (name.partition(":")[0],), csr_array(np.ones((5, 1), np.int8)), ("",))
    with pytest.raises(NotApplicable, match="no-place"):
        remedy(corpus, cues, model_of()[0], rng=RNG)


@given(st.lists(st.text(), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_hostile_text_comes_through_with_a_row_each(texts):
    model, _ = model_of(harbour=3)
    corpus = corpus_of([f"table window {i}" for i in range(20)])
    cues = CueTable(
        ("word:harbour", "punct:("),
        ("word", "punct"),
        csr_array(np.ones((20, 2), np.int8)),
        ("",) * 2,
    )
    for remedy in (AblateInference(), Ensemble(), Abstain()):
        probs = remedy(corpus, cues, model, rng=RNG).predict(texts).probs
        assert probs.shape == (len(texts), 2)
        silent = np.isnan(probs).all(axis=1)
        assert probs[~silent].sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("remedy", [AblateInference(), Ensemble(), Abstain()], ids=lambda r: r.code)
def test_no_texts_are_no_answers(remedy):
    corpus = corpus_of([f"table harbour window {i}" for i in range(20)])
    repaired = remedy(corpus, cues_in(corpus, "word:harbour"), model_of()[0], rng=RNG)
    assert repaired.predict([]).probs.shape == (0, 2)


def test_topic_word_sets_are_masked_and_not_ablated():
    corpus = corpus_of(TEXTS * 2)
    model = fit_tfidf(corpus, np.arange(len(corpus.texts)), seed=0)
    cues = cues_in(corpus, "word:harbour", "field:dull|fine")
    found = Ablate()(corpus, cues, model, rng=RNG)
    assert found.cues == ("word:harbour",)
    assert found.model_id == "tfidf+mask+ablate"
    probs = found.predict(["dull harbour", "dull", "fine"]).probs
    np.testing.assert_array_equal(probs[0], probs[1])
    with pytest.raises(NotApplicable, match="open-topic"):
        Ablate()(corpus, cues_in(corpus, "field:dull|fine"), model, rng=RNG)
