"""Strength: how far the cue moves its label, as reasons tend to be strong.

The value is |p(label | cue) - p(label)| on the estimation split, as reported. It argues for
*genuine* only, and never decides alone: a shortcut may be as strong as a reason. What bounds it is
in `evidence/probability.py`.
"""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, signal


def association_strength(case: EvidenceCase) -> Signals:
    """A signal for every cue whose association was measured."""
    if case.deviation is None:
        raise NotApplicable("no-association")
    return [None if np.isnan(d) else signal(abs(d), -abs(d)) for d in case.deviation]
