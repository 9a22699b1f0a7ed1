"""A fine-tuned classifier as features and a head."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from cuewise import embed, models
from cuewise.errors import InputError
from cuewise.models.hf.classifier import HfClassifier, load_hf
from cuewise.models.linear.logistic import Logistic
from cuewise.models.trainable import Trainable
from cuewise.records import Corpus

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

import tiny_bert

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

TEXTS = ["good film", "bad film , so bad", "so good", "", "the plot", "a dull dull plot"]
PAIRS = [TEXTS, TEXTS[::-1]]
NAMES = ("pos", "neg", "mixed")
# Each has its last layer under another name; the last one has positions after the padding token.
KINDS = {"Bert": "classifier", "DistilBert": "classifier", "Roberta": "classifier.out_proj"}


def corpus(texts_b=None):
    labels = np.array([0, 1, 0, 2, 2, 1], np.int32)
    return Corpus(list("123456"), TEXTS, labels, ("neg", "mixed", "pos"), "t", "en", texts_b)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(embed.runtime, "half_precision", lambda: False)


@pytest.fixture(scope="module", params=KINDS)
def folder(request, tmp_path_factory):
    """A classifier of three labels, in another order than ours; its weights are at random."""
    path = tmp_path_factory.mktemp("hf") / request.param
    tiny_bert.saved(path, corpus(), request.param, NAMES, initializer_range=0.5)
    return path


def head(folder, texts_b=None, rows=6):
    own = corpus(texts_b)
    return models.repairable(load_hf(str(folder), own.label_names), own, np.arange(rows))


def test_with_its_own_layer_it_answers_as_the_classifier_does(folder):
    plain, made = load_hf(str(folder), corpus().label_names), head(folder).inner
    assert isinstance(made, Trainable)
    assert not isinstance(plain, Trainable)
    assert made.layer == KINDS[folder.name]
    for columns in ([TEXTS], PAIRS):
        np.testing.assert_allclose(
            made.predict(*columns).probs, plain.predict(*columns).probs, atol=1e-6
        )
    assert np.ptp(made.predict(TEXTS).probs, axis=0).max() > 0.05
    assert made.model_id == f"hf:{folder}"
    assert [r.code for r in made.notes] == ["fitted-elsewhere"]


def test_features_are_standardised_over_the_documents_of_the_repair(folder):
    made = head(folder, rows=4).inner
    features = made.features(TEXTS[:4])
    np.testing.assert_allclose(features.mean(axis=0), 0, atol=1e-6)
    varied = features.std(axis=0) > 0.1
    np.testing.assert_allclose(features.std(axis=0)[varied], 1, atol=1e-6)
    assert varied.mean() > 0.5
    pairs = head(folder, TEXTS[::-1]).inner
    np.testing.assert_allclose(pairs.features(*PAIRS).mean(axis=0), 0, atol=1e-6)


def test_another_head_sees_the_same_features(folder):
    made = head(folder).inner
    other = Logistic(-made.logistic.weights, made.logistic.bias)
    repaired = made.with_head(other, "mask")
    assert repaired.model_id == f"hf:{folder}+mask"
    np.testing.assert_array_equal(repaired.features(TEXTS), made.features(TEXTS))
    np.testing.assert_allclose(
        repaired.predict(TEXTS).probs, other.probs(made.features(TEXTS)), atol=1e-12
    )


def test_features_and_logits_share_the_cache_and_not_their_keys(folder):
    plain, made = load_hf(str(folder), corpus().label_names), head(folder, rows=4).inner
    assert plain.predict(TEXTS).n_calls == 6
    assert made.predict(TEXTS).n_calls == 2
    again = head(folder, rows=4).inner
    assert again.predict(TEXTS).n_calls == 0
    np.testing.assert_array_equal(again.features(TEXTS), made.features(TEXTS))


def test_a_width_of_as_many_as_there_are_labels_confuses_nothing(tmp_path):
    sizes = {"hidden_size": 4, "num_attention_heads": 2, "intermediate_size": 4}
    names = ("a", "b", "c", "d")
    labels = np.array([0, 1, 2, 3, 2, 1], np.int32)
    own = Corpus(list("123456"), TEXTS, labels, names, "t")
    tiny_bert.saved(tmp_path / "m", own, names=names, **sizes)
    made = models.repairable(load_hf(str(tmp_path / "m"), names), own, np.arange(6))
    assert made.inner.layer == "classifier"


def test_what_has_a_head_already_is_left_as_it_is():
    own = corpus()
    (model,) = models.build("tfidf", own, np.arange(6), seed=0)
    assert models.repairable(model, own, np.arange(6)) is model


def test_a_model_without_such_a_layer_is_refused(tmp_path):
    """That of a decoder reads every token, and has no bias."""
    tokenizer = tiny_bert.tokenizer(TEXTS)
    tokenizer.save_pretrained(tmp_path)
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=32, n_embd=16, n_layer=1, n_head=2,
        pad_token_id=0, id2label=dict(enumerate(NAMES)),
        label2id={name: i for i, name in enumerate(NAMES)},
    )  # fmt: skip
    transformers.GPT2ForSequenceClassification(config).save_pretrained(tmp_path)
    with pytest.raises(InputError, match="cannot be repaired: no linear layer") as refused:
        head(tmp_path)
    assert "RoBERTa" in refused.value.allowed
    with pytest.raises(InputError, match="no linear layer"):
        models.check_repairable(f"hf:{tmp_path}", corpus())


def test_a_bad_folder_is_reported_before_the_work(folder, tmp_path):
    models.check_repairable(f"hf:{folder}", corpus())
    other = Corpus(["1"], ["a"], np.array([0], np.int32), ("ham", "spam", "eggs"), "t")
    with pytest.raises(InputError, match=r"labels of hf:.* are not those of the corpus"):
        models.check_repairable(f"hf:{folder}", other)
    with pytest.raises(InputError, match="does not exist"):
        models.check_repairable(f"hf:{tmp_path}/nowhere", corpus())
    tiny_bert.saved(tmp_path / "m", corpus(), names=NAMES)
    config = tmp_path / "m" / "config.json"
    several = json.loads(config.read_text()) | {"problem_type": "multi_label_classification"}
    config.write_text(json.dumps(several))
    with pytest.raises(InputError, match="does not choose one of several labels"):
        models.check_repairable(f"hf:{tmp_path / 'm'}", corpus())


@pytest.mark.parametrize("spec", ["sklearn:model.skops", "python:json:dumps", "none"])
def test_models_that_only_answer_stay_refused(spec):
    with pytest.raises(InputError, match="cannot be repaired: it has no last layer") as refused:
        models.check_repairable(spec, corpus())
    assert refused.value.allowed == "tfidf, reference, hf:NAME_OR_DIR"


def test_the_classifier_of_audits_stays_as_it_is(folder):
    (built,) = models.build(f"hf:{folder}", corpus(), np.arange(6), seed=0)
    assert isinstance(built.inner, HfClassifier)
