"""Exact document counts of words, n-grams and character n-grams, by label.

Everything the detectors test is a count made here, so that a faster engine can slip in.
"""

from cuewise.count.table import CountTable, count

__all__ = ["CountTable", "count"]
