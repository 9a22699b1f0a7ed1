"""A Hugging Face classifier with another last layer, as the folder that it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.cues.pattern import taken_out
from cuewise.embed import runtime
from cuewise.export import tokens
from cuewise.export.check import difference
from cuewise.export.origin import Written
from cuewise.export.plain import answers, batches, licence
from cuewise.models.hf.files import local
from cuewise.models.hf.head import HfHead, entering
from cuewise.models.hf.network import read_classifier
from cuewise.records import Floats

# A label that was never seen has bias -inf, which is no number to train on with; this is 0 too.
_NEVER = -1e4
_USAGE = """\
from transformers import pipeline

classify = pipeline("text-classification", "this/folder", top_k=None)
classify({asked}, truncation=True)"""
_ASKED = {1: '"a text"', 2: '{"text": "a text", "text_pair": "another"}'}


def write(
    model: HfHead, folder: Path, *columns: Sequence[str], takes_out: str | None = None
) -> Written:
    """Write the folder and compare what it answers with the model, on some texts or pairs.

    `takes_out`: an expression that the files are to take out of a text first.
    The head's z = (x − μ)/σ is undone: softmax(zW + b) = softmax(x(W/σ) + b − μ(W/σ)).

    Raises
    ------
    InputError
        The files do not answer as the model does.
    """
    base = model.base
    with runtime.quiet():
        tokenizer, classifier = read_classifier(base.path)
        classifier = classifier.float()
        tokenizer.model_max_length = base.max_tokens
        _put(classifier, model)
        classifier.save_pretrained(folder)
        tokens.save(tokenizer, folder, takes_out)
        found = answers(folder, *columns)[:, base.columns]
        plain = [taken_out(column, takes_out) for column in columns]
        wanted = _in_float(model, tokenizer, classifier, plain)
    source, by = base.model_id.removeprefix("hf:"), model.model_id.removeprefix(base.model_id)
    on_hub = source if local(source) is None else None
    return Written(
        "transformers",
        difference(found, wanted),
        len(columns[0]),
        _USAGE.replace("{asked}", _ASKED[len(columns)]),
        on_hub,
        licence(base.path),
        (
            _changed(model),
            f"Texts are read up to {base.max_tokens} tokens: pass `truncation=True`.",
            *tokens.notes(tokenizer, takes_out),
        ),
        # A path is of this machine, and the folder may be given away.
        f"{on_hub or base.path.name}{by}",
    )


def _changed(model: HfHead) -> str:
    if model.model_id == model.base.model_id:
        return "Its weights are as they were, in float32."
    return (
        f"Its last layer, `{model.layer}`, is new; all other weights are as they were, in float32."
    )


def _put(classifier: Any, model: HfHead) -> None:
    """The head in the place of the last layer, labels in the classifier's own order."""
    import torch

    weights = model.logistic.weights.astype(np.float64) / model.std[:, None]
    bias = np.maximum(model.logistic.bias - model.mean @ weights, _NEVER)
    own = np.argsort(model.base.columns)
    layer = classifier.get_submodule(model.layer)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights.T[own])))
        layer.bias.copy_(torch.from_numpy(bias[own]))


def _in_float(
    model: HfHead, tokenizer: Any, classifier: Any, columns: Sequence[Sequence[str]]
) -> Floats:
    """What the model answers where all is computed in float32, as the files are.

    In memory the classifier may count in bfloat16, which would hide a fault.
    """
    import torch

    ask, found = entering(model.layer), [np.zeros((0, len(model.label_names)))]
    with torch.inference_mode():
        for batch in batches(tokenizer, *columns):
            states = runtime.to_numpy(ask(classifier, batch)).astype(np.float64)
            found.append(model.logistic.probs((states - model.mean) / model.std))
    return np.concatenate(found)
