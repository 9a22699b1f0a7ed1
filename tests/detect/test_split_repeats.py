"""Repeats across a split: copies of training texts are counted, other texts are not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.detect.split_repeats import SplitRepeats
from cuewise.errors import NotApplicable
from cuewise.records import Corpus, CueTable

NO_CUES = CueTable((), (), csr_array((0, 0)), ())


def measured(texts, split, texts_b=None):
    """(share, low, high, n) by part."""
    n = len(texts)
    corpus = Corpus(list(map(str, range(n))), texts, np.zeros(n, np.int32), ("no",), "",
                    texts_b=texts_b, split=split)  # fmt: skip
    m = SplitRepeats()(corpus, NO_CUES, rng=np.random.default_rng(0))
    numbers = zip(m.effect, m.low, m.high, m.support.tolist(), strict=True)
    return dict(zip(m.subjects, numbers, strict=True))


TRAIN = [f"this is text {i}, so" for i in range(40)]
NEW = [f"another text {i}" for i in range(10)]


def test_copies_that_differ_in_case_and_white_space_are_found():
    copies = [text.upper().replace(",", " ,\u3000") for text in TRAIN[:15]]
    found = measured(TRAIN + copies + NEW, ["train"] * 40 + ["test"] * 25)
    share, low, high, n = found["test"]
    assert (share, n) == (0.6, 25)
    assert low < 0.6 < high
    assert set(found) == {"test"}


def test_texts_of_their_own_are_no_repeats():
    # Copies within one part do not count.
    share, low, *_ = measured(TRAIN + NEW + NEW, ["train"] * 40 + ["test"] * 20)["test"]
    assert (share, low) == (0, 0)


def test_the_training_part_is_the_one_of_that_name_or_the_largest():
    named = measured([*TRAIN, *TRAIN[:5], *NEW], ["test"] * 40 + ["Train"] * 5 + [None] * 10)
    assert named["test"][::3] == (5 / 40, 40)
    largest = measured([*TRAIN, *TRAIN[:5]], ["0"] * 40 + ["1"] * 5)
    assert largest["1"][::3] == (1, 5)


def test_a_pair_is_repeated_only_with_both_texts():
    first, second = ["a", "b", "a", "b"], ["x", "y", "x", "z"]
    assert measured(first, ["train"] * 2 + ["test"] * 2, second)["test"][0] == 0.5


def test_it_needs_two_parts():
    with pytest.raises(NotApplicable, match="no-split"):
        measured(TRAIN, None)
    with pytest.raises(NotApplicable, match="one-split-part"):
        measured(TRAIN, ["train"] * 40)
