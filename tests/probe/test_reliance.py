"""Rules of reliance and SDR on hand-made edits: which text, how many placebos, which documents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from cuewise.probe.edits import EditedText, ProbedCue
from cuewise.probe.intervention import PairedEffects, measure_effects, plan, predict_edits
from cuewise.probe.placebo import COUNT, Pool
from cuewise.probe.reliance import _MIN_DOCUMENTS, _record, agrees, reliance
from cuewise.probe.sdr import _placebo, rate_of
from cuewise.records import Corpus, Predictions
from cuewise.records.thresholds import MATERIAL
from cuewise.stats import paired_mean
from cuewise.stats.equivalence import further_pairs

WORDS = [a + b for a in "bdfgklmnprst" for b in ("an", "en", "in", "on", "un")]
POOL = Pool({w: 40 + i for i, w in enumerate(WORDS)})


@dataclass
class Echo:
    """A model that keeps what it was asked; its probabilities are all one half."""

    asked: list = field(default_factory=list)
    model_id: str = "echo"
    label_names: tuple = ("no", "yes")

    def predict(self, texts, texts_b=None):
        self.asked.append((list(texts), texts_b if texts_b is None else list(texts_b)))
        return Predictions(np.full((len(texts), 2), 0.5), self.model_id, len(texts))


def corpus_of(texts, texts_b=None, **more):
    labels = (np.arange(len(texts)) % 2).astype(np.int32)
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, labels, ("no", "yes"), "", texts_b=texts_b, **more)


def target_of(subject, holders, label=1):
    return ProbedCue(subject, label, np.asarray(holders, bool), int(np.sum(holders)))


def planted(holders, n=60):
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(WORDS, 12)) for _ in range(n)]
    return [f"{t} zebra" if i < holders else t for i, t in enumerate(texts)]


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("a/word:zebra", (["edited 2", "edited 0"], ["b2", "b0"])),
        ("b/word:zebra", (["a2", "a0"], ["edited 2", "edited 0"])),
    ],
)
def test_an_edit_of_a_pair_leaves_the_other_text_as_it_is(subject, asked):
    corpus, model = corpus_of(["a0", "a1", "a2"], ["b0", "b1", "b2"]), Echo()
    edits = [EditedText(row, "remove", -1, f"edited {row}") for row in (2, 0)]
    probs = predict_edits(model, corpus, target_of(subject, [1, 1, 1]), edits)
    assert model.asked == [asked]
    assert probs.tolist() == [[0.5, 0.5]] * 2


def test_an_edit_of_a_single_text_is_asked_about_alone():
    corpus, model = corpus_of(["a0", "a1"]), Echo()
    predict_edits(
        model, corpus, target_of("word:zebra", [1, 1]), [EditedText(1, "remove", -1, "edited")]
    )
    assert model.asked == [(["edited"], None)]


@pytest.mark.parametrize("subject", ["word:zebra", "ngram:zebra crossing", "length:long"])
def test_every_operator_has_the_cue_and_three_placebos_in_each_document(subject):
    texts = [f"{t} zebra crossing" if i < 30 else t for i, t in enumerate(planted(0))]
    if subject == "length:long":
        texts = [t + " " + t if i < 30 else t for i, t in enumerate(texts)]
    target = target_of(subject, np.arange(60) < 30)
    edits = plan(corpus_of(texts), target, POOL, size=5, rng=np.random.default_rng(0))
    cells = {}
    for edit in edits:
        cells.setdefault((edit.row, edit.operator), []).append(edit.placebo)
    assert COUNT == 3
    assert set(map(tuple, cells.values())) == {(-1, 0, 1, 2)}
    assert len({row for row, _ in cells}) == 10
    assert len({operator for _, operator in cells}) == 3


@pytest.mark.parametrize("documents", [_MIN_DOCUMENTS - 1, _MIN_DOCUMENTS])
def test_reliance_needs_ten_edited_documents(documents):
    assert _MIN_DOCUMENTS == 10
    # Nine or ten in all: every document is edited in one arm or the other.
    corpus, model = corpus_of(planted(5, documents)), Echo()
    target = target_of("word:zebra", np.arange(documents) < 5)
    base = np.full((documents, 2), 0.5)
    record = reliance(corpus, target, model, base, POOL, size=100, seed=0)
    assert (record is not None) == (documents == _MIN_DOCUMENTS)
    assert record is None or record.n == documents


def test_the_interval_of_sdr_counts_clusters_and_not_documents():
    change = np.repeat([1.0, 0.0, 0.0, 0.0], 10)
    clusters = np.repeat(np.arange(8), 5)
    rate = rate_of(change, clusters, "m")
    assert (rate.estimate, rate.low, rate.high) == paired_mean(change, clusters=clusters)
    alone = rate_of(change, None, "m")
    assert rate.high - rate.low > 1.5 * (alone.high - alone.low)
    assert (rate.n, rate.model, rate.estimate) == (40, "m", 0.25)
    assert rate_of(np.zeros(0), None, "m") is None


EDITS = [
    EditedText(0, "remove", -1, ""),
    EditedText(0, "remove", 0, ""),
    EditedText(0, "remove", 1, ""),
    EditedText(0, "swap", -1, ""),
    EditedText(0, "swap", 0, ""),
    EditedText(1, "insert", -1, ""),
    EditedText(1, "insert", 0, ""),
]


def decided(*labels):
    """Probabilities of which the second is the greater where the label is 1; NaN where None."""
    rows = [[np.nan] * 2 if y is None else [0.6 - 0.2 * y, 0.4 + 0.2 * y] for y in labels]
    return np.array(rows)


def test_the_effect_is_that_of_the_cue_coming_and_of_placebos_by_document():
    base, edited = decided(1, 0), decided(0, 1, 0, 1, 1, 1, 0)
    effect = measure_effects(target_of("word:x", [1, 0]), EDITS, base, edited)
    assert effect.rows.tolist() == [0, 1]
    # Removal turned the decision, the swap did not: half of two. Insertion turned the other.
    assert effect.cue.tolist() == [0.5, 1.0]
    assert effect.placebo.tolist() == [0.25, 0.0]
    assert effect.flips.tolist() == [0.5, 1.0]
    assert effect.placebo_flips.tolist() == [0.25, 0.0]
    assert effect.operator_means == {"remove": 0.5, "swap": 0.0, "insert": 1.0}
    assert effect.middle.tolist() == [0.75, 0.5]


def test_the_effect_on_another_label_has_the_other_sign_and_equal_flips():
    base, edited = decided(1, 0), decided(0, 1, 0, 1, 1, 1, 0)
    other = target_of("word:x", [1, 0], label=0)
    effect = measure_effects(other, EDITS, base, edited)
    assert effect.cue.tolist() == [-0.5, -1.0]
    assert effect.flips.tolist() == [0.5, 1.0]
    assert effect.middle.tolist() == [0.25, 0.5]


def test_an_operator_without_an_answer_or_a_placebo_is_left_out():
    target = target_of("word:x", [1, 0])
    base = decided(1, 0)
    silent = measure_effects(target, EDITS, base, decided(0, 1, 1, 1, None, None, 0))
    assert silent.rows.tolist() == [0]
    assert silent.operator_means == {"remove": 1.0}
    unasked = decided(None, 0)
    edited = decided(0, 1, 0, 1, 1, 1, 0)
    assert measure_effects(target, EDITS, unasked, edited).rows.tolist() == [1]


def effect_of(cue, placebo, **means):
    cue, placebo = np.array(cue, float), np.array(placebo, float)
    rows = np.arange(cue.size)
    return PairedEffects(
        rows, cue, placebo, np.abs(cue), np.abs(placebo), means, np.full(cue.size, 0.5)
    )


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ({"remove": 0.1, "swap": 0.2, "insert": -0.3}, True),
        ({"remove": 0.1, "swap": -0.2, "insert": -0.3}, False),
        ({"remove": 0.1}, False),
        ({"remove": -0.1, "swap": -0.2}, False),
        ({"remove": 0.1, "swap": 0.0}, False),
    ],
)
def test_two_operators_must_agree_with_the_whole(means, expected):
    assert agrees(effect_of([1, 0], [0, 0], **means)) is expected


def test_the_sign_of_the_whole_is_that_beyond_the_placebo():
    assert agrees(effect_of([0.2, 0.2], [1, 1], remove=-0.8, swap=-0.8))
    assert not agrees(effect_of([], []))


def test_a_document_that_was_not_asked_is_asked_when_it_is_edited():
    corpus, model = corpus_of(planted(10, 20), [f"b{i}" for i in range(20)]), Echo()
    target = target_of("a/word:zebra", np.arange(20) < 10)
    base = np.full((20, 2), 0.5)
    base[[3, 15]] = np.nan
    record = reliance(corpus, target, model, base, POOL, size=100, seed=0)
    assert model.asked[1] == ([corpus.texts[3], corpus.texts[15]], ["b3", "b15"])
    assert record.n == 20
    assert np.isnan(base[3]).all()


def test_clusters_reach_the_interval_of_reliance():
    alone = corpus_of(planted(30))
    together = replace(alone, cluster=np.arange(60) // 20)
    target = target_of("word:zebra", np.arange(60) < 30)

    class Reads(Echo):
        def predict(self, texts, texts_b=None):
            yes = np.array([float("zebra" in t and t[0] < "m") for t in texts])
            return Predictions(np.stack([1 - yes, yes], axis=1), "reads", len(texts))

    records = [
        reliance(c, target, Reads(), Reads().predict(c.texts).probs, POOL, size=100, seed=0)
        for c in (alone, together)
    ]
    assert records[0].delta == records[1].delta
    assert records[1].high - records[1].low > records[0].high - records[0].low


def test_further_documents_are_planned_with_the_clusters_of_the_edits():
    corpus = corpus_of(["", ""] * 30, cluster=np.arange(60) // 3)
    rng = np.random.default_rng(4)
    cue = (rng.random(60) < 0.1) * 1.0
    cue[1::3] = cue[::3]
    effect = effect_of(cue, np.zeros(60), remove=0.1, swap=0.1)
    target = target_of("word:x", np.arange(60) < 30)
    base = np.full((60, 2), np.nan)
    record = _record(corpus, target, "m", base, effect)
    plans = [further_pairs(cue, MATERIAL, clusters=c) for c in (corpus.cluster, None)]
    assert record.further == plans[0] != plans[1]
    assert (record.delta, record.low, record.high) == paired_mean(cue, clusters=corpus.cluster)
    torn = replace(effect, operator_means={"remove": 0.1, "swap": -0.1})
    wide = _record(corpus, target, "m", base, torn)
    assert (wide.further, wide.low) == (None, min(record.low, 0.0))
    assert wide.high == record.high


def test_a_pair_has_its_length_edited_in_the_field_of_the_cue():
    first = [f"{t} {t}" if i < 30 else t for i, t in enumerate(planted(0))]
    second = ["lone words of another field"] * 60
    for subject, texts in (("a/length:long", (first, second)), ("b/length:long", (second, first))):
        target = target_of(subject, np.arange(60) < 30)
        edits = plan(corpus_of(*texts), target, POOL, size=5, rng=np.random.default_rng(0))
        assert edits
        assert all(set(e.text.split()) <= set(WORDS) for e in edits)


@pytest.mark.parametrize(
    ("count", "nearest"),
    [(0, ["one", "two", "four"]), (1, ["one", "two", "four"]), (3, ["four", "two", "one"])],
)
def test_neutral_words_are_near_in_frequency_on_a_log_scale(count, nearest):
    own = Pool({"four": 4, "two": 2, "one": 1, "none": 0})
    assert own.near(count, frozenset({"none"}), 3) == nearest
    assert own.near(0, frozenset(), 2) == ["none", "one"]
    assert own.near(2, frozenset({"two"}), 2) == ["four", "none"]


@pytest.mark.parametrize(("subject", "size"), [("word:zebra", 1), ("punct:!", 1)])
def test_a_placebo_of_a_cue_of_one_word_or_mark_is_one_word(subject, size):
    value = subject.partition(":")[2]
    texts = [f"{t} {value}" if i < 30 else t for i, t in enumerate(planted(0))]
    target = target_of(subject, np.arange(60) < 30)
    edits = plan(corpus_of(texts), target, POOL, size=10, rng=np.random.default_rng(0))
    removed = [e for e in edits if e.operator == "remove" and e.placebo >= 0]
    assert len(removed) == 30
    for edit in removed:
        before, after = (
            sum(word.strip("!") in WORDS for word in text.split())
            for text in (texts[edit.row], edit.text)
        )
        assert before - after == size


def test_a_placebo_of_a_phrase_is_as_many_neutral_words_in_a_row():
    texts = [f"{t} zebra crossing" if i < 30 else t for i, t in enumerate(planted(0))]
    target = target_of("ngram:zebra crossing", np.arange(60) < 30)
    edits = plan(corpus_of(texts), target, POOL, size=10, rng=np.random.default_rng(0))
    inserted = [e for e in edits if e.operator == "insert" and e.placebo >= 0]
    assert len(inserted) == 30
    for edit in inserted:
        assert len(edit.text.split()) - len(texts[edit.row].split()) == 2
        assert set(edit.text.split()) <= set(WORDS)


def test_the_placebo_of_sdr_is_a_neutral_word_while_one_is_left():
    pool = Pool({"ban": 9, "ben": 9})
    text = "ban odd cue strange cue ben rare"
    spans = [(8, 11), (20, 23)]
    for seed in range(20):
        places = _placebo(text, spans, pool, np.random.default_rng(seed))
        assert [text[a:b] for a, b in places] == ["ban", "ben"]
    # With one neutral word for two cues the other is any word.
    few = [_placebo(text, spans, Pool({"ban": 9}), np.random.default_rng(s)) for s in range(20)]
    assert all("ban" in [text[a:b] for a, b in places] for places in few)
    assert len({tuple(places) for places in few}) > 1
    assert _placebo("cue cue", [(0, 3), (4, 7)], pool, np.random.default_rng(0)) is None
