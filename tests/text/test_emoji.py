"""Emoji against the grapheme clusters of Unicode."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.text.emoji import EMOJI, emoji, emoji_spans, whole_emoji

WHOLE = [
    "😀", "❤", "❤\ufe0f", "☺\ufe0e", "👍🏽", "👨\u200d👩\u200d👧", "👩🏽\u200d💻",
    "🏳\ufe0f\u200d🌈",
    "❤\ufe0f\u200d🔥", "🙂\u200d↔\ufe0f", "🏃🏽\u200d♀\ufe0f\u200d➡\ufe0f", "🇫🇷", "🇩🇪",
    "1\ufe0f\u20e3",
    "#\ufe0f\u20e3", "*\u20e3", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "©\ufe0f", "⌚", "⏩", "ℹ", "㊗\ufe0f", "🫠", "⭐",
]  # fmt: skip
LETTER = "ℹ"


@pytest.mark.parametrize("one", [e for e in WHOLE if e != LETTER])
def test_an_emoji_is_whole(one):
    assert emoji(f"so{one}!") == [one]
    assert emoji_spans(one, f"so {one}!") == [(3, 3 + len(one))]
    assert re.search(whole_emoji(one), f"so {one}!").group() == one


@given(st.lists(st.sampled_from([*WHOLE, "a", " ", "1", "好"]), max_size=12).map("".join))
def test_emoji_are_grapheme_clusters(text):
    regex = pytest.importorskip("regex")
    clusters = regex.findall(r"\X", text)
    assert emoji(text) == [c for c in clusters if re.fullmatch(EMOJI, c)]


def test_every_picture_of_unicode_is_an_emoji():
    regex = pytest.importorskip("regex")
    every = "".join(map(chr, range(0x110000)))
    shown = regex.findall(r"\p{Emoji_Presentation}(?<!\p{Emoji_Modifier})", every)
    assert [c for c in shown if emoji(c) != [c]] == []
    pictures = regex.findall(r"\p{Extended_Pictographic}", every)
    assert [c for c in pictures if emoji(f"{c}\ufe0f") != [f"{c}\ufe0f"]] == [LETTER]


def test_no_letter_or_number_is_an_emoji():
    every = map(chr, range(0x110000))
    assert [c for c in every if emoji(c) and c.isalnum()] == []


def test_a_part_of_an_emoji_is_no_emoji():
    for part, text in (("👩", "👩\u200d💻"), ("💻", "👩\u200d💻"), ("👍", "👍🏽"), ("❤", "❤\ufe0f"),
                       ("🇷🇩", "🇫🇷🇩🇪"), ("🇫", "🇫🇷")):  # fmt: skip
        assert emoji_spans(part, text) == []
        assert re.search(whole_emoji(part), text) is None
