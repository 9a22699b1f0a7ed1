"""Which cues are mended: those judged spurious that are relied on, or not cleared."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cuewise.config import AuditConfig
from cuewise.probe.run import ModelReport
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import Associations, Corpus, CueTable, Reliance, Verdict
from cuewise.selection.scope import Scope, scopes, spurious_only

NAMES = ("word:glad", "field:oslo|lima", "field:pear|plum", "field:red|blue", "word:oslo")
VERDICTS = ("genuine", "spurious", "spurious", "spurious", "spurious")


def study(whole=(0, 1, 2, 3, 4), replicated=()):
    m = len(NAMES)
    zero = np.zeros(m)
    kinds = tuple(name.partition(":")[0] for name in NAMES)
    associations = Associations(
        subjects=NAMES,
        labels=("a",) * m,
        cue=np.arange(m),
        label=np.zeros(m, np.int64),
        p=zero,
        discovered=zero,
        effect=zero,
        low=zero,
        high=zero,
        log_odds_ratio=zero,
        replicated=np.isin(np.arange(m), replicated),
        support=np.zeros(m, np.int64),
        prevalence=zero,
        z=zero,
    )
    verdicts = (Verdict(type=v, p_spurious=0.5, signals={}) for v in VERDICTS)
    return Study(
        corpus=Corpus([], [], np.zeros(0, np.int32), ("a", "b"), ""),
        cues=CueTable(NAMES, kinds, csr_array((3, m), dtype=np.int8), ("",) * m),
        associations=associations,
        q=zero,
        judged=tuple(map(JudgedCue, range(m), verdicts, whole)),
        rows=np.arange(3),
        options=AuditConfig(),
        seed=0,
    )


def relied(**deltas):
    """Δ* by number of the row, .03 to either side."""
    found = {int(row[1:]): made(d, 0.03) for row, d in deltas.items()}
    return ModelReport("m", found, None, "")


def made(delta, half):
    empty = dict.fromkeys(("flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"))
    return Reliance(model="m", delta=delta, low=delta - half, high=delta + half, n=50, **empty)


def test_what_is_not_cleared_goes_with_what_is_relied_on_as_a_second_set():
    found = scopes(study(), None, relied(r1=0.2, r2=0.01, r3=-0.02, r4=0.01))
    assert found == [Scope("relied-on", (1,)), Scope("not-cleared", (1, 2, 3, 4))]


def test_without_a_cue_relied_on_there_is_the_wide_set_alone():
    assert scopes(study(), None, relied(r1=0.01)) == [Scope("not-cleared", (1,))]
    assert scopes(study(), None, relied(r4=0.2)) == [Scope("relied-on", (4,))]


def test_what_was_not_probed_is_not_cleared_if_it_replicates():
    found = scopes(study(replicated=(0, 3), whole=(0, 1, 2, 3, 3)), None, relied(r1=0.2))
    assert found == [Scope("relied-on", (1,)), Scope("not-cleared", (1, 3))]


def test_a_cleared_cue_and_a_genuine_one_are_left_alone():
    clean = ModelReport("m", {1: made(0.0, 0.01), 0: made(0.3, 0.03)}, None, "")
    assert scopes(study(), None, clean) == []


def test_only_cues_judged_spurious_whose_phrase_is_are_probed():
    found = spurious_only(study(whole=(0, 4, 2, 0, 4)))
    assert [cue.row for cue in found.judged] == [1, 2, 4]
    assert [cue.whole for cue in found.judged] == [4, 2, 4]
    assert all(cue.verdict.type == "spurious" for cue in found.judged)
