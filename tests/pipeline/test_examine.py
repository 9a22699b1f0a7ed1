"""Each cue gets its own verdict, and the study names the rows that it was made of."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.evidence.case import EvidenceCase
from cuewise.pipeline import examine
from cuewise.pipeline.plan import plan_of
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, CueTable, Signal

GENUINE = Signal(value=0.0, log_lr=-3.0, weight=2.0)
SPURIOUS = Signal(value=0.0, log_lr=3.0)
PLAN = plan_of([], 0, None, {})


@pytest.fixture
def case():
    names = ("word:a", "overlap:high", "word:b")
    table = CueTable(names, ("word", "overlap", "word"), csr_array((2, 3)), ("",) * 3)
    corpus = Corpus(["0", "1"], ["a", "b"], np.array([0, 1], np.int32), ("no", "yes"), "")
    # In the order of impact, which is not that of the table.
    cue = np.array([1, 2, 0])
    return EvidenceCase(corpus, table, cue, np.ones(3, np.int64), np.arange(3))


def test_a_verdict_follows_the_kind_and_the_signals_of_its_own_cue(case, monkeypatch):
    signals = {"lexicon": [GENUINE, None, GENUINE], "form": [None, SPURIOUS, None]}
    monkeypatch.setattr(examine, "measure_signals", lambda case: (signals, {}))
    verdicts = examine._judge(case, PLAN, Steps())
    assert [v.type for v in verdicts] == ["necessary-not-sufficient", "spurious", "genuine"]
    assert [set(v.signals) for v in verdicts] == [{"lexicon"}, {"form"}, {"lexicon"}]


def test_without_evidence_every_cue_is_undetermined_and_the_step_failed(case, monkeypatch):
    def broken(case):
        raise ValueError("no evidence")

    monkeypatch.setattr(examine, "measure_signals", broken)
    steps = Steps()
    verdicts = examine._judge(case, PLAN, steps)
    assert [v.type for v in verdicts] == ["undetermined"] * 3
    assert steps.outcomes["verdict"].status == "failed"
