"""What plain transformers makes of a folder, without anything of ours between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.embed import runtime
from cuewise.models.linear.logistic import softmax
from cuewise.records import Floats

_BATCH = 16


def answers(folder: Path, *columns: Sequence[str]) -> Floats:
    """The probabilities [n, k] of n texts, or of pairs, in the order of the folder's labels."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, use_safetensors=True, local_files_only=True, trust_remote_code=False
    ).eval()
    logits = [np.zeros((0, model.config.num_labels), np.float32)]
    with torch.inference_mode():
        asked = (model(**batch).logits for batch in batches(tokenizer, *columns))
        logits.extend(map(runtime.to_numpy, asked))
    return softmax(np.concatenate(logits).astype(np.float64))


def batches(tokenizer: Any, *columns: Sequence[str]) -> Iterator[Any]:
    """What a model is to read of texts or pairs, some at a time."""
    for start in range(0, len(columns[0]), _BATCH):
        some = [list(column[start : start + _BATCH]) for column in columns]
        yield tokenizer(*some, padding=True, truncation=True, return_tensors="pt")


def licence(folder: Path) -> str | None:
    """The licence that the card in a folder names."""
    import yaml

    path = folder / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    parts = text.split("---\n", 2)
    try:
        front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError:
        front = None
    found = front.get("license") if isinstance(front, dict) else None
    return str(found) if found else None
