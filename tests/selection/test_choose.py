"""The choice against models that look repaired and are not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, CueTable, Predictions, Rate
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.selection.choose import confirmed, gained, standings
from cuewise.selection.harm import Limits
from cuewise.selection.questions import questions
from cuewise.selection.score import AssociatedLabels, Score, score

ANY_LOSS = Limits(1.0)
WORDS = ("alpha", "beta")
UNKNOWN = Score(None, None, None, None).upper_reliance


@dataclass(frozen=True)
class Bag:
    """Log-odds of label 1 (and constants of further labels) from the words of a text."""

    weights: dict
    heat: float = 1.0
    k: int = 2
    model_id: str = "bag"

    def predict(self, texts, texts_b=None):
        """Probabilities [n, k]."""
        z = np.zeros((len(texts), self.k))
        z[:, 1] = [sum(self.weights.get(w, 0.0) for w in t.split()) for t in texts]
        z = z / self.heat
        z -= z.max(axis=1, keepdims=True)
        return Predictions(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), "bag", len(texts))


@dataclass(frozen=True)
class Silent:
    """Answers as another does, but nothing to texts with a word."""

    inner: Bag
    word: str
    model_id: str = "silent"

    def predict(self, texts, texts_b=None):
        """Probabilities [n, k], NaN where it is silent."""
        probs = self.inner.predict(texts).probs
        probs[[self.word in t for t in texts]] = np.nan
        return Predictions(probs, "silent", len(texts))


def made(n=900, agree=0.9, seed=0, share=0.6):
    """Texts of two labels: four words tell the label, and either cue goes with label 1 or 0."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(n) < 0.5).astype(np.int32)
    texts, held = [], np.zeros((n, 2), np.int8)
    for i, y in enumerate(labels):
        words = ["good" if (rng.random() < 0.75) == bool(y) else "bad"]
        words += rng.choice(["one", "two", "three", "four", "five", "six"], 8).tolist()
        for j, word in enumerate(WORDS):
            if rng.random() < share * (agree if y == (j == 0) else 1 - agree):
                words.append(word)
                held[i, j] = 1
        texts.append(" ".join(rng.permutation(words)))
    corpus = Corpus([str(i) for i in range(n)], texts, labels, ("no", "yes"), "made")
    names = tuple(f"word:{w}" for w in WORDS)
    cues = CueTable(names, ("word", "word"), csr_array(held), ("", ""))
    return corpus, cues, AssociatedLabels(np.array([1, 0]), np.array([1, 1]))


SIGNAL = {"good": 1.5, "bad": -1.5}


def judged(models, case=None):
    corpus, cues, goes = case or made()
    pools = {"": Pool(dict.fromkeys(["one", "two", "three", "four", "five", "six"], 300))}
    asked = questions(corpus, np.arange(len(corpus.ids)), cues, pools, seed=0)
    scores = {n: score(corpus, cues, goes, asked.ask(m)) for n, m in models.items()}
    return standings(scores, ANY_LOSS), scores


def test_a_repaired_model_is_taken():
    found, scores = judged(
        {"none": Bag(SIGNAL | {"alpha": 2.0, "beta": -2.0}), "repaired": Bag(SIGNAL)}
    )
    assert found["repaired"] == "chosen"
    assert scores["none"].logit_shift.low > 0.2
    assert scores["repaired"].logit_shift.high < 0.1


def test_caution_is_no_remedy():
    relying = SIGNAL | {"alpha": 2.0, "beta": -2.0}
    found, scores = judged({"none": Bag(relying), "cautious": Bag(relying, heat=100.0)})
    assert found["none"] == "chosen"
    assert scores["cautious"].logit_shift.estimate == pytest.approx(
        scores["none"].logit_shift.estimate, rel=0.02
    )


def test_a_cue_turned_round_does_not_make_up_for_one_left_as_it_was():
    found, _ = judged(
        {
            "none": Bag(SIGNAL | {"alpha": 1.5, "beta": -1.5}),
            "one turned": Bag(SIGNAL | {"alpha": 1.5, "beta": 1.5}),
            "repaired": Bag(SIGNAL | {"alpha": 0.1, "beta": -0.1}),
        }
    )
    assert found["repaired"] == "chosen"


def test_silence_where_a_cue_is_counts_as_the_most():
    relying = Bag(SIGNAL | {"alpha": 2.0, "beta": -2.0})
    found, scores = judged({"none": relying, "silent": Silent(relying, "alpha")})
    assert found["none"] == "chosen"
    assert scores["silent"].logit_shift is None
    assert scores["silent"].upper_reliance >= scores["none"].upper_reliance


def test_a_remedy_that_gives_a_label_up_is_not_taken():
    found, _ = judged({"none": Bag(SIGNAL | {"alpha": 2.0, "beta": -2.0}), "constant": Bag({})})
    assert found == {"none": "chosen", "constant": "harm"}


