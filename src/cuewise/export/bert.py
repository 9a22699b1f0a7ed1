r"""Write a head on an encoder as an ordinary BERT classifier, which plain transformers loads.

Our model is softmax(W·u + b), where u is the unit vector along the mean of the token states. A BERT
classifier reads only the state of the first token. One more BERT layer converts one into the other,
exactly up to rounding:

1. Attention with queries and keys of 0 weighs all tokens but padding equally, so each token gets
   the mean v of the values. Its own state, which is added, is negligible beside 2²⁴·v.
2. The next LayerNorm subtracts the mean of the coordinates and divides by their deviation. For
   coordinates that sum to 0 this is division by the length, times √d. The states are the output of
   a LayerNorm with gain g and shift c, so n·v = n·c for n ∝ 1/g. A reflection H maps n to the
   diagonal (1, …, 1)/√d. The LayerNorm then subtracts n·c alone from H·v, which is 0 where a
   coordinate of the encoder is dead, as in all-MiniLM-L6-v2. The result is √d·H·u.
3. The feed-forward part is 0, and its LayerNorm leaves a normalised vector unchanged.
4. The pooler is δ·I, and tanh(δx) = δx to a part in 10⁷ for δ = 2⁻¹². The classifier divides by δ
   and reverses H.

Where n·c is not 0 this is not exact; the check of the files refuses errors above 1e-4. Such a head,
and one on an encoder of another kind, is written by `cuewise.export.head`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.cues.pattern import remove_matches
from cuewise.embed import runtime
from cuewise.embed.encoder import Encoder, verify
from cuewise.embed.pooling import POOLINGS
from cuewise.errors import InputError
from cuewise.export import tokens
from cuewise.export.head import base_encoder, hub_name
from cuewise.export.origin import Written
from cuewise.export.plain import answers, difference, in_float, licence, plain_head
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.records import Floats

_GAIN, _SMALL = 2.0**12, 2.0**-12
# Names on the hub of encoders whose weights have the checksum of the file there.
_ON_HUB = {"all-MiniLM-L6-v2": "sentence-transformers/all-MiniLM-L6-v2"}
_USAGE = """\
from transformers import pipeline

