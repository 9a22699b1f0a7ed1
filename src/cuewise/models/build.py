"""Build predictors from a model specification."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cuewise import embed
from cuewise.embed import OnProgress
from cuewise.embed.choice import DEFAULT
from cuewise.embed.hub import local
from cuewise.errors import InputError, NotApplicable
from cuewise.files import existing
from cuewise.models.cached import Cached
from cuewise.models.external.function import load_function
from cuewise.models.external.objects import HasProbabilities, adapt, name_of_object
from cuewise.models.external.sklearn_file import load_sklearn
from cuewise.models.hf.classifier import load_hf
from cuewise.models.linear.encoder_head import fit_head
from cuewise.models.linear.saved_head import load_head, read_settings
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, Reason

# A specification, or an object that predicts.
ModelLike = str | Predictor | HasProbabilities

_HEAD = "minilm-head"


@dataclass(frozen=True, slots=True)
class _Request:
    argument: str
    corpus: Corpus
    fit_rows: NDArray[np.int64]
    seed: int
    progress: OnProgress | None
    encoder: str


@dataclass(frozen=True, slots=True)
class Spec:
    """One form of a specification: its `code`, a `summary` of the model, and how to build it."""

    code: str
    summary: str
    build: Callable[[_Request], tuple[Predictor, ...]]


def _tfidf(request: _Request) -> tuple[Predictor, ...]:
    return (fit_tfidf(request.corpus, request.fit_rows, seed=request.seed),)


def _reference(request: _Request) -> tuple[Predictor, ...]:
    try:
        encoder = embed.encoder_for(request.encoder, request.corpus)
    except NotApplicable:
        return _tfidf(request)
    head = fit_head(
        request.corpus,
        request.fit_rows,
        encoder=encoder,
        seed=request.seed,
        progress=request.progress,
        model_id=_HEAD if request.encoder == DEFAULT else f"{encoder.name}-head",
    )
    return (*_tfidf(request), head)


def _none(_: _Request) -> tuple[Predictor, ...]:
    return ()


def _hf(request: _Request) -> tuple[Predictor, ...]:
    names = request.corpus.label_names
    return (load_hf(request.argument, names, progress=request.progress),)


def _head(request: _Request) -> tuple[Predictor, ...]:
    return (load_head(request.argument, request.corpus.label_names, request.encoder),)


def _sklearn(request: _Request) -> tuple[Predictor, ...]:
    pairs = request.corpus.texts_b is not None
    return (load_sklearn(request.argument, request.corpus.label_names, pairs=pairs),)


def _python(request: _Request) -> tuple[Predictor, ...]:
    return (load_function(request.argument, request.corpus.label_names),)


def _later(request: _Request) -> tuple[Predictor, ...]:
    raise _not_yet(request.argument)


def _not_yet(name: str) -> InputError:
    return InputError(
        f"the model '{name}' is served by an endpoint or scores rewards:"
        " this comes with a later release",
        allowed=_forms(),
        fix="call the model from a function of yours and pass python:MODULE:FUNCTION",
    )


_FAMILIES: Mapping[str, Spec] = {
    "tfidf": Spec("tfidf", "TF-IDF and logistic regression, fitted on the corpus", _tfidf),
    "reference": Spec("reference", "tfidf, and a head on the encoder", _reference),
    "none": Spec("none", "no model: the data only", _none),
    "hf": Spec("hf:NAME_OR_DIR", "a Hugging Face sequence classifier", _hf),
    "head": Spec("head:DIR", "a head on --encoder, as fix writes it", _head),
    "sklearn": Spec("sklearn:FILE.skops", "a scikit-learn pipeline saved by skops", _sklearn),
    "python": Spec("python:MODULE:FUNCTION", "a function that takes a list of texts", _python),
    "openai": Spec("openai:MODEL", "an OpenAI-compatible endpoint (in a later release)", _later),
    "reward": Spec("reward:NAME_OR_DIR", "a reward model (in a later release)", _later),
}
SPECS: tuple[Spec, ...] = tuple(_FAMILIES.values())


def build(
    spec: ModelLike,
    corpus: Corpus,
    fit_rows: NDArray[np.int64],
    *,
    seed: int,
    progress: OnProgress | None = None,
    encoder: str = DEFAULT,
) -> tuple[Predictor, ...]:
    """Build the predictors that `spec` names; each caches its answers by text.

    Parameters
    ----------
    spec:
        `tfidf`, `reference`, `none`, `hf:NAME_OR_DIR`, `head:DIR`, `sklearn:FILE.skops` or
        `python:MODULE:FUNCTION`; or an object with `predict_proba(texts)`, or a `Predictor`.
    corpus:
        Gives the labels, and the documents that unfitted models are fitted on.
    fit_rows:
        The rows to fit on; the others stay unseen. Fitted models ignore them.
    seed:
        Seed of every random choice.
    progress:
        Called with (done, total) during long work.
    encoder:
        The encoder of `reference` and `head:DIR`: "default", or the name or folder of another.

    Returns
    -------
    tuple[Predictor, ...]
        None for `none`, two for `reference`, otherwise one.

    Raises
    ------
    InputError
        The specification is unknown, the model cannot be loaded, or its labels do not match.
    MissingExtra
        The model needs an extra that is not installed.

    Examples
    --------
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> [model.model_id for model in build("tfidf", corpus, np.arange(4), seed=0)]
    ['tfidf']
    """
    if not isinstance(spec, str):
        return (Cached(_given(spec, corpus)),)
    family, argument = _parse(spec)
    request = _Request(argument, corpus, fit_rows, seed, progress, encoder)
    return tuple(Cached(model) for model in family.build(request))


def _given(model: Predictor | HasProbabilities, corpus: Corpus) -> Predictor:
    """A model that the user made."""
    if isinstance(model, Predictor):
        if tuple(model.label_names) != corpus.label_names:
            raise InputError(
                f"the labels of {model.model_id} are {', '.join(model.label_names)}",
                f"those of the corpus, in this order: {', '.join(corpus.label_names)}",
                "give the model these label_names",
            )
        return model
    return adapt(model, corpus.label_names, pairs=corpus.texts_b is not None)


def name_of(model: ModelLike) -> str:
    """What outcomes call a model: its specification, or the name of the object.

    Examples
    --------
    >>> name_of("tfidf")
    'tfidf'
    """
    if isinstance(model, str):
        return model
    return model.model_id if isinstance(model, Predictor) else name_of_object(model)


def check(spec: ModelLike) -> None:
    """Raise what is wrong with `spec` in itself: told before the long work, not after it.

    Examples
    --------
    >>> check("tfidf")
    >>> check("tfdif")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: unknown model 'tfdif'
      allowed: tfidf, reference, none, hf:NAME_OR_DIR, head:DIR, ...
      to fix:  did you mean tfidf?
    """
    if not isinstance(spec, str):
        if not isinstance(spec, Predictor | HasProbabilities):
            raise InputError(
                f"a model of type {type(spec).__name__} cannot be asked",
                f"{_forms()}, or an object with predict_proba(texts)",
                "pass one of these",
            )
        return
    family, argument = _parse(spec)
    if family.code.startswith("hf:"):
        local(argument)
    elif family.build is _head:
        read_settings(argument)
    elif argument.endswith(".skops"):
        existing(Path(argument))
    elif family.build is _later:
        raise _not_yet(argument)


def needs_encoder(spec: ModelLike) -> bool:
    """Whether a model reads the encoder that the user may name.

    Examples
    --------
    >>> needs_encoder("reference"), needs_encoder("head:fixed/model"), needs_encoder("tfidf")
    (True, True, False)
    """
    return isinstance(spec, str) and spec.partition(":")[0] in {"reference", "head"}


def notes(spec: ModelLike, corpus: Corpus, encoder: str = DEFAULT) -> Reason | None:
    """Why `spec` builds less on this corpus than it names; None when it does not.

    Examples
    --------
    >>> corpus = Corpus(["1"], ["好"], np.array([0], dtype=np.int32), ("a",), "x", language="zh")
    >>> notes("reference", corpus).code
    'head-language'
    >>> notes("tfidf", corpus)
    """
    if spec != "reference":
        return None
    try:
        embed.encoder_for(encoder, corpus)
    except NotApplicable as why:
        if "package" in why.facts:
            return Reason.of("head-package", package=why.facts["package"], extra=why.facts["extra"])
        return Reason.of("head-language", language=why.facts["language"])
    return None


def _forms() -> str:
    return ", ".join(f.code for f in SPECS if f.build is not _later)


def _parse(spec: str) -> tuple[Spec, str]:
    prefix, colon, argument = spec.partition(":")
    family = _FAMILIES.get(prefix)
    if family is None:
        close = difflib.get_close_matches(prefix, _FAMILIES, n=1)
        hint = f"did you mean {_FAMILIES[close[0]].code}?" if close else "see cuewise list models"
        raise InputError(f"unknown model '{spec}'", allowed=_forms(), fix=hint)
    if (":" in family.code) != bool(argument) or (colon and not argument):
        raise InputError(
            f"'{spec}' is not of the form {family.code}",
            allowed=_forms(),
            fix=f"write {family.code}",
        )
    return family, argument
