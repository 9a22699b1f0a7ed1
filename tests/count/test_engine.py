"""The compiled engine against a few lines of plain Python, on text that is out to break it."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cuewise.count import count
from cuewise.count.stream import read
from cuewise.count.text import CHARACTERS, HAN_CHARACTERS, WORDS, pieces
from cuewise.text.emoji import KEYCAP
from cuewise.text.scripts import HAN
from cuewise.text.tokens import EMOTICON, words

# Letters whose lower case is longer, odd, or depends on its place; every kind of space; brackets,
# apostrophes, marks, half a surrogate pair; Han beside Latin.
HOSTILE = st.text(
    st.sampled_from(
        "aAbB9_'’[]  \t\x1f\x00\u2028.!éẞȺİΣσſ\u0301ǅ٣ªK\U00010400\U0001f600\ud800泪好的"
        "1\ufe0f\u20e3\u200d\U0001f1eb\u3007\ufa6e\U00020bb7"
    ),
    max_size=30,
)
WORDY = st.lists(st.sampled_from(["a", "b", "cc", "It's", "[泪]", "good"]), max_size=15).map(
    " ".join
)
DOCUMENTS = st.lists(
    st.tuples(st.one_of(HOSTILE, WORDY), st.integers(0, 4)), min_size=1, max_size=12
)


def split(rule, texts):
    stream = read(pieces(texts, np.zeros(len(texts), np.uint32)), rule, threads=2)
    names = [w.decode("utf-8", "surrogatepass") for w in stream.words.to_pylist()]
    starts = [
        (b, s, e) for b in stream.batches for s, e in zip([0, *b.ends[:-1]], b.ends, strict=True)
    ]
    return [[names[i] for i in b.ids[int(s) : int(e)]] for b, s, e in starts]


def brute(texts, labels, orders, least):
    table: dict[str, Counter] = {}
    for text, label in zip(texts, labels, strict=True):
        tokens = words(text)
        grams = {" ".join(tokens[i : i + n]) for n in orders for i in range(len(tokens) - n + 1)}
        for gram in grams:
            table.setdefault(gram, Counter())[label] += 1
    return {g: c for g, c in table.items() if c.total() >= least}


@settings(deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=20))
@example(["'a' a'' ''a a'b'c [a]b [[a]] [a b] [] [123456789]", "İstanbul ΟΔΟΣ ΟΔΟΣ's"])
@example(
    ["1\ufe0f\u20e3", "a'1\u20e3", "é’1\u20e3 1\u20e3", "a12\ufe0f\u20e3b 1\ufe0fb", "9\u20e3"]
)
def test_words_are_those_of_python(texts):
    assert split(WORDS, texts) == [words(t) for t in texts]


def test_every_code_point_is_split_and_lowered_as_by_python():
    texts = [f"a{chr(c)}B" for c in range(0x110000)]
    assert split(WORDS, texts) == [words(t) for t in texts]


@settings(deadline=None)
@given(
    DOCUMENTS,
    st.sampled_from([(1,), (2,), (1, 2), (1, 2, 3), (4, 2)]),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_counts_are_those_of_plain_python(documents, orders, least, threads):
    texts, labels = [t for t, _ in documents], [y for _, y in documents]
    table = count(texts, labels, words=orders, min_count=least, threads=threads)
    expected = brute(texts, labels, orders, least)
    assert list(table.names()) == sorted(expected)
    for name, row in zip(table.names(), table.counts, strict=True):
        assert row.tolist() == [expected[name][k] for k in range(max(labels) + 1)]


def characters_of_words(text):
    """Characters in runs of letters and digits, "" between runs; an emoticon is a run by itself."""
    letter = rf"(?![0-9]{KEYCAP})[\w{HAN}]"
    runs = re.findall(f"{EMOTICON}|(?:{letter})+", text.lower())
    split = [[run] if run[0] == "[" else list(run) for run in runs]
    return [c for i, run in enumerate(split) for c in ([""] if i else []) + run]


@settings(deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=20))
@example(["好的!行", "a[泪]b [泪][泪] c", "[", "a [b", "Σ好 İ的"])
def test_characters_are_those_of_python(texts):
    assert split(CHARACTERS, texts) == [characters_of_words(t) for t in texts]


def han_characters(text):
    runs = re.findall(f"{EMOTICON}|[{HAN}]+", text.lower())
    split = [[run] if run[0] == "[" else list(run) for run in runs]
    return [c for i, run in enumerate(split) for c in ([""] if i else []) + run]


@settings(deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=20))
@example(["好的!行", "a[泪]b [泪][泪] c 好", "我用iPhone拍照[DOGE]", "[笑CRY]"])
def test_han_characters_are_those_of_python(texts):
    assert split(HAN_CHARACTERS, texts) == [han_characters(t) for t in texts]


def test_a_word_longer_than_every_buffer_is_one_word():
    long = "é" * 700_000
    texts = [f"{long} x", "a" * 500_000 + " " + "b" * 300, "x y"]
    assert split(WORDS, texts) == [[long, "x"], ["a" * 500_000, "b" * 300], ["x", "y"]]


def test_documents_come_from_arrow_as_from_a_list():
    texts = ["good film", "", "It's 好的", "bad"] * 5000
    expected = count(texts, [0, 1, 1, 0] * 5000)
    for array in (
        pa.array(texts),
        pa.array(["cut", *texts], pa.large_string())[1:],
        pa.chunked_array([texts[:7], texts[7:]]),
        pa.array([t or None for t in texts]),
    ):
        found = count(array, [0, 1, 1, 0] * 5000)
        assert found.names() == expected.names()
        assert (found.counts == expected.counts).all()


def test_bytes_that_are_no_utf8_separate_words():
    texts = pa.array([b"a\xff\xfeb", b"\xe5\xa5", b"x\xf0\x9f"], pa.large_binary())
    assert count(texts, [0, 0, 0], words=(1,)).names() == ("a", "b", "x")


def test_what_does_not_fit_a_key_is_refused():
    texts = [" ".join(f"w{i}" for i in range(2000))]
    with pytest.raises(ValueError, match="7-grams of 2000 different words"):
        count(texts, [0], words=(7,))
    with pytest.raises(ValueError, match="orders from 1 to 7"):
        count(texts, [0], words=(8,))
