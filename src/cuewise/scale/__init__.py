"""Audit, embed or predict corpora in many files, portion by portion, on threads or Ray."""

from cuewise.scale.audit import audit_shards
from cuewise.scale.outputs import Outputs, embed_shards, predict_shards

__all__ = ["Outputs", "audit_shards", "embed_shards", "predict_shards"]
