"""A sequence classifier of transformers in memory: loaded once, run in padded batches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.pretrained import load_network, load_tokenizer

# Runs a model on a batch: a tensor [n, d], one row for each text.
Ask = Callable[[Any, Any], Any]


@functools.lru_cache(maxsize=4)
def load_classifier(path: Path) -> tuple[Any, Any]:
    """Tokenizer and model of a local folder, ready to predict; loaded once per process."""
    tokenizer, model = read_classifier(path)
    _full_precision_head(model)
    return tokenizer, model.to(runtime.device())


def read_classifier(path: Path) -> tuple[Any, Any]:
    """Tokenizer and model as saved in a local folder, read afresh.

    Raises
    ------
    InputError
        transformers cannot load it, its classifier is not trained, or it names code on the hub.
    """
    from transformers import AutoModelForSequenceClassification

    wanted = "a trained sequence classifier, with its tokenizer,"
    tokenizer = load_tokenizer(path, wanted=wanted)
    model = load_network(AutoModelForSequenceClassification, path, wanted=wanted)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    model.config.pad_token_id = tokenizer.pad_token_id
    return tokenizer, model.eval()


def run(
    path: Path, columns: Sequence[list[str]], max_tokens: int, width: int, ask: Ask
) -> NDArray[np.float32]:
    """The rows [n, width] that `ask` returns from the model of a folder, one per text or pair.

    Parameters
    ----------
    columns:
        One list of n texts, or two for pairs.
    max_tokens:
        Where longer texts are cut.
    """
    tokenizer, model = load_classifier(path)
    encoded = tokenizer(*columns, truncation=True, max_length=max_tokens)
    lengths = np.array([len(row) for row in encoded["input_ids"]], dtype=np.int64)
    out = np.empty((len(lengths), width), dtype=np.float32)
    where = runtime.device()
    with runtime.inference():
        for rows, length in runtime.batches(lengths, max_tokens, where):
            batch = {name: [values[i] for i in rows] for name, values in encoded.items()}
            padded = tokenizer.pad(
                batch, padding="max_length", max_length=length, return_tensors="pt"
            )
            out[rows] = runtime.to_numpy(ask(model, padded.to(where)))
    return out


def _full_precision_head(model: Any) -> None:
    """Run the last layer in float32: in bfloat16, logits would move in visible steps."""
    import torch

    # Any: torch allows replacing a module's forward, which mypy takes for a method.
    linear: list[Any] = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    for layer in [each for each in linear if each.out_features == model.config.num_labels][-1:]:
        layer.forward = functools.partial(_in_float32, layer.forward)


def _in_float32(forward: Any, states: Any) -> Any:
    import torch

    with torch.autocast(runtime.device(), enabled=False):
        return forward(states.float())