def test_candidates_that_differ_by_chance_alone_leave_the_model_as_it_is():
    relying = SIGNAL | {"alpha": 1.0, "beta": -1.0}
    kept = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        words = ["one", "two", "three", "four", "five", "six"]
        others = {
            i: Bag(relying | dict(zip(words, rng.normal(0, 0.05, 6), strict=True)))
            for i in range(20)
        }
        found, _ = judged({"none": Bag(relying)} | others, made(n=300, seed=seed))
        kept += found["none"] == "chosen"
    assert kept >= 9


def test_repeated_texts_are_one_document():
    corpus, cues, goes = made(n=200)
    several = np.tile(np.arange(200), 4)
    again = Corpus(
        [str(i) for i in range(800)],
        [corpus.texts[i] for i in several],
        corpus.labels[several],
        corpus.label_names,
        "made",
        cluster=several,
    )
    more = CueTable(cues.names, cues.kinds, csr_array(cues.values[several]), cues.notes)
    model = {"none": Bag(SIGNAL | {"alpha": 1.0})}
    _, once = judged(model, (corpus, cues, goes))
    _, often = judged(model, (again, more, goes))
    assert often["none"].ablated.n == once["none"].ablated.n
    assert often["none"].ablated == once["none"].ablated


def rated(neutral, worst, leaning, recall, upper_reliance=None):
    def rate(value):
        return Rate(estimate=value, low=0, high=1, n=100)

    most = leaning if upper_reliance is None else upper_reliance
    return Score(
        rate(neutral), rate(neutral), rate(worst), None, reliance=leaning, upper_reliance=most,
        recall=np.array(recall),
    )  # fmt: skip


def test_a_label_that_was_answered_to_all_texts_without_the_cue_may_lose_recall():
    first = rated(0.57, 0.16, 2.2, [0.16, 0.98])
    found = standings({"none": first, "mask": rated(0.72, 0.69, 0.13, [0.69, 0.75])}, ANY_LOSS)
    assert found["mask"] == "chosen"


def test_a_label_that_is_given_up_is_not_and_nothing_changes_where_none_is_left():
    first = rated(0.6, 0.5, 2.2, [0.5, 0.6, 0.7])
    found = standings({"none": first, "odd": rated(0.7, 0.1, 0.1, [0.9, 0.9, 0.1])}, ANY_LOSS)
    assert found == {"none": "chosen", "odd": "harm"}


def test_what_is_confirmed_is_the_difference_by_document():
    corpus, cues, goes = made()
    models = {"none": Bag(SIGNAL | {"alpha": 4, "beta": -4}), "repaired": Bag(SIGNAL)}
    _, scores = judged(models, (corpus, cues, goes))
    own = gained(scores["none"], scores["repaired"])
    apart = scores["repaired"].ablated
    assert own.estimate == pytest.approx(apart.estimate - scores["none"].ablated.estimate)
    assert 0 <= own.high - own.low < apart.high - apart.low
    assert confirmed(scores["none"], scores["repaired"])
    assert not confirmed(scores["repaired"], scores["none"])
    assert not confirmed(scores["none"], scores["none"])


def test_the_interval_of_what_is_gained_covers_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        old, new = (rng.random(150) < 0.7).astype(float), (rng.random(150) < 0.75).astype(float)
        a, b = (
            replace(rated(x.mean(), 0.5, 0.1, []), right=x, weights=np.full(150, 1 / 150))
            for x in (old, new)
        )
        own = gained(a, b)
        hits += own.low <= 0.05 <= own.high
    assert 0.92 <= hits / 400 <= 0.98


def test_a_model_that_never_sees_the_cues_does_not_depend_on_them_at_all():
    corpus, cues, goes = made()
    plain = Ablated(Bag(SIGNAL | {"alpha": 4, "beta": -4}), "ablate-inference", cues.names)
    _, scores = judged({"none": Bag(SIGNAL), "neutralised": plain}, (corpus, cues, goes))
    assert scores["neutralised"].upper_reliance == 0
    assert scores["neutralised"].logit_shift.n > 100


def test_what_is_not_shown_to_help_is_not_taken_though_the_model_is_behind():
    first = rated(0.6, 0.5, 0.1, [], upper_reliance=0.2)
    other = rated(0.8, 0.7, 0.5, [], upper_reliance=0.8)
    assert standings({"none": first, "other": other}, ANY_LOSS)["none"] == "chosen"


def test_a_pull_that_is_not_known_is_no_less_than_any():
    first = rated(0.6, 0.5, 3.0, [])
    silent = replace(rated(0.6, 0.5, 0.0, []), reliance=UNKNOWN, upper_reliance=UNKNOWN)
    assert standings({"none": first, "silent": silent}, ANY_LOSS)["none"] == "chosen"
    assert not confirmed(first, silent)
    assert not confirmed(silent, silent)


