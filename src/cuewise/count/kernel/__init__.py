"""Compiled code (numba): arrays in, arrays changed in place, no Python object anywhere.

Nothing here is annotated: numba takes the types from the arrays it is given. Numbers are unsigned
all through, since a signed index costs a check for negative ones at every access. No function holds
the interpreter's lock, so threads run side by side. Code is compiled at the first call, a few
seconds in all, and kept on disk.
"""

from typing import Any

from numba import njit

compiled: Any = njit(nogil=True, cache=True)
# In the line of the caller, where a call would cost as much as the work.
inlined: Any = njit(nogil=True, cache=True, inline="always")
