"""Load a folder with plain transformers, without any code of cuewise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from cuewise.embed import runtime
from cuewise.records import Floats

_BATCH = 16


def answers(folder: Path, *columns: Sequence[str]) -> Floats:
    """The probabilities [n, k] of n texts or pairs, in the order of the folder's labels."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, use_safetensors=True, local_files_only=True, trust_remote_code=False
    ).eval()
    logits = [np.zeros((0, model.config.num_labels), np.float32)]
    with torch.inference_mode():
        parts = (model(**batch).logits for batch in padded_batches(tokenizer, *columns))
        logits.extend(map(runtime.to_numpy, parts))
    return np.asarray(softmax(np.concatenate(logits).astype(np.float64), axis=1))


def padded_batches(tokenizer: Any, *columns: Sequence[str]) -> Iterator[Any]:
    """Texts or pairs as padded batches of tokens."""
    for start in range(0, len(columns[0]), _BATCH):
        some = [list(column[start : start + _BATCH]) for column in columns]
        yield tokenizer(*some, padding=True, truncation=True, return_tensors="pt")


def licence(folder: Path) -> str | None:
    """The licence that the model card of a folder names."""
    import yaml

    path = folder / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    parts = text.split("---\n", 2)
    try:
        front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError:
        front = None
    name = front.get("license") if isinstance(front, dict) else None
    return str(name) if name else None
