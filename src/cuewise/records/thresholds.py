"""Every threshold by which cuewise decides, in one place.

Reliance and deviations are shares: 0.02 is two points. Sources are in the explanation of verdicts.
"""

from __future__ import annotations

from typing import Final

# False discovery rate of associations (Benjamini and Hochberg 1995).
FDR: Final = 0.05
# The same for differences between environments. Stricter, since an unstable cue fails a build.
UNSTABLE_FDR: Final = 0.01
# Two-sided normal quantile of a 95% interval, as rounded in published formulas.
Z95: Final = 1.96
# Reliance that matters; an interval wholly within ±MATERIAL certifies that there is none.
MATERIAL: Final = 0.02
# Reliance above which a cue is severe.
SEVERE: Final = 0.10
# Deviation p(y | cue) - p(y) that is material, and severe, where no model was probed.
DEVIATES: Final = 0.10
DEVIATES_HARD: Final = 0.25
# Share of documents from which a cue can be severe by its deviation alone.
COMMON: Final = 0.01
# A difference in rank that matters, the measure of a cue that cannot be edited. Below .15 it is
# small (Romano et al. 2006, "Appropriate statistics for ordinal level data").
WIDE: Final = 0.1
# Probability of being spurious from which a verdict is spurious; genuine below 1 - SURE.
SURE: Final = 0.8
# Verdicts that the gate counts.
GATED: Final = frozenset({"spurious", "unstable"})
