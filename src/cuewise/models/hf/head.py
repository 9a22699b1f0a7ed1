"""A Hugging Face classifier as features and a linear head, so that its last layer can be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import InputError
from cuewise.models.hf.classifier import HfClassifier
from cuewise.models.hf.network import load_classifier, run
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Cost
from cuewise.records import Corpus, Floats, Predictions, Reason

# Inverse penalty of the head: that of `cuewise.models.linear.encoder_head` on single texts.
_C = 0.03
# A feature that varies by less of its size says little that is not rounding, which a division by
# its deviation would raise.
_LEAST = 1e-3
_ELSEWHERE = Reason.of("fitted-elsewhere")


@dataclass(frozen=True, slots=True)
class HfHead:
    """Logistic regression on what enters the last layer of `base`, standardised.

    At first `logistic` is that layer itself, so `predict` is that of `base` but for rounding;
    `layer` is its name in the model. Texts or pairs, whichever the classifier reads.
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
        """Those of the corpus."""
        return self.base.label_names

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What a reader should know: nothing says which documents the model was fitted on."""
        return (*self.base.notes, _ELSEWHERE)

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Floats:
        """What the head sees: standardised states [n, d]."""
        return self._scaled(texts, texts_b)[0]

    def with_head(self, logistic: Logistic, by: str) -> HfHead:
        """The same features with another head; `by` says what made it."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities of texts or pairs."""
        features, calls = self._scaled(texts, texts_b)
        return Predictions(self.logistic.probs(features), self.model_id, calls)

    def _scaled(self, texts: Sequence[str], texts_b: Sequence[str] | None) -> tuple[Floats, int]:
        found, calls = _states(self.base, self.layer, self.mean.size, texts, texts_b)
        return (found - self.mean) / self.std, calls


def hf_head(base: HfClassifier, corpus: Corpus, rows: NDArray[np.int64]) -> HfHead:
    """The classifier with its last layer as a head; features are standardised over `rows`.

    The layer is softmax(xWᵀ + b) of states x, which is softmax(z(σ∘Wᵀ) + b + μWᵀ) of the
    standardised z = (x − μ)/σ.

    Raises
    ------
    InputError
        No linear layer with a bias makes the logits from one vector of each text.

    Examples
    --------
    >>> head = hf_head(load_hf("./my-model", labels), corpus, rows)  # doctest: +SKIP
    """
    layer = last_layer(base)
    weights, bias = _parameters(base, layer)
    texts = [corpus.texts[i] for i in rows]
    texts_b = None if corpus.texts_b is None else [corpus.texts_b[i] for i in rows]
    states, _ = _states(base, layer, len(weights), texts, texts_b)
    mean, std = states.mean(axis=0), states.std(axis=0)
    std = np.where(std > _LEAST * np.hypot(mean, std), std, 1.0)
    logistic = Logistic((std[:, None] * weights).astype(np.float32), bias + mean @ weights)
    return HfHead(base, layer, mean, std, logistic, base.model_id)


def last_layer(base: HfClassifier) -> str:
    """The name of the linear layer that makes the logits, found by running the model on a text.

    Raises
    ------
    InputError
        There is none, or it has no bias: it reads every token, or something follows it.
    """
    import torch

    _, model = load_classifier(base.path)
    known = {n: m for n, m in model.named_modules() if isinstance(m, torch.nn.Linear)}
    made: dict[str, Any] = {}
    found: list[str] = []

    def keep(name: str, _: Any, __: Any, output: Any) -> None:
        made[name] = output

    def ask(model: Any, batch: Any) -> Any:
        logits = model(**batch).logits
        found.extend(name for name, output in made.items() if _same(output, logits))
        return logits

    with ExitStack() as hooks:
        for name, module in known.items():
            hooks.callback(module.register_forward_hook(partial(keep, name)).remove)
        run(base.path, [["a"]], base.max_tokens, len(base.label_names), ask)
    able = [name for name in found if known[name].bias is not None]
    if len(able) != 1:
        raise InputError(
            f"{base.model_id} is none to mend: no linear layer with a bias makes its logits from "
            "one vector of each text",
            "a classifier whose last layer is linear and reads one vector, such as those of BERT, "
            "RoBERTa, DistilBERT, DeBERTa or ELECTRA",
            "pass --model reference or tfidf, or mend the data that your model is trained on",
        )
    return able[0]


def _same(output: Any, logits: Any) -> bool:
    return output.shape == logits.shape and bool((output == logits).all())


def entering(layer: str) -> Callable[[Any, Any], Any]:
    """What asks a model for the states [n, d] that enter one of its layers."""

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


def _states(
    base: HfClassifier,
    layer: str,
    width: int,
    texts: Sequence[str],
    texts_b: Sequence[str] | None,
) -> tuple[Floats, int]:
    found, calls = base.kept(texts, texts_b, width, entering(layer), f"/entering/{layer}")
    return found.astype(np.float64), calls


def _parameters(base: HfClassifier, layer: str) -> tuple[Floats, Floats]:
    """Weights [d, k] and bias [k], the labels in the order of the corpus."""
    _, model = load_classifier(base.path)
    own = model.get_submodule(layer)
    weights, bias = (t.detach().double().cpu().numpy() for t in (own.weight, own.bias))
    return weights[base.columns].T, bias[base.columns]
