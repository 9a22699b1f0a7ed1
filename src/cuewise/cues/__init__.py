"""Cues: the properties of an input that a model could use, as a sparse 0/1 table."""

from cuewise.cues.table import MIN_CUE_DOCUMENTS, cue_table

__all__ = ["MIN_CUE_DOCUMENTS", "cue_table"]
