"""The thresholds of reporting and severity, each defined here only."""

from __future__ import annotations

from typing import Final

# False discovery rate of the associations that become findings (SCIENCE 1).
FDR: Final = 0.05
# The same for differences between environments. Stricter, since an unstable cue fails a build.
UNSTABLE_FDR: Final = 0.01
# Two-sided normal quantile of a 95% interval, as rounded in published formulas.
Z95: Final = 1.96

# |Δ*|, a share of decisions. An interval wholly beyond MATERIAL is material reliance; one wholly
# within ±MATERIAL certifies that there is none; SEVERE is material reliance that is large.
MATERIAL: Final = 0.02
SEVERE: Final = 0.10

# |p(label | cue) − p(label)| that counts as material or severe where no model was probed. COMMON is
# the share of the documents that must also hold a severe cue.
DEVIATES: Final = 0.10
DEVIATES_SEVERELY: Final = 0.25
COMMON: Final = 0.01

# A difference in rank, the unit of a cue that cannot be edited. Below .15 it is small (Romano et
# al. 2006, "Appropriate statistics for ordinal level data").
WIDE: Final = 0.1

# Least accuracy of a metadata column alone at which it decides the label: the lower end of its 95%
# interval. A model that may read the column then needs the text for one document in twenty at most.
LEAK: Final = 0.95
# Most errors of such a column as a share of those of always answering the majority label, so that
# accuracy among rare labels is no leak by itself.
LEAK_ERRORS: Final = 0.25

# Accuracy on texts as they are that a repair may cost without the user's consent, as a share; and,
# as a multiple of it, the recall that it may cost any label.
MAX_LOSS: Final = 0.02
LABEL_LOSS: Final = 2.5

# Probability of being spurious from which a verdict is spurious; genuine from 1 - SURE down.
SURE: Final = 0.8
# Verdicts that the gate counts.
GATED: Final = frozenset({"spurious", "unstable"})
