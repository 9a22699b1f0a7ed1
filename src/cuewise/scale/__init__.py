"""Corpora in many files: audited, embedded and predicted portion by portion, in any engine."""

from cuewise.scale.audit import audit_shards
from cuewise.scale.outputs import Outputs, embed_shards, predict_shards

__all__ = ["Outputs", "audit_shards", "embed_shards", "predict_shards"]
