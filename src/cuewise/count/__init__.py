"""Exact document counts of words, n-grams and character n-grams, by label.

All counts that detectors test are made here, so the engine can be replaced in one place.
"""

from cuewise.count.table import CountTable, count

__all__ = ["CountTable", "count"]
