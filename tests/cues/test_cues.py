"""Cues are found where they occur, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.cues import cue_table
from cuewise.cues.spans import find, parse
from cuewise.text.spans import _phrase


def test_one_of_every_kind_in_english(corpus_of, holders):
    texts = ["Why did THIS happen!!", "plain text here", "see www.x.org 5 sooooo 😂 @me #tag"] * 10
    table = cue_table(corpus_of(texts, meta={"source": ["app", None, "web"] * 10}))
    expected = {
        "word:why": 0,
        "ngram:did this happen": 0,
        "position:first=why": 0,
        "position:last=happen": 0,
        "punct:!!": 0,
        "format:uppercase": 0,
        "format:url": 2,
        "format:digit": 2,
        "format:elongation": 2,
        "format:mention": 2,
        "format:hashtag": 2,
        "emoji:😂": 2,
        "format:emoji": 2,
        "meta:source=app": 0,
    }
    for name, row in expected.items():
        assert holders(table, name) == list(range(row, 30, 3)), name


def test_chinese_has_segmented_words_characters_and_emoticons(corpus_of, holders):
    table = cue_table(corpus_of(["今天天气很好[泪]", "我在周二去了北京OK"] * 10, language="zh"))
    assert holders(table, "char:[泪]") == list(range(0, 20, 2))
    assert holders(table, "word:北京") == list(range(1, 20, 2))
    assert holders(table, "char:周二") == list(range(1, 20, 2))
    assert holders(table, "format:latin") == list(range(1, 20, 2))


def test_pairs_have_fields_and_overlap(corpus_of, holders):
    first = ["a man plays music outside", "the dog runs fast"] * 10
    second = ["a man plays music", "nobody sleeps"] * 10
    table = cue_table(corpus_of(first, texts_b=second))
    assert holders(table, "b/word:nobody") == list(range(1, 20, 2))
    assert holders(table, "overlap:subset") == list(range(0, 20, 2))
    assert holders(table, "overlap:subsequence") == list(range(0, 20, 2))
    assert holders(table, "overlap:negation") == list(range(1, 20, 2))
    assert "word:nobody" not in table.names


def test_rare_cues_are_left_out(corpus_of):
    table = cue_table(corpus_of(["common rare"] * 9 + ["common"] * 11))
    assert "word:common" in table.names
    assert "word:rare" not in table.names


@pytest.mark.parametrize(
    ("subject", "text", "found"),
    [
        ("word:film", "A Film, no filmography", ["Film"]),
        ("word:it's", "It's here", ["It's"]),
        ("ngram:at the end", "At the  end. at-the-end", ["At the  end", "at-the-end"]),
        ("char:[泪]", "好[泪]", ["[泪]"]),
        ("word:周二", "我在周二去", ["周二"]),
        ("position:first=how", "How, how?", ["How"]),
        ("position:last=how", "How, how?", ["how"]),
        ("position:first=how", "So how?", []),
        ("punct:!", "a! b!", ["!", "!"]),
        ("format:digit", "in 2020 and 7", ["2020", "7"]),
        ("length:long", "a b", []),
        ("word:(", "a ( b", ["("]),
    ],
)
def test_spans(subject, text, found):
    _, kind, value = parse(subject)
    assert [text[a:b] for a, b in find(kind, value, text)] == found


@given(st.text(min_size=1, max_size=8), st.text(max_size=40))
def test_spans_never_fail_and_lie_in_the_text(value, text):
    for kind in ("word", "ngram", "char", "punct", "position", "format", "meta", "nonsense"):
        for a, b in find(kind, value, text):
            assert 0 <= a < b <= len(text)


@given(st.text("ab -_'İſK", min_size=1, max_size=5), st.text("abAB -_'.İſkK\u212a", max_size=40))
def test_the_fast_search_for_words_finds_what_the_pattern_does(value, text):
    slow = [m.span() for m in _phrase(value).finditer(text)]
    assert find("word", value, text) == slow


@given(st.lists(st.text(max_size=30), min_size=12, max_size=30))
def test_any_text_makes_a_table(corpus_of, texts):
    table = cue_table(corpus_of(texts, language="mixed"), min_count=5)
    assert table.values.shape == (len(texts), len(table.names))
    assert len(set(table.names)) == len(table.names)
    assert table.values.max() <= 1 if table.names else True
