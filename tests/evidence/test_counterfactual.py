"""Cues edited to flip the label are genuine; cues that both texts of a pair keep are spurious."""

from __future__ import annotations

import numpy as np
import pytest
from evidence_cases import case_of, planted_case

from cuewise.errors import NotApplicable
from cuewise.evidence.alignment import tally_edits
from cuewise.evidence.counterfactual import (
    EditRates,
    _rates,
    _signal,
    counterfactual_pairs,
    twin_support,
)
from cuewise.synth import Decoy, Plant, make

RATES = EditRates(along=0.07, edited=0.6, weight=2.5)


def case_of_pairs(pairs_of_texts, names):
    """Positive and negative texts in turn; words are looked up in the texts, not in the table."""
    texts = [text for pair in pairs_of_texts for text in pair]
    ids = [str(i // 2) for i in range(len(texts))]
    labels = [1, 0] * len(pairs_of_texts)
    return case_of(names, np.ones((len(texts), len(names))), labels, texts=texts, pair_id=ids)


def test_pairs_separate_an_edited_cue_from_a_kept_one():
    case = case_of_pairs([("a great film", "a dull film")] * 20, ["word:great", "word:film"])
    genuine, spurious = twin_support(case)
    assert genuine.value == 1
    assert genuine.log_lr < -1
    assert spurious.value == 0
    assert spurious.log_lr > 1


def test_planted_cues_survive_in_pairs_and_genuine_words_do_not():
    plants = [
        Plant("word", "tuesday", "negative", 0.9, 0.1),
        Plant("punctuation", "!", "positive", 0.9, 0.1),
    ]
    decoys = [Decoy("superb", "positive", 0.06), Decoy("dreadful", "negative", 0.06)]
    case, spurious = planted_case(make(n=400, plants=plants, decoys=decoys, twins=True))
    found = np.array([s.log_lr for s in twin_support(case)])
    assert found[spurious].min() > 1
    assert found[~spurious].max() < -1


def test_a_word_that_occurs_twice_and_is_edited_once_counts_once():
    (once,) = twin_support(
        case_of_pairs([("bad plot, bad film", "bad plot, fine film")] * 9, ["word:bad"])
    )
    (twice,) = twin_support(
        case_of_pairs([("bad plot, bad film", "fine plot, fine film")] * 9, ["word:bad"])
    )
    assert twice.log_lr < once.log_lr
    assert once.value == 0.5


def test_words_edited_together_share_the_blame():
    found = tally_edits([("it was so very good", 1, "it was bad", 0)], {"very": [("very", "good")]})
    assert found[1].with_label[("good",)] == pytest.approx(1 / 3)
    assert found[1].with_label[("very", "good")] == pytest.approx(2 / 3)
    assert found[0].with_label[("bad",)] == 1
    assert found[0].against_label[("good",)] == pytest.approx(1 / 3)
    assert found[1].seen[("was",)] == 1


def test_edits_against_the_label_cancel_those_with_it():
    both = [("a great film", "a dull film"), ("a dull film", "a great film")] * 10
    (mixed,) = twin_support(case_of_pairs(both, ["word:great"]))
    assert mixed.value == 0
    assert mixed.log_lr > 0


def test_a_phrase_is_edited_when_a_word_of_it_is():
    case = case_of_pairs(
        [("won me over", "put me off")] * 10, ["ngram:won me over", "ngram:me over"]
    )
    whole, part = twin_support(case)
    assert whole.log_lr < 0
    assert part.log_lr < 0


@pytest.mark.parametrize("against", [0, 2])
def test_more_blame_with_the_label_never_raises_the_log_ratio(against):
    found = [_signal(own, against, 20, RATES).log_lr for own in np.linspace(0, 18, 40)]
    assert found == sorted(found, reverse=True)


def test_more_kept_tokens_raise_the_log_ratio():
    found = [_signal(0, 0, n, RATES).log_lr for n in range(1, 60)]
    assert found == sorted(found)


def test_editors_who_change_all_words_equally_say_nothing():
    alike = EditRates(0.6, 0.6, 2.5)
    assert {_signal(own, 0, 20, alike).log_lr for own in range(20)} == {0.0}


def test_the_rates_come_from_the_pairs():
    case = case_of_pairs([("the plot was good", "the plot was bad")] * 30, ["word:plot"])
    found = tally_edits([("the plot was good", 1, "the plot was bad", 0)] * 60, {})
    rates = _rates(case, [found])
    assert rates.edited > 0.8 > rates.along
    assert 1 <= rates.weight <= 10


def test_pairs_without_the_cue_say_nothing():
    assert twin_support(case_of_pairs([("a", "b")], ["word:x"])) == [None]


def test_no_pairs_is_not_applicable():
    with pytest.raises(NotApplicable, match="no-pairs"):
        twin_support(case_of(["word:x"], [[1], [0]], [1, 0]))


def test_pairs_need_different_labels():
    case = case_of(["word:x"], [[1]] * 4, [1, 1, 0, 1], pair_id=["p", "p", "q", "q"])
    assert counterfactual_pairs(case.corpus).tolist() == [[2, 3]]
