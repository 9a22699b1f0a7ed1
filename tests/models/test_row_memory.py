"""Rows of features by text: the same bits as computed afresh, each text computed once."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cuewise.errors import InputError
from cuewise.models.linear.encoder_head import fit_head
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.memory import RowMemory
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.records import Corpus

WORDS = ["good", "bad", "film", "so", "long", "!", "好", "e\u0301"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=8)


def dense(columns):
    return np.array([[len(text), sum(map(ord, text)) / 7] for text in columns[0]], np.float32)


def sparse(columns):
    rows = [[0.0] * (len(text) % 3) + [len(text) / 3, 0.0, 0.0] for text in columns[0]]
    return csr_array(np.array([row[:3] for row in rows], np.float32))


def same(a, b):
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    parts = ("data", "indices", "indptr")
    return a.shape == b.shape and all(same(getattr(a, p), getattr(b, p)) for p in parts)


class Counting:
    """Computes rows and counts the texts that it was asked about."""

    def __init__(self, compute):
        self.compute, self.asked = compute, []

    def __call__(self, columns):
        self.asked += columns[0]
        return self.compute(columns)


@pytest.mark.parametrize("compute", [dense, sparse])
@settings(max_examples=50)
@given(batches=st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=6), max_size=6))
def test_rows_are_those_of_the_function_and_each_text_is_computed_once(compute, batches):
    memory, counting = RowMemory(), Counting(compute)
    for batch in batches:
        assert same(memory.rows([batch], counting), compute([batch]))
    assert len(counting.asked) == len(set(counting.asked))


@pytest.mark.parametrize("compute", [dense, sparse])
@pytest.mark.parametrize("limit", [0, 400, 2000])
def test_a_full_memory_starts_anew_and_is_still_right(compute, limit):
    memory, counting = RowMemory(limit), Counting(compute)
    rng = np.random.default_rng(0)
    for _ in range(50):
        batch = [f"text {i}" for i in rng.integers(0, 20, size=7)]
        assert same(memory.rows([batch], counting), compute([batch]))
    assert len(counting.asked) > 20, "a text that was forgotten is computed again"


def test_the_memory_is_bounded():
    memory = RowMemory(100_000)
    for start in range(0, 100_000, 100):
        memory.rows([[f"text {i}" for i in range(start, start + 100)]], dense)
        known = memory._known
        assert known is None or known.size <= 100_000


def test_no_text_is_no_row():
    assert RowMemory().rows([[]], lambda columns: np.zeros((len(columns[0]), 3))).shape == (0, 3)


def test_what_is_handed_out_is_a_copy():
    memory = RowMemory()
    memory.rows([["a", "b"]], dense)[:] = -1
    assert same(memory.rows([["b", "a"]], dense), dense([["b", "a"]]))
    memory = RowMemory()
    memory.rows([["a", "b"]], sparse).data[:] = -1
    assert same(memory.rows([["b", "a"]], sparse), sparse([["b", "a"]]))


def test_an_error_is_not_remembered():
    memory = RowMemory()

    def fail(_):
        raise InputError("no")

    for _ in range(2):
        with pytest.raises(InputError):
            memory.rows([["a"]], fail)
    assert same(memory.rows([["a"]], dense), dense([["a"]]))


def test_a_pickle_holds_no_rows():
    memory = RowMemory(1234)
    memory.rows([["a"]], dense)
    copy = pickle.loads(pickle.dumps(memory))  # noqa: S301
    assert (copy._limit, copy._known) == (1234, None)
    assert same(copy.rows([["a"]], dense), dense([["a"]]))


def test_threads_share_a_memory():
    memory = RowMemory(3000)
    batches = [[f"text {(7 * i + j) % 40}" for j in range(9)] for i in range(200)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda batch: memory.rows([batch], sparse), batches))
    assert all(same(rows, sparse([batch])) for rows, batch in zip(found, batches, strict=True))


def corpus(pairs=False):
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(WORDS, size=4)) + f" {i % 9}" for i in range(60)]
    return Corpus(
        [str(i) for i in range(60)], texts, np.arange(60, dtype=np.int32) % 3, ("a", "b", "c"),
        "demo", texts_b=texts[::-1] if pairs else None,
    )  # fmt: skip


class Letters:
    """An encoder of letters that counts the texts it embeds."""

    encoder_id, width = "letters", 4

    def __init__(self):
        self.embedded = []

    def encode(self, texts, *, progress=None):
        self.embedded += texts
        rows = [[text.count(letter) for letter in "abgo"] for text in texts]
        return np.array(rows, np.float32).reshape(-1, 4) / 3


def fresh(model):
    """The model without what it remembers."""
    return replace(model, _memory=RowMemory(0))


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("kind", ["tfidf", "head"])
@settings(max_examples=25, deadline=None)
@given(batches=st.lists(TEXTS, max_size=5))
def test_a_model_answers_the_same_with_and_without_memory(kind, pairs, batches):
    some, rows = corpus(pairs), np.arange(60)
    model = (
        fit_tfidf(some, rows, seed=0)
        if kind == "tfidf"
        else fit_head(some, rows, encoder=Letters(), seed=0)
    )
    for batch in [some.texts, *batches, some.texts]:
        fields = [batch, batch[::-1]] if pairs else [batch]
        assert same(model.features(*fields), fresh(model).features(*fields))
        assert same(model.predict(*fields).probs, fresh(model).predict(*fields).probs)


def test_heads_on_the_same_features_embed_a_text_once():
    encoder = Letters()
    model = fit_head(corpus(), np.arange(60), encoder=encoder, seed=0)
    encoder.embedded.clear()
    new = ["good", "bad film", "good"]
    heads = [model]
    for i in range(3):
        head = Logistic(np.full((4, 3), i, np.float32), np.arange(3.0))
        heads.append(heads[-1].with_head(head, f"remedy-{i}"))
    answers = [head.predict(new).probs for head in heads]
    assert encoder.embedded == ["good", "bad film"]
    assert all(same(a, fresh(h).predict(new).probs) for a, h in zip(answers, heads, strict=True))


def test_two_models_share_nothing():
    a, b = (fit_tfidf(corpus(), rows, seed=0) for rows in (np.arange(60), np.arange(30)))
    texts = corpus().texts
    assert a.features(texts).shape != b.features(texts).shape
    assert same(b.features(texts), fresh(b).features(texts))
    assert a == replace(a, _memory=RowMemory())
