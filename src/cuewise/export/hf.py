"""Write a Hugging Face classifier with a new last layer as a folder of the same form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.cues.pattern import remove_matches
from cuewise.embed import runtime
from cuewise.embed.hub import local
from cuewise.export import tokens
from cuewise.export.origin import Written
from cuewise.export.plain import answers, difference, in_float, licence, plain_head
from cuewise.models.hf.head import HfHead, entering
from cuewise.models.hf.network import read_classifier

_USAGE = """\
from transformers import pipeline

classify = pipeline("text-classification", "this/folder", top_k=None)
classify({example}, truncation=True)"""
_EXAMPLE = {1: '"a text"', 2: '{"text": "a text", "text_pair": "another"}'}


def write_hf(
    model: HfHead, folder: Path, *columns: Sequence[str], takes_out: str | None = None
) -> Written:
    """Write the folder and compare its answers with those of the model on some texts or pairs.

    `takes_out` is a regular expression that the files remove from a text first. The standardisation
    of the features is folded into the layer.

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
        probs = answers(folder, *columns)[:, base.columns]
        plain = [remove_matches(column, takes_out) for column in columns]
        wanted = in_float(model, tokenizer, partial(entering(model.layer), classifier), *plain)
    source, by = base.model_id.removeprefix("hf:"), model.model_id.removeprefix(base.model_id)
    on_hub = source if local(source) is None else None
    return Written(
        "transformers",
        difference(probs, wanted),
        len(columns[0]),
        _USAGE.replace("{example}", _EXAMPLE[len(columns)]),
        on_hub,
        licence(base.path),
        (
            _changed(model),
            f"Texts are read up to {base.max_tokens} tokens: pass `truncation=True`.",
            *tokens.token_notes(tokenizer, takes_out),
        ),
        # Do not publish a path of this machine.
        f"{on_hub or base.path.name}{by}",
    )


def _changed(model: HfHead) -> str:
    if model.model_id == model.base.model_id:
        return "Its weights are as they were, in float32."
    return (
        f"Its last layer, `{model.layer}`, is new; all other weights are as they were, in float32."
    )


def _put(classifier: Any, model: HfHead) -> None:
    """Write the head into the last layer, with labels in the classifier's own order."""
    import torch

    weights, bias = plain_head(model)
    order = np.argsort(model.base.columns)
    layer = classifier.get_submodule(model.layer)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights.T[order])))
        layer.bias.copy_(torch.from_numpy(bias[order]))
