import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from cuewise.errors import InputError
from cuewise.models import build
from cuewise.models.linear.ngrams import fit_ngrams, number_all
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.records import Corpus
from cuewise.text.tokens import BY_CHARACTER, BY_WORD


def corpus_of(texts, labels, names, language="en", texts_b=None):
    labels = np.array(labels, dtype=np.int32)
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, labels, tuple(names), "test", language, texts_b)


def planted(n=400, seed=0, k=2):
    """Each label has its own word among noise."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(k, size=n)
    noise = [f"w{i}" for i in range(50)]
    texts = [" ".join([*rng.choice(noise, 8), f"cue{y}"]) for y in labels]
    return corpus_of(texts, labels, [f"class {i}" for i in range(k)])


@pytest.mark.parametrize("min_df", [1, 2, 3])
def test_the_matrix_is_that_of_scikit_learn(min_df):
    texts = [t.replace("w1", "w1, W2!") for t in planted(200).texts] + ["", "unseen \x00 zero"]
    peer = TfidfVectorizer(
        ngram_range=(1, 2), min_df=min_df, sublinear_tf=True, token_pattern=BY_WORD.source()
    )
    theirs = peer.fit_transform([t.replace("\x00", " ") for t in texts])
    tokens, names = number_all(texts, BY_WORD)
    grams = fit_ngrams(tokens, names, orders=2, min_df=min_df, max_features=10**6)
    ours = grams.matrix(tokens.renumbered(names, grams.vocabulary))
    words = sorted(grams.vocabulary)
    columns = [words[key] for key in grams.keys[0]]
    columns += [f"{words[k // len(words)]} {words[k % len(words)]}" for k in grams.keys[1]]
    assert set(columns) == set(peer.get_feature_names_out())
    order = [peer.vocabulary_[name] for name in columns]
    np.testing.assert_allclose(ours.toarray(), theirs[:, order].toarray(), atol=1e-6)


def test_max_features_keeps_the_frequent_and_ignores_the_order_of_texts():
    texts = ["a b", "a b", "a c", "c d", "d"]
    kept = []
    for some in (texts, texts[::-1]):
        tokens, names = number_all(some, BY_WORD)
        grams = fit_ngrams(tokens, names, orders=2, min_df=1, max_features=3)
        words = sorted(grams.vocabulary)
        kept.append(([words[key] for key in grams.keys[0]], len(grams.keys[1])))
    assert kept[0] == kept[1] == (["a", "b", "c"], 0)


def test_chinese_tokens_are_characters_with_emoticons_and_latin_words_whole():
    assert BY_CHARACTER.pattern.findall("真好[泪] iphone5真😀!") == [
        "真", "好", "[泪]", "iphone5", "真", "😀", "!",
    ]  # fmt: skip
    assert BY_WORD.pattern.findall("don't 😀") == ["don't", "😀"]


@pytest.mark.parametrize("k", [2, 3])
def test_it_learns_a_planted_cue(k):
    corpus = planted(k=k)
    model = fit_tfidf(corpus, np.arange(200), seed=0)
    answer = model.predict(corpus.texts[200:])
    assert (answer.probs.argmax(axis=1) == corpus.labels[200:]).mean() > 0.98
    np.testing.assert_allclose(answer.probs.sum(axis=1), 1)
    assert answer.model_id == "tfidf"
    assert answer.n_calls == 200


def test_a_chinese_emoticon_is_a_cue():
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=200)
    texts = [
        "".join(rng.choice(list("今天去公园看花"), 6)) + ("[哈哈]" if y else "[泪]") for y in labels
    ]
    model = fit_tfidf(corpus_of(texts, labels, ["neg", "pos"], "zh"), np.arange(200), seed=0)
    assert model.predict(["花园[泪]", "花园[哈哈]"]).probs.argmax(axis=1).tolist() == [0, 1]


def test_a_pair_model_uses_overlap_and_knows_the_fields_apart():
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(300)]
    a = [list(rng.choice(words, 6)) for _ in range(600)]
    labels = rng.integers(2, size=600)
    b = [row[:4] if y else list(rng.choice(words, 4)) for row, y in zip(a, labels, strict=True)]
    texts, texts_b = [" ".join(t) for t in a], [" ".join(t) for t in b]
    model = fit_tfidf(
        corpus_of(texts, labels, ["no", "yes"], texts_b=texts_b), np.arange(300), seed=0
    )
    right = model.predict(texts[300:], texts_b[300:]).probs.argmax(axis=1) == labels[300:]
    assert right.mean() > 0.95
    with pytest.raises(InputError, match="fitted on pairs and is asked about single texts"):
        model.predict(texts)


def test_the_same_seed_gives_the_same_bytes():
    corpus = planted(k=3)
    one, two = (fit_tfidf(corpus, np.arange(400), seed=1).logistic for _ in range(2))
    assert one.weights.tobytes() == two.weights.tobytes()
    assert one.bias.tobytes() == two.bias.tobytes()


def test_a_label_without_rows_gets_probability_zero_and_an_unknown_text_the_prior():
    corpus = planted(k=2)
    wide = corpus_of(corpus.texts, corpus.labels, ["a", "b", "never"])
    probs = fit_tfidf(wide, np.arange(400), seed=0).predict(["zzz qqq", ""]).probs
    assert (probs[:, 2] == 0).all()
    assert np.isfinite(probs).all()


def test_predictions_do_not_depend_on_their_company():
    corpus = planted()
    (model,) = build("tfidf", corpus, np.arange(400), seed=0)
    every = model.predict(corpus.texts).probs
    for i in range(5):
        np.testing.assert_array_equal(model.inner.predict([corpus.texts[i]]).probs[0], every[i])
    assert model.predict([]).probs.shape == (0, 2)


def test_what_cannot_be_fitted_says_why():
    with pytest.raises(InputError, match=r"hold 1 label\(s\)"):
        fit_tfidf(corpus_of(["a a", "a b"], [0, 0], ["x", "y"]), np.arange(2), seed=0)
    with pytest.raises(InputError, match="no word occurs in 2 of 2 texts"):
        fit_tfidf(corpus_of(["a", "b"], [0, 1], ["x", "y"]), np.arange(2), seed=0)
