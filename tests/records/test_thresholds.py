"""The numbers that decide: whoever changes one has to say so here too."""

from __future__ import annotations

import numpy as np

from cuewise.pipeline import examine
from cuewise.probe import placebo, reliance, run, sdr
from cuewise.records import Split, thresholds
from cuewise.selection import choose, logit_shift, rank_gap, score


def test_every_threshold_of_the_audit_is_the_one_that_is_published():
    assert {n: v for n, v in vars(thresholds).items() if n.isupper()} == {
        "FDR": 0.05,
        "UNSTABLE_FDR": 0.01,
        "Z95": 1.96,
        "MATERIAL": 0.02,
        "SEVERE": 0.10,
        "DEVIATES": 0.10,
        "DEVIATES_SEVERELY": 0.25,
        "COMMON": 0.01,
        "WIDE": 0.1,
        "LEAK": 0.95,
        "LEAK_ERRORS": 0.25,
        "SURE": 0.8,
        "MAX_LOSS": 0.02,
        "LABEL_LOSS": 2.5,
        "GATED": {"spurious", "unstable"},
    }


def test_the_numbers_of_probes_and_of_the_choice():
    assert (placebo.COUNT, reliance._MIN_DOCUMENTS, run._GROUP_CUES, sdr._SIZE) == (3, 10, 5, 800)
    assert (choose.TOLERANCE, choose._RECALL_LOSS) == (0.01, 0.2)
    assert (logit_shift._FEWEST, rank_gap._FEWEST, score._ANSWERED) == (5, 10, 0.9)
    assert examine._NEEDED == ("cues", "association")


def test_a_split_names_the_rows_of_each_part():
    split = Split(np.array([3, 0, 1, 2, 2, 1], np.int8))
    assert split.discovery.tolist() == [1, 2, 5]
    assert split.estimation.tolist() == [0, 3, 4]
    assert [fold.tolist() for fold in split.folds] == [[1], [2, 5], [3, 4]]
    assert split.confirmation.tolist() == [0]
