"""A Hugging Face classifier as features and a linear head, which remedies can refit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NeedsTraining
from cuewise.models.hf.classifier import HfClassifier
from cuewise.models.hf.network import load_classifier, run
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Cost
from cuewise.records import Corpus, Floats, Predictions, Reason
from cuewise.split.rows import rows_of

# Inverse penalty of the head, as in `cuewise.models.linear.encoder_head` for single texts.
_C = 0.03
# Do not divide by the deviation of a feature that varies by less than this share of its size: it
# would only amplify rounding.
_LEAST = 1e-3
_ELSEWHERE = Reason.of("fitted-elsewhere")


@dataclass(frozen=True, slots=True)
class HfHead:
    """Logistic regression on what enters the last layer of `base`, standardised.

    `layer` is the name of that layer in the model. At first `logistic` is the layer itself, so that
    `predict` equals that of `base` up to rounding. It reads texts or pairs, as `base` does.
    """

    cost: ClassVar[Cost] = "high"

    base: HfClassifier
    layer: str
    mean: Floats
    std: Floats
    logistic: Logistic
    model_id: str
    c: float = _C

    @property
    def label_names(self) -> tuple[str, ...]:
        """The labels of the corpus."""
        return self.base.label_names

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What a reader should know: nothing says which documents the model was fitted on."""
        return (*self.base.notes, _ELSEWHERE)

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Floats:
        """The standardised states [n, d] that the head reads."""
        return self._scaled(texts, texts_b)[0]

    def with_head(self, logistic: Logistic, by: str) -> HfHead:
        """The same features with another head; `by` names the remedy that made it."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities [n, k] of texts or pairs."""
        features, calls = self._scaled(texts, texts_b)
        return Predictions(self.logistic.probs(features), self.model_id, calls)

    def _scaled(self, texts: Sequence[str], texts_b: Sequence[str] | None) -> tuple[Floats, int]:
        ask, what = entering(self.layer), f"/entering/{self.layer}"
        states, calls = self.base.cached(texts, texts_b, self.mean.size, ask, what)
        return (states.astype(np.float64) - self.mean) / self.std, calls


def hf_head(base: HfClassifier, corpus: Corpus, rows: NDArray[np.int64]) -> HfHead:
    """Make the last layer of a classifier a head on features standardised over `rows`.

    The layer is softmax(xWᵀ + b) of states x, which is softmax(z(σ∘Wᵀ) + b + μWᵀ) of the
    standardised z = (x − μ)/σ.

    Raises
    ------
    InputError
        As `last_layer`.

    Examples
    --------
    >>> head = hf_head(load_hf("./my-model", labels), corpus, rows)  # doctest: +SKIP
    """
    layer = last_layer(base)
    last = load_classifier(base.path)[1].get_submodule(layer)
    arrays = (tensor.detach().double().cpu().numpy() for tensor in (last.weight, last.bias))
    # With labels in the order of the corpus.
    weights, bias = (array[base.columns].T for array in arrays)
    zero, one, some = np.zeros(len(weights)), np.ones(len(weights)), rows_of(corpus, rows)
    plain = HfHead(base, layer, zero, one, Logistic(weights, bias), base.model_id)
    states = plain.features(some.texts, some.texts_b)
    mean, std = states.mean(axis=0), states.std(axis=0)
    std = np.where(std > _LEAST * np.hypot(mean, std), std, 1.0)
    logistic = Logistic((std[:, None] * weights).astype(np.float32), bias + mean @ weights)
    return replace(plain, mean=mean, std=std, logistic=logistic)


def last_layer(base: HfClassifier) -> str:
    """The name of the linear layer that computes the logits, found by running the model on a text.

    Raises
    ------
    InputError
        There is none: the last layer is not linear, has no bias, or reads every token.
    """
    import torch

    _, model = load_classifier(base.path)
    linear = {n: m for n, m in model.named_modules() if isinstance(m, torch.nn.Linear)}
    outputs: dict[str, Any] = {}
    last: list[str] = []

    def keep(name: str, _: Any, __: Any, output: Any) -> None:
        outputs[name] = output

    def ask(model: Any, batch: Any) -> Any:
        logits = model(**batch).logits
        last.extend(name for name, output in outputs.items() if _same(output, logits))
        return logits

    with ExitStack() as hooks:
        for name, module in linear.items():
            hooks.callback(module.register_forward_hook(partial(keep, name)).remove)
        run(base.path, [["a"]], base.max_tokens, len(base.label_names), ask)
    usable = [name for name in last if linear[name].bias is not None]
    if len(usable) != 1:
        raise NeedsTraining(
            f"the model '{base.model_id}' cannot be repaired: no linear layer with a bias computes "
            "its logits from one vector of each text",
            "a classifier whose last layer is linear and reads one vector, such as those of BERT, "
            "RoBERTa, DistilBERT, DeBERTa or ELECTRA",
            "pass --model reference or tfidf, or repair the data that your model is trained on",
            base.model_id.removeprefix("hf:"),
        )
    return usable[0]


def _same(output: Any, logits: Any) -> bool:
    return output.shape == logits.shape and bool((output == logits).all())


def entering(layer: str) -> Callable[[Any, Any], Any]:
    """A function that runs a model on a batch and returns the input [n, d] of one of its layers."""

    def ask(model: Any, batch: Any) -> Any:
        seen: list[Any] = []
        hook = model.get_submodule(layer).register_forward_pre_hook(
            lambda _, given: seen.append(given[0])
        )
        try:
            model(**batch)
        finally:
            hook.remove()
        return seen[-1]

    return ask