classify = pipeline("text-classification", "this/folder", top_k=None)
classify("a text", truncation=True)"""


def write_bert(
    model: EncoderHead, folder: Path, *columns: Sequence[str], takes_out: str | None = None
) -> Written:
    """Write the folder and compare its answers with those of the model on some texts.

    `takes_out` is a regular expression that the files remove from a text first.

    Raises
    ------
    InputError
        The model reads pairs, its encoder does not pool as a BERT can, or the files answer
        otherwise.
    """
    encoder = base_encoder(model)
    if not pools_as_bert(encoder):
        raise InputError(
            f"the encoder {encoder.name} pools in a way that no ordinary classifier has",
            "an encoder of type bert that takes the mean of its states",
            "use the model in Python",
        )
    (sample,) = columns
    verify(encoder.path / "model.safetensors", encoder.sha256)
    with runtime.quiet():
        tokenizer, base = _base(encoder)
        classifier = _classifier(base, model.label_names)
        _fill(classifier, base, model)
        classifier.save_pretrained(folder)
        tokens.save(tokenizer, folder, takes_out)
        probs = answers(folder, sample)
        plain = remove_matches(sample, takes_out)
        wanted = in_float(model, tokenizer, partial(_unit, base), plain)
    most = difference(probs, wanted)
    limit = f"Texts are read up to {encoder.max_tokens} tokens: pass `truncation=True`."
    precise = "In float32; bfloat16 moves probabilities by about .01, float16 overflows."
    base_name = _ON_HUB.get(encoder.name, hub_name(encoder))
    notes = (limit, precise, *tokens.token_notes(tokenizer, takes_out))
    return Written(
        "transformers", most, len(sample), _USAGE, base_name, licence(encoder.path), notes
    )


def pools_as_bert(encoder: Encoder) -> bool:
    """Whether a BERT classifier may be able to pool as this encoder does: the mean, in a BERT."""
    config = json.loads((encoder.path / "config.json").read_text(encoding="utf-8"))
    mean = POOLINGS[encoder.pooling] is POOLINGS["mean"]
    return mean and not encoder.prompt and config.get("model_type") == "bert"


def _base(encoder: Encoder) -> tuple[Any, Any]:
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(
        encoder.path, local_files_only=True, trust_remote_code=False
    )
    tokenizer.model_max_length = encoder.max_tokens
    base = AutoModel.from_pretrained(
        encoder.path, use_safetensors=True, local_files_only=True, trust_remote_code=False
    )
    return tokenizer, base.float()


def _classifier(base: Any, labels: Sequence[str]) -> Any:
    """A classifier of the same architecture with one more layer and no weights yet."""
    from transformers import BertConfig, BertForSequenceClassification

    settings = base.config.to_diff_dict() | {
        "num_hidden_layers": base.config.num_hidden_layers + 1,
        "id2label": dict(enumerate(labels)),
        "label2id": {label: i for i, label in enumerate(labels)},
        "problem_type": "single_label_classification",
    }
    classifier: Any = BertForSequenceClassification(BertConfig.from_dict(settings))
    return classifier.eval()


def _fill(classifier: Any, base: Any, model: EncoderHead) -> None:
    """Load the weights of the encoder, the additional layer and the head."""
    import torch

    state, base_state = classifier.state_dict(), base.state_dict()
    last = base.config.num_hidden_layers
    layer = f"bert.encoder.layer.{last}"
    kept = {f"bert.{name}": values for name, values in base_state.items() if "pooler" not in name}
    empty = {name: torch.zeros_like(values) for name, values in state.items() if name not in kept}
    norm = base_state[f"encoder.layer.{last - 1}.output.LayerNorm.weight"].double().numpy()
    turn, one = reflection(norm), np.eye(norm.size)
    weights, bias = plain_head(model)
    made = {
        f"{layer}.attention.self.value.weight": _GAIN * turn,
        f"{layer}.attention.output.dense.weight": _GAIN * one,
        f"{layer}.attention.output.LayerNorm.weight": np.ones(norm.size),
        f"{layer}.output.LayerNorm.weight": np.ones(norm.size),
        "bert.pooler.dense.weight": _SMALL * one,
        "classifier.weight": (turn @ weights).T / (np.sqrt(norm.size) * _SMALL),
        "classifier.bias": bias,
    }
    tensors = {n: torch.from_numpy(np.ascontiguousarray(v)).float() for n, v in made.items()}
    classifier.load_state_dict(empty | kept | tensors)


def reflection(gain: Floats) -> Floats:
    """The reflection [d, d] that maps the direction 1/gain to the diagonal.

    Examples
    --------
    >>> turn = reflection(np.array([1.0, -2.0, 4.0]))
    >>> (turn @ [4.0, -2.0, 1.0]).round(6).tolist(), bool(np.allclose(turn @ turn, np.eye(3)))
    ([2.645751, 2.645751, 2.645751], True)
    """
    tiny = np.finfo(np.float32).tiny
    normal = 1 / np.where(np.abs(gain) < tiny, tiny, gain)
    normal /= np.abs(normal).max()
    across = normal / np.linalg.norm(normal) - 1 / np.sqrt(gain.size)
    length = across @ across
    if length == 0:
        return np.eye(gain.size)
    turned: Floats = np.eye(gain.size) - 2 * np.outer(across, across) / length
    return turned


def _unit(base: Any, batch: Any) -> Any:
    """The unit vector [n, d] along the mean of the token states of every text."""
    import torch

    mask = batch["attention_mask"].unsqueeze(-1)
    mean = (base(**batch).last_hidden_state * mask).sum(dim=1) / mask.sum(dim=1)
    return torch.nn.functional.normalize(mean)
