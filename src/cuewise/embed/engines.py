"""Which engine computes an encoder: the one place where that is chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cuewise.embed import runtime
from cuewise.embed.packed import load_packed
from cuewise.embed.padded import Padded, load_model
from cuewise.embed.protocols import Engine
from cuewise.errors import require_packages

# Their attention goes through the interface of transformers, and positions are an input.
_PACKED = frozenset({"bert", "roberta", "xlm-roberta"})


def load_engine(folder: Path, *, width: int, max_tokens: int, pooling: str) -> Engine:
    """The engine for the encoder in `folder`: packed on a processor, padded for all others.

    `width`, `max_tokens` and `pooling` are those of the `cuewise.embed.Encoder`.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        transformers cannot load it as an encoder.
    """
    require_packages("torch", "transformers")
    import torch

    if can_pack(folder) and runtime.device() == "cpu":
        return load_packed(folder, max_tokens, pooling)
    # Weights saved in bfloat16 lose nothing by it, and a language model is several times as fast.
    half = _saved_in_bfloat16(folder) and runtime.device() == "cpu" and runtime.fast_bfloat16()
    dtype = torch.bfloat16 if half else torch.float32
    return Padded(load_model(folder, dtype=dtype), width, max_tokens, pooling)


def _saved_in_bfloat16(folder: Path) -> bool:
    config = _config(folder)
    return "bfloat16" in (config.get("dtype"), config.get("torch_dtype"))


def can_pack(folder: Path) -> bool:
    """Whether texts of the encoder in `folder` can be packed: see `cuewise.embed.packed`."""
    config = _config(folder)
    return (
        config.get("model_type") in _PACKED
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
        and not config.get("add_cross_attention", False)
    )


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config
