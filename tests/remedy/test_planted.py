"""Every remedy on dense features: a planted cue loses its weight, one that says nothing harms none.

The contract suite has the text model; here are those that need a head on dense features as well.
"""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.remedy.afr import Afr
from cuewise.remedy.dfr import Dfr
from cuewise.remedy.group_dro import GroupDro
from cuewise.remedy.independent import Independent
from cuewise.remedy.jtt import Jtt
from cuewise.remedy.leace import Leace
from cuewise.remedy.parts import task
from cuewise.remedy.poe import Poe
from cuewise.remedy.rwg import Rwg
from cuewise.remedy.rwy import Rwy
from cuewise.remedy.subg import Subg

KNOWING = [Rwg(), Independent(), Subg(), Poe(), Dfr(), GroupDro(), Leace()]
BLIND = [Rwy(), Jtt(), Afr(held_out=0.5)]


def rise(case, logistic):
    """How much the log-odds of the label rise with the cue's feature alone."""
    column = len(case.model.label_names)
    return 2.0 * float(logistic.weights[column, 1] - logistic.weights[column, 0])


def accuracy(case, logistic):
    return float((logistic.probs(case.model.table).argmax(axis=1) == case.labels).mean())


def erm(case):
    return task(case.corpus, case.groups, case.model).fit()


@pytest.mark.parametrize("remedy", KNOWING, ids=lambda r: r.code)
def test_a_planted_cue_loses_its_weight(remedy, made):
    if remedy.code == "leace":
        pytest.importorskip("concept_erasure", reason="needs the 'models' extra")
    case = made(agree=0.9)
    before, after = rise(case, erm(case)), rise(case, case.mended(remedy).logistic)
    assert before > 1.5
    assert abs(after) < before / 2


@pytest.mark.parametrize("remedy", [*KNOWING, *BLIND], ids=lambda r: r.code)
def test_a_cue_that_says_nothing_costs_next_to_nothing(remedy, made):
    if remedy.code == "leace":
        pytest.importorskip("concept_erasure", reason="needs the 'models' extra")
    case = made(agree=0.5, seed=1)
    head = case.mended(remedy).logistic
    assert accuracy(case, head) > accuracy(case, erm(case)) - 0.03
    assert abs(rise(case, head)) < 0.5


def test_the_null_case_is_one(made):
    case = made(agree=0.5, seed=1)
    assert abs(np.corrcoef(case.held[:, 0], case.labels)[0, 1]) < 0.06
