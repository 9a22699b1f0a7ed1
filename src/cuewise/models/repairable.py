"""Which models can be mended, and their form with a head to fit again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import InputError
from cuewise.models.build import build, notes
from cuewise.models.cached import Cached
from cuewise.models.hf.classifier import HfClassifier, load_hf
from cuewise.models.hf.head import hf_head, last_layer
from cuewise.models.trainable import Trainable
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus
from cuewise.report.reasons import sentence
from cuewise.report.words import words

_ALLOWED = "tfidf, reference, hf:NAME_OR_DIR"


def check_mendable(spec: str, corpus: Corpus) -> None:
    """Raise what stands against mending the model `spec` of this corpus, before the long work.

    Raises
    ------
    InputError
        It has no head that could be fitted again; it cannot be had; its labels are others.

    Examples
    --------
    >>> corpus = Corpus(["1"], ["好"], np.array([0], dtype=np.int32), ("a",), "x", language="zh")
    >>> check_mendable("tfidf", corpus)
    >>> check_mendable("python:mine:predict", corpus)
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the model 'python:mine:predict' is none to mend: it has no head ...
      allowed: tfidf, reference, hf:NAME_OR_DIR
      to fix:  pass --model tfidf, or mend the data that your model is trained on
    """
    family, _, argument = spec.partition(":")
    check = _CHECKS.get(family)
    if check is None:
        raise InputError(
            f"the model {spec!r} is none to mend: it has no head that could be fitted again",
            _ALLOWED,
            "pass --model tfidf, or mend the data that your model is trained on",
        )
    check(argument, corpus)


def fitted(spec: str, corpus: Corpus, rows: NDArray[np.int64], *, seed: int) -> Predictor:
    """The model `spec` in a form that can be mended, fitted on `rows`; as it is if it comes fitted.

    Of several models that a specification names it is the last, the one with an encoder.

    Raises
    ------
    InputError
        As `check_mendable`.

    Examples
    --------
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> fitted("tfidf", corpus, np.arange(4), seed=0).model_id
    'tfidf'
    """
    return mendable(build(spec, corpus, rows, seed=seed)[-1], corpus, rows)


def mendable(predictor: Predictor, corpus: Corpus, rows: NDArray[np.int64]) -> Predictor:
    """The predictor with a head to fit again, and features of ours to compute.

    What has one is given back as it is; of a Hugging Face classifier the last layer becomes the
    head, its features standardised over `rows` of `corpus`.

    Raises
    ------
    InputError
        It has no such head.

    Examples
    --------
    >>> from cuewise.models.linear.tfidf import fit_tfidf
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> model = Cached(fit_tfidf(corpus, np.arange(4), seed=0))
    >>> mendable(model, corpus, np.arange(4)) is model
    True
    """
    inner = predictor.inner if isinstance(predictor, Cached) else predictor
    if isinstance(inner, Trainable):
        return predictor
    if isinstance(inner, HfClassifier):
        return Cached(hf_head(inner, corpus, rows))
    raise InputError(f"{predictor.model_id} has no head that could be fitted again", _ALLOWED)


def _nothing(_: str, __: Corpus) -> None:
    """A model that is fitted on any corpus."""


def _encoder(_: str, corpus: Corpus) -> None:
    if less := notes("reference", corpus):
        what = f"the model 'reference' cannot be had: {sentence(less, words('en'))}"
        raise InputError(what, "tfidf", "pass --model tfidf")


def _last_layer(name: str, corpus: Corpus) -> None:
    last_layer(load_hf(name, corpus.label_names))


_CHECKS: Mapping[str, Callable[[str, Corpus], None]] = {
    "tfidf": _nothing,
    "reference": _encoder,
    "hf": _last_layer,
}
