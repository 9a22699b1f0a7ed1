"""Zipf frequencies of words, by the list of their script."""

from __future__ import annotations

import pytest

from cuewise.text.frequency import zipf


@pytest.mark.parametrize(("common", "rarer"), [("the", "film"), ("的", "电影"), ("时间", "酒店")])
def test_common_words_are_higher_than_rarer_ones(common, rarer):
    assert zipf(common) > zipf(rarer) > 4


@pytest.mark.parametrize("word", ["", "xyzzy", "火龙果味", "ⲁⲛⲟⲕ"])
def test_a_word_that_no_list_holds_has_no_frequency(word):
    assert zipf(word) is None
