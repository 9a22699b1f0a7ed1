"""Compiled numba code: functions change arrays in place and use no Python objects.

Nothing is annotated: numba infers types from the arrays. Indices are unsigned, because numba checks
a signed index for negative values at every access. All functions release the GIL, so threads run in
parallel. Code is compiled at the first call, in a few seconds, and cached on disk.
"""

from typing import Any

from numba import njit

compiled: Any = njit(nogil=True, cache=True)
# Inlined: a call would cost as much as the work.
inlined: Any = njit(nogil=True, cache=True, inline="always")
