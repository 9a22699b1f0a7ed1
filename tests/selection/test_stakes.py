"""What is at stake: three answers, and the cues that carry a loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from score_samples import as_is

from cuewise.records import CueTable
from cuewise.selection.paired import lost
from cuewise.selection.stakes import carriers, stakes_of

# Ten documents, six of label 0.
LABELS = np.repeat([0, 1], [6, 4])
#                         a  a  a  a  a  a  b  b  b  b
BEFORE = as_is([1, 1, 1, 1, 1, 0, 1, 1, 1, 1], LABELS, ablated=[1, 1, 1, 0, 0, 0, 1, 1, 1, 0],
               model="old")  # fmt: skip
AFTER = as_is([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], LABELS, ablated=[1, 1, 1, 1, 1, 0, 1, 1, 0, 0],
              model="new")  # fmt: skip


def test_three_answers():
    found = stakes_of(BEFORE, AFTER, ("a", "b"))
    # What accuracy the cues carry: .9 as it is, .6 without them, document by document.
    assert (found.as_is, found.ablated) == (BEFORE.as_is, BEFORE.ablated)
    by_document = lost(BEFORE.right_as_is, BEFORE.right, "old")
    assert found.carried.estimate == pytest.approx(0.3)
    assert (found.carried.low, found.carried.high) == (by_document.low, by_document.high)
    assert (found.carried.n, found.carried.model) == (10, "old")
    # Whether anything is left without them.
    assert (found.left, found.majority) == (AFTER.ablated, 0.6)
    # What the repair costs, and the label that it costs most.
    assert found.cost == lost(BEFORE.right_as_is, AFTER.right_as_is, "new")
    assert found.cost.estimate == 0.1
    assert (found.label, found.label_cost.estimate, found.label_cost.n) == ("b", 0.5, 4)


def test_a_model_that_is_better_without_the_cues_carries_less_than_nothing():
    turned = replace(BEFORE, right=BEFORE.right_as_is, right_as_is=BEFORE.right)
    assert stakes_of(turned, AFTER, ("a", "b")).carried.estimate == pytest.approx(-0.3)


def test_where_documents_are_balanced_the_majority_and_what_is_carried_are_too():
    weights = np.r_[np.full(6, 1 / 12), np.full(4, 1 / 8)]
    before, after = (replace(s, weights=weights) for s in (BEFORE, AFTER))
    found = stakes_of(before, after, ("a", "b"))
    assert found.majority == pytest.approx(0.5)
    assert found.carried.estimate == pytest.approx(2 / 12 + 1 / 8)
    # What a user loses is of documents as they come.
    assert found.cost.estimate == 0.1


def test_a_repair_that_changes_nothing_costs_nothing():
    found = stakes_of(BEFORE, BEFORE, ("a", "b"))
    assert found.cost.estimate == found.label_cost.estimate == 0
    assert found.cost.low < 0 < found.cost.high


def cues(**held):
    """Which of twenty documents hold a cue; the scores are of every second one."""
    values = np.zeros((20, len(held)), np.int8)
    for j, places in enumerate(held.values()):
        values[2 * np.array(places, int), j] = 1
        # A document that is not asked about does not count.
        values[1, j] = 1
    names = tuple(f"word:{name}" for name in held)
    return CueTable(names, ("word",) * len(names), csr_array(values), ("",) * len(names))


# Documents 2 and 5 gain, 0, 1, 3 and 9 lose.
OLD = as_is([1, 1, 0, 1, 1, 0, 1, 1, 1, 1], LABELS, rows=range(0, 20, 2))
NEW = as_is([0, 0, 1, 0, 1, 1, 1, 1, 1, 0], LABELS, rows=range(0, 20, 2), model="new")


def test_the_cues_that_carry_a_loss_come_by_their_contribution():
    table = cues(one=[9], sharp=[0, 1], broad=[0, 1, 3, 4, 6, 7], mixed=[0, 1, 2])
    found = carriers(OLD, NEW, table)
    # 3 of 6, 2 of 2, then 1 of 1 before 2 of 3 with one gained, by name.
    assert [(c.subject, c.support) for c in found] == [
        ("word:broad", 6),
        ("word:sharp", 2),
        ("word:mixed", 3),
        ("word:one", 1),
    ]
    assert [c.loss.estimate for c in found] == pytest.approx([0.5, 1.0, 1 / 3, 1.0])
    own = [0, 1, 3, 4, 6, 7]
    assert found[0].loss == lost(OLD.right_as_is[own], NEW.right_as_is[own], "new")


def test_no_cue_is_named_that_gains_or_breaks_even_or_is_not_there():
    table = cues(gain=[2, 5], even=[0, 2], same=[4, 6], absent=[])
    assert carriers(OLD, NEW, table) == []
    assert carriers(NEW, OLD, table)[0].subject == "word:gain"


def test_of_equal_contributions_the_name_decides_and_ten_are_named():
    table = cues(**{f"w{i:02}": [0] for i in reversed(range(12))})
    assert [c.subject for c in carriers(OLD, NEW, table)] == [f"word:w{i:02}" for i in range(10)]


def test_every_count_that_is_no_zero_holds():
    table = cues(a=[0])
    weighted = CueTable(table.names, table.kinds, table.values * 3, table.notes)
    assert carriers(OLD, NEW, weighted) == carriers(OLD, NEW, table)
