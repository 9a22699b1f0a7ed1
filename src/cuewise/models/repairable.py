"""Models that can be repaired: those with a linear last layer, which is refitted as a head."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cuewise.embed.choice import DEFAULT
from cuewise.errors import InputError
from cuewise.models.build import build, notes
from cuewise.models.cached import Cached
from cuewise.models.hf.classifier import HfClassifier, load_hf
from cuewise.models.hf.head import hf_head, last_layer
from cuewise.models.trainable import Trainable
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording

_MORE = {"head-language": ", or name an encoder that reads the language: --encoder NAME_OR_DIR"}


def check_repairable(spec: str, corpus: Corpus, encoder: str = DEFAULT) -> None:
    """Raise an error if the model `spec` cannot be repaired on this corpus, before any long work.

    Raises
    ------
    InputError
        It has no linear last layer, cannot be loaded, or has other labels.

    Examples
    --------
    >>> corpus = Corpus(["1"], ["好"], np.array([0], dtype=np.int32), ("a",), "x", language="zh")
    >>> check_repairable("tfidf", corpus)
    >>> check_repairable("python:mine:predict", corpus)
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the model 'python:mine:predict' cannot be repaired: ...
      allowed: tfidf, reference, hf:NAME_OR_DIR
      to fix:  pass --model tfidf, or repair the data that your model is trained on
    """
    family, _, argument = spec.partition(":")
    check = _CHECKS.get(family)
    if check is None:
        raise _not_repairable(spec)
    check(argument, corpus, encoder)


def fit_repairable(
    spec: str, corpus: Corpus, rows: NDArray[np.int64], *, seed: int, encoder: str = DEFAULT
) -> Predictor:
    """The model `spec` in a form that can be repaired, fitted on `rows` unless it comes fitted.

    If a specification names several models, this is the last one, which has an encoder.

    Raises
    ------
    InputError
        As `check_repairable`.

    Examples
    --------
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> fit_repairable("tfidf", corpus, np.arange(4), seed=0).model_id
    'tfidf'
    """
    return repairable(build(spec, corpus, rows, seed=seed, encoder=encoder)[-1], corpus, rows)


def repairable(predictor: Predictor, corpus: Corpus, rows: NDArray[np.int64]) -> Predictor:
    """The predictor as a model with features and a head that can be refitted.

    A predictor that has both is returned unchanged. The last layer of a Hugging Face classifier
    becomes the head, and its features are standardised over `rows` of `corpus`.

    Raises
    ------
    InputError
        It has no linear last layer.

    Examples
    --------
    >>> from cuewise.models.linear.tfidf import fit_tfidf
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> model = Cached(fit_tfidf(corpus, np.arange(4), seed=0))
    >>> repairable(model, corpus, np.arange(4)) is model
    True
    """
    inner = predictor.inner if isinstance(predictor, Cached) else predictor
    if isinstance(inner, Trainable):
        return predictor
    if isinstance(inner, HfClassifier):
        return Cached(hf_head(inner, corpus, rows))
    raise _not_repairable(predictor.model_id)


def _not_repairable(model: str) -> InputError:
    return InputError(
        f"the model {model!r} cannot be repaired: it has no last layer that could be refitted",
        "tfidf, reference, hf:NAME_OR_DIR",
        "pass --model tfidf, or repair the data that your model is trained on",
    )


def _nothing(_: str, __: Corpus, ___: str) -> None:
    """A model that can be fitted on any corpus."""


def _encoder(_: str, corpus: Corpus, encoder: str) -> None:
    if less := notes("reference", corpus, encoder):
        what = f"the model 'reference' cannot be had: {sentence(less, wording('en'))}"
        raise InputError(what, "tfidf", "pass --model tfidf" + _MORE.get(less.code, ""))


def _last_layer(name: str, corpus: Corpus, _: str) -> None:
    last_layer(load_hf(name, corpus.label_names))


_CHECKS: Mapping[str, Callable[[str, Corpus, str], None]] = {
    "tfidf": _nothing,
    "reference": _encoder,
    "hf": _last_layer,
}
