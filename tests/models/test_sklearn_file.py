import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC

from cuewise import models
from cuewise.errors import InputError
from cuewise.records import Corpus

skops = pytest.importorskip("skops.io")
ROWS = np.arange(4)
TEXTS = ["good film", "bad film", "so good", "so bad"]


def corpus(names=("neg", "pos"), texts_b=None):
    labels = np.array([1, 0, 1, 0], dtype=np.int32)
    return Corpus(list("1234"), TEXTS, labels, names, "test", "en", texts_b)


def saved(tmp_path, last, labels=("pos", "neg", "pos", "neg"), first=()):
    pipeline = make_pipeline(*first, CountVectorizer(), last).fit(TEXTS, list(labels))
    skops.dump(pipeline, tmp_path / "model.skops")
    return f"sklearn:{tmp_path / 'model.skops'}", pipeline


def test_probabilities_are_those_of_the_pipeline(tmp_path):
    spec, pipeline = saved(tmp_path, LogisticRegression())
    (model,) = models.build(spec, corpus(("pos", "neg")), ROWS, seed=0)
    np.testing.assert_allclose(
        model.predict(TEXTS).probs, pipeline.predict_proba(TEXTS)[:, ::-1], rtol=1e-12
    )
    assert model.model_id == spec


def test_a_decision_function_will_do_and_number_labels_go_by_order(tmp_path):
    spec, pipeline = saved(tmp_path, LinearSVC(), labels=(1, 0, 1, 0))
    (model,) = models.build(spec, corpus(), ROWS, seed=0)
    assert model.predict(TEXTS).probs.argmax(axis=1).tolist() == pipeline.predict(TEXTS).tolist()
    assert [(r.code, r.facts["ours"]) for r in model.notes] == [("labels-by-order", "neg, pos")]


def shout(texts):
    return [text.upper() for text in texts]


def test_code_that_is_not_trusted_is_refused_by_name(tmp_path):
    spec, _ = saved(tmp_path, LogisticRegression(), first=[FunctionTransformer(shout)])
    with pytest.raises(InputError, match=r"types that are not trusted: .*shout"):
        models.build(spec, corpus(), ROWS, seed=0)


def test_files_that_cannot_be_used_say_why(tmp_path):
    spec, _ = saved(tmp_path, LogisticRegression())
    with pytest.raises(InputError, match="single texts, but the corpus holds text pairs"):
        models.build(spec, corpus(texts_b=TEXTS), ROWS, seed=0)
    with pytest.raises(InputError, match=r"labels of .* are not those of the corpus: neg, pos"):
        models.build(spec, corpus(("ham", "spam")), ROWS, seed=0)
    with pytest.raises(InputError) as caught:
        models.build(spec.replace("model.", "modle."), corpus(), ROWS, seed=0)
    assert "did you mean" in str(caught.value)
    with pytest.raises(InputError, match="a pickle can run any code"):
        models.build("sklearn:model.pkl", corpus(), ROWS, seed=0)
    (tmp_path / "junk.skops").write_bytes(b"junk")
    with pytest.raises(InputError, match="cannot read the skops file"):
        models.build(f"sklearn:{tmp_path / 'junk.skops'}", corpus(), ROWS, seed=0)
    skops.dump(CountVectorizer(), tmp_path / "half.skops")
    with pytest.raises(InputError, match="not a fitted classifier"):
        models.build(f"sklearn:{tmp_path / 'half.skops'}", corpus(), ROWS, seed=0)
