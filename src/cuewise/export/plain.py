"""What the writers share: heads for plain features, the answers of plain files, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from cuewise.embed import runtime
from cuewise.errors import InputError
from cuewise.models.hf.head import HfHead
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.records import Floats

_BATCH = 16
# A label that was never seen has bias -inf, which breaks training; this gives probability 0 too.
_NEVER = -1e4
# The greatest difference of a probability from that of the model in memory.
MAX_DIFFERENCE = 1e-4


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


def difference(probs: Floats, wanted: Floats, tolerance: float = MAX_DIFFERENCE) -> float:
    """The largest difference of any probability [n, k] from the wanted one.

    Raises
    ------
    InputError
        It exceeds the tolerance, or is not a number.

    Examples
    --------
    >>> difference(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))
    0.0
    """
    most = float(np.abs(probs - wanted).max(initial=0.0))
    if not most <= tolerance:
        raise InputError(
            f"the files do not answer as the model does: a probability differs by {most:.2g}",
            f"{tolerance:g} at most",
            "report this; the model itself can be used in Python",
        )
    return most


def plain_head(model: EncoderHead | HfHead) -> tuple[Floats, Floats]:
    """Weights [d, k] and bias [k] of a head for features that are not standardised.

    With z = (x − μ)/σ, softmax(zW + b) = softmax(x(W/σ) + b − μ(W/σ)).
    """
    weights = model.logistic.weights.astype(np.float64) / model.std[:, None]
    return weights, np.maximum(model.logistic.bias - model.mean @ weights, _NEVER)


def in_float(
    model: EncoderHead | HfHead,
    tokenizer: Any,
    states: Callable[[Any], Any],
    *columns: Sequence[str],
) -> Floats:
    """The probabilities [n, k] of a head on the states of each batch in float32, as in the files.

    In memory the encoder may compute in bfloat16, which would hide an error.
    """
    import torch

    probs = [np.zeros((0, model.logistic.bias.size))]
    with torch.inference_mode():
        for batch in padded_batches(tokenizer, *columns):
            features = runtime.to_numpy(states(batch)).astype(np.float64)
            probs.append(model.logistic.probs((features - model.mean) / model.std))
    return np.concatenate(probs)


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
