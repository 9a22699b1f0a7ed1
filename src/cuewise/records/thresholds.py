"""Every threshold by which cuewise decides, in one place.

Reliance and deviations are shares: 0.02 is two points. Sources are in the explanation of verdicts.
"""

from __future__ import annotations

from typing import Final

# False discovery rate of associations (Benjamini and Hochberg 1995).
FDR: Final = 0.05
# Reliance that matters; |reliance| surely below it is clean.
MATERIAL: Final = 0.02
# Reliance above which a cue is severe.
SEVERE: Final = 0.10
# Deviation p(y | cue) - p(y) that is material, and severe, where no model was probed.
DEVIATES: Final = 0.10
DEVIATES_HARD: Final = 0.25
# Share of documents from which a cue can be severe by its deviation alone.
COMMON: Final = 0.01
# Probability of being spurious from which a verdict is spurious; genuine below 1 - SURE.
SURE: Final = 0.8
# Verdicts that the gate counts.
GATED: Final = frozenset({"spurious", "unstable"})
