"""Texts to vectors: the default encoder and the one on-disk cache. Importing this loads no torch.

The cache lives at `$CUEWISE_CACHE` or the platform's place (`~/.cache/cuewise` on Linux), is safe
to delete, and is off with `CUEWISE_CACHE=off`.
"""

from cuewise.embed.cache import VectorCache, cache_dir, default_cache
from cuewise.embed.distilled import StaticEncoder, distil, load_static, static_of
from cuewise.embed.encoder import Encoder, default_encoder, unavailable
from cuewise.embed.folder import load_encoder
from cuewise.embed.int8 import quantised
from cuewise.embed.shapes import Progress, TextEncoder

__all__ = [
    "Encoder",
    "Progress",
    "StaticEncoder",
    "TextEncoder",
    "VectorCache",
    "cache_dir",
    "default_cache",
    "default_encoder",
    "distil",
    "load_encoder",
    "load_static",
    "quantised",
    "static_of",
    "unavailable",
]
