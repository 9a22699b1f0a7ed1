"""Planted corpora hold exactly the requested cues and no others."""

import re
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from cuewise.cues import cue_table
from cuewise.errors import InputError
from cuewise.io.fingerprint import corpus_fingerprint
from cuewise.synth import Decoy, Plant, demo_corpus, grid, make, null
from cuewise.synth.lexicon import SIZES, load_lexicon
from cuewise.text.tokens import words

LANGUAGES = ["en", "zh"]
VALUES = {
    "en": {
        "word": ["tuesday", "Boston", "spielberg", "sister", "people"],
        "phrase": ["for the record", "at the end", "by all accounts"],
        "position": ["first=well", "first=frankly", "last=folks", "last=anyway"],
        "length": ["long"],
        "punctuation": ["!", "...", "!!", "~"],
        "style": ["uppercase", "elongation", "polite"],
        "topic": ["hotel", "novel"],
        "metadata": ["source=app", "annotator=a 7"],
    },
    "zh": {
        "word": ["周二", "成都", "小李", "姐姐", "飞碟"],
        "phrase": ["顺便一提", "说实话", "顺便 说 一下"],
        "position": ["first=其实", "first=嗯", "last=各位"],
        "length": ["long"],
        "punctuation": ["！", "……", "～"],
        "style": ["elongation", "polite"],
        "topic": ["hotel", "novel"],
        "metadata": ["source=app", "标注员=甲"],
    },
}
CASES = [(lang, k, v) for lang, kinds in VALUES.items() for k, vs in kinds.items() for v in vs]
N = 240


@pytest.mark.parametrize(("language", "kind", "value"), CASES)
@settings(max_examples=4)
@given(
    strength=st.sampled_from([0.5, 0.6, 0.75, 0.9, 0.95, 1.0]),
    frequency=st.sampled_from([0.005, 0.01, 0.05, 0.2, 0.45]),
    label=st.sampled_from(["negative", "positive"]),
    seed=st.integers(0, 50),
)
def test_counts_are_exact(language, kind, value, strength, frequency, label, seed):
    plant = Plant(kind, value, label, strength, frequency)
    truth = make(language, N, plants=[plant], seed=seed).truth[0]
    held = int(frequency * N + 0.5 + 1e-9)
    assert truth.documents == held
    assert truth.frequency == pytest.approx(held / N)
    assert truth.strength == pytest.approx(int(strength * held + 0.5 + 1e-9) / held)
    assert (truth.strength_wanted, truth.frequency_wanted) == (strength, frequency)


@pytest.mark.parametrize(("language", "kind", "value"), CASES)
def test_cuewise_counts_the_same_documents(language, kind, value):
    plant = Plant(kind, value, "positive", 0.9, 0.25)
    planted = make(language, N, plants=[plant])
    truth = planted.truth[0]
    if truth.subject is None:
        assert truth.words
        return
    table = cue_table(planted.to_corpus(), min_count=5)
    column = table.values.tocsc()[:, [table.names.index(truth.subject)]]
    held = np.asarray(column.todense(), dtype=bool).ravel()
    y = np.array([name == "positive" for name in planted.labels])
    assert (held.sum(), y[held].mean()) == (truth.documents, truth.strength)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tokenizer_keeps_class_words_whole(language):
    split = [
        (pattern, value)
        for entry in load_lexicon(language).classes.values()
        for patterns in entry.carriers.values()
        for pattern in patterns
        for value in entry.values
        if value.lower() not in words(pattern.replace("{v}", value))
    ]
    assert not split


@pytest.mark.parametrize("language", LANGUAGES)
def test_cuewise_counts_the_cues_of_the_demo(language):
    planted = demo_corpus(language, n=2000)
    table = cue_table(planted.to_corpus())
    held = dict(zip(table.names, table.values.sum(axis=0).tolist(), strict=True))
    assert [held[t.subject] for t in planted.truth] == [t.documents for t in planted.truth]


def test_topic_words_occur_only_in_their_topic():
    for language in LANGUAGES:
        truth = make(language, N, plants=[Plant("topic", "hotel", "positive", 0.8, 0.2)])
        record = truth.truth[0]
        held = [any(holds(language, t, w) for w in record.words) for t in truth.texts]
        assert sum(held) == record.documents


