"""Which cues are mended: those judged spurious and relied on, and fields that go together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cuewise.config import AuditConfig
from cuewise.probing import ModelReport, Study
from cuewise.tomend import suspected, to_mend
from cuewise.types import CueTable, Measurements, Reliance, Verdict

NAMES = ("word:glad", "field:oslo|lima", "field:pear|plum", "field:red|blue", "word:oslo")
VERDICTS = ("genuine", "spurious", "spurious", "spurious", "spurious")


def study(family=(0, 1, 2, 3, 4)):
    m = len(NAMES)
    zero = np.zeros(m)
    kinds = tuple(name.partition(":")[0] for name in NAMES)
    association = Measurements(
        code="association",
        subjects=NAMES,
        labels=("a",) * m,
        effect=zero,
        low=zero,
        high=zero,
        p=zero,
        support=np.zeros(m, np.int64),
        unit="",
        details={"cue": np.arange(m, dtype=float)},
    )
    return Study(
        corpus=None,
        cues=CueTable(NAMES, kinds, csr_array((3, m), dtype=np.int8), ("",) * m),
        association=association,
        q=zero,
        order=np.arange(m),
        verdicts=tuple(Verdict(type=v, p_spurious=0.5, signals={}) for v in VERDICTS),
        family=np.array(family),
        check=np.arange(3),
        options=AuditConfig(),
        seed=0,
    )


def relied(**deltas):
    """Δ* by number of the row, .03 to either side."""
    empty = dict.fromkeys(("flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"))
    found = {
        int(row[1:]): Reliance(model="m", delta=d, low=d - 0.03, high=d + 0.03, n=50, **empty)
        for row, d in deltas.items()
    }
    return ModelReport("m", found, (), None, "")


def test_fields_that_the_model_leans_to_go_with_the_one_it_relies_on():
    assert to_mend(study(), None, relied(r1=0.2, r2=0.01, r3=-0.02, r4=0.01)) == [1, 2]
    assert to_mend(study(), None, relied(r1=0.04, r2=0.01, r4=0.2)) == [4]
    assert to_mend(study(), None, relied(r0=0.3)) == []


def test_only_cues_judged_spurious_whose_phrase_is_are_probed():
    found = suspected(study(family=(0, 4, 2, 0, 4)))
    assert found.order.tolist() == [1, 2, 4]
    assert found.family.tolist() == [2, 1, 2]
    assert all(v.type == "spurious" for v in found.verdicts)
