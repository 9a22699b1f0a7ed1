"""Traditional Chinese is judged as the same text in simplified characters."""

from __future__ import annotations

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.evidence.closed_class import closed_class
from cuewise.evidence.common_word import common_word
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.evidence.word_class import word_class

PAIRS = [
    ("優秀", "优秀"),
    ("無聊", "无聊"),
    ("這本", "这本"),
    ("沒有", "没有"),
    ("飯店", "饭店"),
    ("時間", "时间"),
]


@pytest.mark.parametrize("signal", [lexicon_agreement, closed_class, common_word, word_class])
def test_every_signal_of_a_list_reads_both_scripts_alike(signal):
    traditional, plain = (
        signal(
            case_of([f"word:{pair[k]}" for pair in PAIRS], np.ones((2, 6)), [1, 0], language="zh")
        )
        for k in (0, 1)
    )
    assert traditional == plain
    assert any(plain)


def test_characters_in_a_row_that_cut_words_are_no_names():
    case = case_of(["char:本書糟", "char:海港"], np.ones((2, 2)), [1, 0], language="zh")
    cut, whole = word_class(case)
    assert cut is None
    assert whole.log_lr > 0
