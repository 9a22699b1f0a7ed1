"""Texts to vectors: encoders and their one on-disk cache. Importing this loads no torch.

The cache lives at `$CUEWISE_CACHE` or the platform's place (`~/.cache/cuewise` on Linux), is safe
to delete, and is off with `CUEWISE_CACHE=off`.
"""

from cuewise.embed.cache import VectorCache, cache_dir, default_cache
from cuewise.embed.choice import check_encoder, encoder_for, evidence_encoder, named
from cuewise.embed.encoder import Encoder, default_encoder, unavailable
from cuewise.embed.folder import load_encoder
from cuewise.embed.protocols import Engine, OnProgress, TextEncoder

__all__ = [
    "Encoder",
    "Engine",
    "OnProgress",
    "TextEncoder",
    "VectorCache",
    "cache_dir",
    "check_encoder",
    "default_cache",
    "default_encoder",
    "encoder_for",
    "evidence_encoder",
    "load_encoder",
    "named",
    "unavailable",
]
