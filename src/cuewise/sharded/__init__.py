"""Audits of corpora in many files: counted shard by shard, concluded on a sample."""

from cuewise.sharded.audit import audit_shards

__all__ = ["audit_shards"]
