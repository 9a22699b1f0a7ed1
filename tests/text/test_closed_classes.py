"""Closed classes: every word in the classes where it belongs."""

from __future__ import annotations

from cuewise.text.closed_classes import NEUTRAL, TURNING, closed


def test_what_turns_a_meaning_is_never_neutral():
    assert not closed(*NEUTRAL) & closed(*TURNING)
    assert {"not", "never", "没有", "can", "会", "very", "很"} <= closed(*TURNING)


def test_words_with_a_meaning_of_their_own_are_not_neutral():
    assert not closed(*NEUTRAL) & {"like", "up", "down", "well", "上", "好", "对", "film", "电影"}


def test_words_are_in_lower_case():
    assert all(w == w.lower() for w in closed(*NEUTRAL, *TURNING, "open", "opener", "direction"))
