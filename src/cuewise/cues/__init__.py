"""Cues: the properties of an input that a model could use, as a sparse 0/1 table."""

from cuewise.cues.table import MIN_DOCUMENTS, build

__all__ = ["MIN_DOCUMENTS", "build"]
