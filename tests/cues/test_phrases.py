"""Which cues are one phrase, and which form of it is the fullest."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.cues.phrases import phrases
from cuewise.records import CueTable


def table_of(holders):
    """Cues by name, each with the documents that hold it."""
    n = 1 + max(max(rows) for rows in holders.values())
    held = np.zeros((n, len(holders)), np.int8)
    for column, rows in enumerate(holders.values()):
        held[list(rows), column] = 1
    kinds = tuple(name.rpartition("/")[2].partition(":")[0] for name in holders)
    return CueTable(tuple(holders), kinds, csr_array(held), ("",) * len(holders))


def heads(holders, labels=None):
    names = list(holders)
    labels = [0] * len(names) if labels is None else labels
    found = phrases(table_of(holders), range(len(names)), labels)
    return [names[h] for h in found]


def test_variants_of_a_cue_have_one_head_the_most_frequent():
    holders = {
        "word:kayak": range(20),
        "ngram:a kayak": range(5),
        "ngram:the kayak": range(5, 9),
        "char:kayak": range(20),
        "word:other": range(20, 30),
    }
    assert heads(holders) == ["word:kayak"] * 4 + ["word:other"]


def test_a_longer_form_that_is_nearly_as_frequent_is_the_head():
    holders = {"word:record": range(10), "ngram:for the record": range(9)}
    assert heads(holders) == ["ngram:for the record"] * 2


def test_a_word_said_twice_is_the_same_cue_in_chinese_too():
    holders = {"word:[泪]": range(20), "ngram:[泪] [泪]": range(8), "ngram:的 [泪]": range(8, 12)}
    assert heads(holders) == ["word:[泪]"] * 3


@pytest.mark.parametrize("other", ["ngram:not kayak", "ngram:very kayak", "b/word:kayak", "word:x"])
def test_another_meaning_or_field_is_another_cue(other):
    holders = {"word:kayak": range(20), other: range(3)}
    assert heads(holders) == list(holders)


def test_another_label_is_another_claim():
    holders = {"word:kayak": range(20), "ngram:a kayak": range(5)}
    assert heads(holders, [0, 1]) == list(holders)


def test_more_and_less_of_one_label_are_two_claims():
    holders = {"word:kayak": range(20), "ngram:a kayak": range(5)}
    assert heads(holders, [0, ~0]) == list(holders)


@pytest.mark.parametrize(
    ("phrase", "word"),
    [("modern art", "modern"), ("coal mine", "coal"), ("us military", "military"),
     ("it support", "support"), ("one star", "star")],
)  # fmt: skip
def test_a_word_that_is_also_a_noun_makes_another_phrase(phrase, word):
    holders = {f"word:{word}": range(20), f"ngram:{phrase}": range(12)}
    assert heads(holders) == list(holders)


def test_a_word_leads_the_same_string_of_characters():
    holders = {"char:起来": range(20), "word:起来": range(18)}
    assert heads(holders) == ["word:起来"] * 2


def test_function_words_alone_are_no_variants_of_each_other():
    holders = {"word:the": range(20), "ngram:of the": range(5), "word:of": range(20, 40)}
    assert heads(holders) == list(holders)
    holders = {"word:it": range(60), "ngram:as it were": range(20), "ngram:it is": range(20, 50)}
    assert heads(holders) == list(holders)


def test_a_word_at_an_end_is_a_variant_of_the_word_but_an_opener_is_not():
    names = ("word:lima", "position:last=lima", "word:well", "position:first=well")
    held = csr_array(np.array([[1, 1, 0, 0]] * 4 + [[1, 0, 0, 0]] + [[0, 0, 1, 1]] * 4))
    kinds = ("word", "position", "word", "position")
    table = CueTable(names, kinds, held, ("",) * 4)
    assert phrases(table, range(4), [0] * 4).tolist() == [0, 0, 2, 3]