def test_a_label_is_given_up_also_beside_one_that_never_was_answered():
    first = rated(0.5, 0.0, 2.2, [0.0, 0.8, 0.9])
    found = standings({"none": first, "odd": rated(0.55, 0.0, 0.1, [0.9, 0.0, 0.9])}, ANY_LOSS)
    assert found == {"none": "chosen", "odd": "harm"}


@pytest.mark.parametrize("n", [10, 40])
def test_a_difference_of_few_documents_has_a_width_though_none_is_in_dispute(n):
    even = np.full(n, 1 / n)
    own = replace(rated(0.7, 0.5, 0.1, []), right=(np.arange(n) < 0.7 * n) * 1.0, weights=even)
    same = gained(own, own)
    assert same.estimate == 0
    assert 1 / n < same.high == -same.low < 4 / n
    ahead = gained(replace(own, right=np.zeros(n)), replace(own, right=np.ones(n)))
    assert ahead.low > 0.5
    assert ahead.high == 1


def test_of_those_not_told_from_the_least_dependent_the_first_is_taken():
    first = rated(0.81, 0.70, 0.8, [], upper_reliance=0.9)
    least = rated(0.81, 0.60, 0.27, [], upper_reliance=0.34)
    others = {
        "alike": rated(0.81, 0.85, 0.33, [], upper_reliance=0.40),
        "later": rated(0.81, 0.85, 0.31, [], upper_reliance=0.395),
        "more": rated(0.81, 0.90, 0.35, [], upper_reliance=0.41),
        "less": rated(0.81, 0.84, 0.34, [], upper_reliance=0.45),
    }
    assert standings({"none": first, "least": least} | others, ANY_LOSS) == {
        "none": "dependence",
        "least": "chosen",
        "alike": "cost",
        "later": "cost",
        "more": "dependence",
        "less": "cost",
    }


def test_the_interval_of_what_is_gained_is_that_of_paired_shares():
    right = np.array([[1.0] * 6 + [0.0] * 4, [1.0] * 4 + [0.0] * 2 + [1.0] * 3 + [0.0]])
    weights = np.array([0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1])
    old, new = (replace(rated(0.5, 0.5, 0.1, []), right=r, weights=weights) for r in right)
    n = 1 / (weights**2).sum()
    won, lost = (n * 0.3 + 0.5) / (n + 2), (n * 0.1 + 0.5) / (n + 2)
    half = 1.96 * np.sqrt((won + lost - (won - lost) ** 2) / (n + 2))
    own = gained(old, new)
    assert (own.low, own.high) == pytest.approx((won - lost - half, won - lost + half))


def test_a_point_of_accuracy_may_be_lost_and_no_more():
    before = rated(0.01, 0.5, 0.5, [])
    assert confirmed(before, rated(0.0, 0.5, 0.1, []))
    assert not confirmed(replace(before, ablated=rated(0.0101, 0, 0, []).ablated),
                         rated(0.0, 0.5, 0.1, []))  # fmt: skip


def paired(right, labels, reliance, ablated=None):
    """A score of the given answers on texts as they are, and with the cues ablated."""
    right, plain = np.array(right, float), np.array(right if ablated is None else ablated, float)
    own = rated(plain.mean(), 0.5, reliance, [])
    even = np.full(right.size, 1 / right.size)
    return replace(own, right=plain, weights=even, right_as_is=right, labels=np.array(labels))


def answers(wrong, n=400):
    return np.arange(n) >= wrong


LABELS = np.arange(400) % 2


def test_no_harm_comes_before_least_reliance():
    scores = {
        "none": paired(answers(20), LABELS, 0.5, answers(60)),
        "thorough": paired(answers(40), LABELS, 0.0, answers(60)),
        "mild": paired(answers(24), LABELS, 0.2, answers(60)),
    }
    found = standings(scores, Limits(0.02))
    assert found == {"none": "dependence", "thorough": "harm", "mild": "chosen"}
    assert standings(scores, Limits(0.05))["thorough"] == "chosen"
    assert standings(scores, None)["thorough"] == "chosen"


def test_accuracy_with_the_cues_ablated_comes_before_cost():
    scores = {
        "none": paired(answers(20), LABELS, 0.5, answers(120)),
        "plain": paired(answers(20), LABELS, 0.0, answers(110)),
        "good": paired(answers(20), LABELS, 0.0, answers(60)),
        "later": paired(answers(20), LABELS, 0.0, answers(60)),
    }
    assert standings(scores, Limits()) == {
        "none": "dependence",
        "plain": "accuracy",
        "good": "chosen",
        "later": "cost",
    }


def test_what_is_worse_where_the_cues_say_nothing_does_harm_whatever_is_allowed():
    scores = {
        "none": paired(answers(20), LABELS, 0.5, answers(60)),
        "worse": paired(answers(20), LABELS, 0.0, answers(110)),
    }
    assert standings(scores, None) == {"none": "chosen", "worse": "harm"}
