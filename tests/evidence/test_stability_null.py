"""Cues that are the same everywhere are not called unstable: not by copies, not by many columns."""

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.evidence.stability import stability


def homogeneous(seed, copies, columns, n=600, cues=40):
    """Cues that go with the label alike in five environments, every text so many times."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    held = rng.random((n, cues)) < np.where(y[:, None] == 1, 0.3, 0.15)
    index = np.repeat(np.arange(n), copies)
    names = tuple(f"column{c}" for c in range(columns))
    meta = {name: [f"e{e}" for e in rng.integers(0, 5, n)[index]] for name in names}
    return case_of(
        [f"word:w{j}" for j in range(cues)],
        held[index],
        y[index],
        meta=meta,
        environments=names,
        cluster=index.astype(np.int64),
    )


@pytest.mark.parametrize(("copies", "columns"), [(1, 1), (3, 1), (1, 5)])
def test_hardly_a_corpus_has_a_cue_that_seems_unstable(copies, columns):
    corpora = [stability(homogeneous(seed, copies, columns)) for seed in range(20)]
    assert sum(any(s.log_lr > 0 for s in signals if s) for signals in corpora) <= 3
    assert all(s is not None for signals in corpora for s in signals)
