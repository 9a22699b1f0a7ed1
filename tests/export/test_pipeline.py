"""A TF-IDF model as a pipeline of scikit-learn answers as the model does, whatever the text."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skops import io

from cuewise.cues.pattern import pattern, remove_matches
from cuewise.errors import InputError
from cuewise.export.pipeline import sklearn_pipeline, write_pipeline
from cuewise.export.plain import difference
from cuewise.models import build
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.records import Corpus

WORDS = {
    "en": ["good", "bad", "film", "it's", "so-so", "!", "Émile", "😀"],
    "zh": ["好看", "无聊", "[泪]", "film", "！", "导演", "😀", " "],
}


def model_of(lang, labels=("neg", "pos")):
    draw = np.random.default_rng(0)
    texts = [" ".join(draw.choice(WORDS[lang], 6)) for _ in range(60)]
    y = draw.integers(len(labels), size=60).astype(np.int32)
    ids = [str(i) for i in range(60)]
    corpus = Corpus(ids, texts, y, labels, "demo", language=lang)
    return fit_tfidf(corpus, np.arange(60), seed=0)


MODELS = {lang: model_of(lang) for lang in WORDS} | {"three": model_of("en", ("a", "b", "c"))}
PIPELINES = {name: sklearn_pipeline(model) for name, model in MODELS.items()}
ODD = [
    "unheard",
    "GOOOOD",
    "1",
    "bad2",
    "goodwww.a",
    "电影",
    "good_",
    "[",
    "]",
    "'",
    "[it]",
    "[泪a]",
]
ODD += ["👩", "👩\u200d💻", "🇫🇷", "1\ufe0f\u20e3", "\ufe0f", "\u200d", "𠮷", "ポ"]
# NUL stands between texts in the model, and no text has it that was read by `cuewise.load`.
ANY = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60)
SOME = st.lists(st.sampled_from([*WORDS["en"], *WORDS["zh"], *ODD]), max_size=12)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(ANY | SOME.map(" ".join) | SOME.map("".join), min_size=1, max_size=5))
def test_probabilities_are_the_same(name, texts):
    found = PIPELINES[name].predict_proba(texts)
    np.testing.assert_allclose(found, MODELS[name].predict(texts).probs, atol=2e-6)


TAKEN = {
    "en": pattern(["word:good", "ngram:so-so", "punct:!", "emoji:😀"]),
    "en marks": pattern(["punct:'", "emoji:👩", "emoji:1\ufe0f\u20e3", "emoji:🇫🇷", "word:it"]),
    "zh marks": pattern(["punct:[", "emoji:👩\u200d💻", "format:emoji", "char:泪", "punct:'"]),
    "zh": pattern(["word:好看", "word:film", "char:泪"]),
    "en inside": pattern(["format:elongation", "format:digit", "word:电影", "char:_"]),
    "en chain": pattern(
        [
            "ngram:good film",
            "ngram:film bad",
            "ngram:bad good film",
            "word:bad",
            "punct:!",
            "position:first=film",
            "position:last=good",
        ]
    ),
    "zh chain": pattern(["word:好看", "word:看电影", "ngram:电影 好", "position:last=泪"]),
    "zh inside": pattern(["format:latin", "format:digit", "punct:]", "format:elongation"]),
}


@pytest.mark.parametrize("name", TAKEN)
@settings(max_examples=100, deadline=None)
@given(texts=st.lists(ANY | SOME.map(" ".join) | SOME.map("".join), min_size=1, max_size=5))
def test_a_pipeline_takes_cues_out_itself(name, texts):
    model = MODELS[name.partition(" ")[0]]
    found = sklearn_pipeline(model, TAKEN[name]).predict_proba(texts)
    wanted = model.predict(remove_matches(texts, TAKEN[name])).probs
    np.testing.assert_allclose(found, wanted, atol=2e-6)


@pytest.mark.parametrize("name", TAKEN)
def test_long_runs_take_a_pipeline_no_long_time(name):
    # No benchmark: in the square of their number it would be minutes.
    model, begun = MODELS[name.partition(" ")[0]], time.process_time()
    texts = [" " * 50_000, "[" * 5000, "[泪" * 5000, "ab" * 5000]
    assert len(sklearn_pipeline(model, TAKEN[name]).predict_proba(texts)) == len(texts)
    assert time.process_time() - begun < 5


def test_a_saved_pipeline_takes_cues_out(tmp_path):
    written = write_pipeline(
        MODELS["en"], tmp_path, ["good film", "Film so-so!"], takes_out=TAKEN["en"]
    )
    assert written.difference < 1e-6
    file = tmp_path / "model.skops"
    assert io.get_untrusted_types(file=file) == []
    loaded = io.load(file)
    np.testing.assert_array_equal(*loaded.predict_proba(["GOOD film !", "film"]))
    assert np.ptp(MODELS["en"].predict(["good film !", "film"]).probs[:, 0]) > 0.01


def test_the_vocabulary_has_phrases_and_the_models_answers_differ():
    names = PIPELINES["en"].named_steps["tfidf"].get_feature_names_out()
    assert any(" " in name for name in names)
    assert np.ptp(MODELS["en"].predict(WORDS["en"]).probs[:, 0]) > 0.05


def test_the_file_is_trusted_and_is_a_model_specification(tmp_path):
    model = MODELS["en"]
    texts = ["good film", "bad film", "", "so-so"]
    written = write_pipeline(model, tmp_path, texts)
    assert written.difference < 1e-6
    file = tmp_path / "model.skops"
    assert io.get_untrusted_types(file=file) == []
    corpus = Corpus(["1"], ["x"], np.zeros(1, np.int32), ("pos", "neg"), "demo")
    (loaded,) = build(f"sklearn:{file}", corpus, np.arange(1), seed=0)
    np.testing.assert_allclose(
        loaded.predict(texts).probs[:, ::-1], model.predict(texts).probs, atol=2e-6
    )


def test_a_label_that_was_never_seen_stays_impossible(tmp_path):
    from dataclasses import replace

    model = MODELS["three"]
    bias = model.logistic.bias.copy()
    bias[1] = -np.inf
    never = replace(model, logistic=Logistic(model.logistic.weights, bias))
    assert write_pipeline(never, tmp_path, ["good film"]).difference < 1e-6
    assert sklearn_pipeline(never).predict_proba(["bad"])[0, 1] == 0


def test_pairs_are_refused():
    pairs = Corpus(
        ["1", "2", "3", "4"], ["a b", "a c", "b c", "a b"], np.array([0, 1, 0, 1], np.int32),
        ("n", "y"), "demo", texts_b=["a", "b", "c", "a"],
    )  # fmt: skip
    with pytest.raises(InputError, match="reads pairs"):
        sklearn_pipeline(fit_tfidf(pairs, np.arange(4), seed=0))


@pytest.mark.parametrize("wrong", [0.5002, np.nan])
def test_files_that_answer_otherwise_are_refused(wrong):
    with pytest.raises(InputError, match="differs by"):
        difference(np.array([[wrong, 0.5]]), np.array([[0.5, 0.5]]))