def holds(language, text, word):
    return word in (text if language == "zh" else words(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_carrier_sentence_is_equally_frequent_with_both_labels(language):
    value = VALUES[language]["word"][0]
    planted = make(language, 2000, plants=[Plant("word", value, "positive", 0.9, 0.2)])
    others = list(load_lexicon(language).classes["weekday"].values)
    carried = np.array([any(v in t for v in others) for t in planted.texts])
    y = np.array(planted.labels) == "positive"
    assert carried[y].mean() == pytest.approx(carried[~y].mean(), abs=0.01)
    assert 0.3 < carried.mean() < 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_of_many_cues_are_exact(language):
    kinds = VALUES[language]
    plants = [Plant(kind, values[0], "positive", 0.8, 0.1) for kind, values in kinds.items()]
    plants.append(
        Plant("word", load_lexicon(language).classes["weekday"].values[4], "negative", 0.9, 0.1)
    )
    word = {"en": "awful", "zh": "糟糕"}[language]
    decoys = [Decoy(word, "negative", 0.1)]
    planted = make(language, 400, plants=plants, decoys=decoys, noise=0.05, balance=0.4, seed=3)
    for truth in planted.truth:
        assert truth.documents == 40
        assert truth.strength == pytest.approx(truth.strength_wanted, abs=0.013)
    assert planted.labels.count("positive") == 160


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decoy_is_associated_with_its_label(language):
    word, other = {"en": ("dreadful", "wobbly"), "zh": ("糟糕", "晃荡")}[language]
    decoys = [Decoy(word, "negative", 0.05), Decoy(other, "negative", 0.05, strength=0.8)]
    planted = make(language, 1000, decoys=decoys)
    assert [(t.documents, t.strength, t.spurious) for t in planted.truth] == [
        (50, pytest.approx(0.96), False),
        (50, pytest.approx(0.8), False),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_gives_the_same_bytes(language):
    assert demo_corpus(language, seed=5, n=300) == demo_corpus(language, seed=5, n=300)
    assert demo_corpus(language, seed=5, n=300).texts != demo_corpus(language, seed=6, n=300).texts


def sentiment(lex):
    pairs = [p for pool in (*lex.pairs.values(), *lex.verdicts.values()) for p in pool]
    return pairs + [p for topic in lex.topics.values() for p in topic.clauses]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counterfactual_differs_only_in_sentiment_words(language):
    lex = load_lexicon(language)
    value = VALUES[language]["word"][0]
    plants = [
        Plant("word", value, "positive", 0.9, 0.3),
        Plant("metadata", "source=app", "negative", 0.8, 0.3),
    ]
    alone, both = (make(language, 300, plants=plants, twins=t, seed=1) for t in (False, True))
    assert both.texts[:300] == alone.texts
    assert both.truth == alone.truth
    sides = sorted({s.lower() for p in sentiment(lex) for s in p[:2]}, key=len, reverse=True)
    blank = re.compile("|".join(map(re.escape, sides)))
    for i in range(300):
        text, twin = both.texts[i], both.texts[300 + i]
        assert text != twin
        assert blank.sub("*", text.lower()) == blank.sub("*", twin.lower())
        assert (value.lower() in text.lower()) == (value.lower() in twin.lower())
        assert {both.labels[i], both.labels[300 + i]} == {"negative", "positive"}
        assert both.pair_id[i] == both.pair_id[300 + i]
        assert both.meta["source"][i] == both.meta["source"][300 + i]
    assert len(set(both.ids)) == 600


def accuracy(planted):
    model = make_pipeline(
        TfidfVectorizer(tokenizer=words, token_pattern=None, min_df=2, ngram_range=(1, 2)),
        LogisticRegression(C=10),
    )
    return cross_val_score(model, planted.texts, planted.labels, cv=3).mean()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_predicts_the_label_but_not_always(language):
    assert 0.85 < accuracy(make(language, 3000)) < 0.96


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_null_corpus_has_no_signal(language):
    plant = Plant("word", VALUES[language]["word"][0], "positive", 0.95, 0.2)
    planted = null(language, 1500, plants=[plant])
    assert 0.44 < accuracy(planted) < 0.56
    assert planted.truth[0].documents == 300
    assert 0.4 < planted.truth[0].strength < 0.6


def test_label_noise_keeps_the_balance():
    clean, noisy = (make(n=500, noise=noise, seed=2) for noise in (0.0, 0.1))
    assert clean.labels.count("positive") == noisy.labels.count("positive") == 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_resemble_reviews_in_size_and_variety(language):
    planted, lex, size = make(language, 1500), load_lexicon(language), SIZES[language]
    sizes = [lex.size(text) for text in planted.texts]
    assert size.least <= min(sizes)
    assert max(sizes) <= size.most
    assert len(set(planted.texts)) == 1500
    assert len({re.split("[.。]", text)[0] for text in planted.texts}) > 1000
    assert not any(re.search(r"[{}<>\ue000-\ue002]|  |\.\.\.\.", text) for text in planted.texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_is_large(language):
    lex = load_lexicon(language)
    pairs = sentiment(lex)
    openings = sum(len(t.openings) for t in lex.topics.values())
    assert len(lex.neutral_words()) >= 400
    assert min(len({p.positive for p in pairs}), len({p.negative for p in pairs})) >= 60
    assert not {p.positive for p in pairs} & {p.negative for p in pairs}
    assert openings + sum(map(len, lex.openings.values())) >= 40


def test_the_corpus_equals_a_loaded_one():
    planted = make(n=60, twins=True, labels=("bad", "good"))
    corpus = planted.to_corpus()
    assert corpus.fingerprint == corpus_fingerprint(corpus.texts, corpus.labels, corpus.label_names)
    assert [corpus.label_names[c] for c in corpus.labels] == list(planted.labels)
    assert corpus.cluster.tolist() == [*range(60), *range(60)]
    assert make(n=60).to_corpus().cluster.tolist() == list(range(60))
    assert planted.rows()[0] == {
        "id": planted.ids[0],
        "text": planted.texts[0],
        "label": planted.labels[0],
        "source": planted.meta["source"][0],
        "period": planted.meta["period"][0],
        "pair_id": planted.pair_id[0],
    }


def test_every_setting_of_the_grid_works():
    names = [s.name for s in grid()]
    assert len(set(names)) == 480
    for setting in islice(grid(), 7, None, 31):
        truth = setting.make(n=400).truth[0]
        assert abs(truth.strength - setting.plant.strength) <= 0.5 / truth.documents + 1e-9


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_has_five_kinds_and_four_decoys(language):
    truth = demo_corpus(language).truth
    assert len({t.kind for t in truth if t.spurious}) == 5
    assert sum(not t.spurious for t in truth) == 4
    assert all(0.8 <= t.strength <= 0.95 for t in truth)


WORD = ("word", "tuesday", "positive")
BAD = [
    ({"plants": [Plant(*WORD, 1.2, 0.1)]}, r"strength of word 'tuesday': 1.2 is out of range"),
    ({"plants": [Plant(*WORD, 0.0, 0.1)]}, r"strength of word 'tuesday': 0.0"),
    ({"plants": [Plant(*WORD, 0.9, 1.5)]}, r"frequency of word 'tuesday': 1.5"),
    ({"plants": [Plant(*WORD, 0.9, 0.8)]}, r"strength 0.9 and frequency 0.8 needs 144 .* 100 are"),
    ({"plants": [Plant(*WORD, 0.9, 0.001)]}, r"frequency 0.001 would be in none of 200 documents"),
    ({"plants": [Plant(*WORD, 0.9, 0.1)] * 2}, r"word 'tuesday' is planted 2 times"),
    ({"plants": [Plant("smell", "x", "positive", 0.9, 0.1)]}, r"kind 'smell'"),
    ({"plants": [Plant("word", "a b", "positive", 0.9, 0.1)]}, r"'a b' cannot be planted as word"),
    ({"plants": [Plant("topic", "moon", "positive", 0.9, 0.1)]}, r"'moon' cannot .* as topic"),
    ({"plants": [Plant("length", "short", "positive", 0.9, 0.1)]}, r"'short' cannot .* as length"),
    ({"plants": [Plant("metadata", "app", "positive", 0.9, 0.1)]}, r"'app' cannot .* as metadata"),
    ({"plants": [Plant("position", "well", "positive", 0.9, 0.1)]}, r"'well' cannot .* position"),
    ({"plants": [Plant("punctuation", ".", "positive", 0.9, 0.1)]}, r"'.' cannot .* punctuation"),
    ({"plants": [Plant("word", "tuesday", "spam", 0.9, 0.1)]}, r"label 'spam' of word 'tuesday'"),
    ({"decoys": [Decoy("dreadful", "positive", 0.1)]}, r"'dreadful' means 'negative', not"),
    ({"n": 5}, r"n = 5 documents are too few"),
    ({"language": "fr"}, r"no lexicon for the language 'fr'"),
    ({"labels": ("a", "a")}, r"\('a', 'a'\) are not two different names"),
    ({"balance": 1.0}, r"balance 1.0 is out of range"),
    ({"noise": 0.7}, r"noise 0.7 is out of range"),
    ({"seed": -1}, r"seed -1 is negative"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[message for _, message in BAD])
def test_an_invalid_request_is_an_error(arguments, message):
    with pytest.raises(InputError, match=message) as caught:
        make(**{"n": 200, **arguments})
    assert caught.value.allowed
    assert caught.value.fix


def test_an_indispensable_word_cannot_be_planted(monkeypatch):
    monkeypatch.setattr("cuewise.synth.generate._TRIES", 1)
    with pytest.raises(InputError, match="without the word 'the'"):
        make(n=100, plants=[Plant("word", "the", "positive", 0.9, 0.1)])


def test_an_unknown_kind_has_no_subject():
    with pytest.raises(InputError, match="kind 'smell'"):
        _ = Plant("smell", "x", "positive", 0.9, 0.1).subject
