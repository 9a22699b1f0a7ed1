"""Which encoder an audit uses: the default one, or the one that the user names."""

from __future__ import annotations

from pathlib import Path

from cuewise.embed.encoder import Encoder, default_encoder, unavailable
from cuewise.embed.folder import load_encoder
from cuewise.embed.hub import find_model, local
from cuewise.errors import CuewiseError, InputError, NotApplicable, first_line, require_packages
from cuewise.records import Corpus
from cuewise.text.language import READ_AS_ENGLISH, called

DEFAULT = "default"
_KINDS = "a text encoder or a causal language model, complete, as transformers saves it"


def named(name: str) -> Encoder | None:
    """The encoder that `name` names; None for "default".

    Parameters
    ----------
    name:
        "default", a folder saved by transformers or sentence-transformers, or a name on the hub.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        There is no such encoder, or it cannot be read.

    Examples
    --------
    >>> named("default")
    >>> named("./no/such/folder")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the folder './no/such/folder' does not exist
      allowed: a folder of a model saved by transformers, or the name of one on the hub
      to fix:  check the path
    """
    if name == DEFAULT:
        return None
    folder = _located(name)
    # The folder of a download is named by its commit, which tells people nothing.
    return load_encoder(folder, name=None if local(name) else name)


def _located(name: str) -> Path:
    require_packages("torch", "transformers")
    return local(name) or find_model(name)


def check_encoder(name: str, *, needed: bool) -> None:
    """Raise an error if the encoder `name` does not exist, before any long work.

    Parameters
    ----------
    name:
        As for `named`.
    needed:
        Also raise an error if it exists and cannot be used: a model needs it. Evidence can do
        without it; see `evidence_encoder`.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        There is no such folder or model, or it is needed and cannot be used.

    Examples
    --------
    >>> check_encoder("default", needed=False)
    """
    if name != DEFAULT:
        _located(name)
    if needed:
        usable_encoder(name)


def usable_encoder(name: str) -> Encoder | None:
    """As `named`, once the encoder has embedded a text; that takes as long as to load it.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        There is no such encoder, it is incomplete, or it cannot embed texts.

    Examples
    --------
    >>> usable_encoder("default")
    """
    encoder = named(name)
    if encoder is None:
        return None
    try:
        # The cache remembers this text, so an encoder that worked once is not loaded for it.
        encoder.encode(["a"])
    except CuewiseError:
        raise
    # Files of other models make transformers, tokenizers and torch raise errors of every kind.
    except Exception as error:
        raise InputError(
            f"the encoder '{name}' cannot embed a text: "
            f"{type(error).__name__}: {first_line(error)}",
            allowed=_KINDS,
            fix="choose another encoder, or save it again with save_pretrained(folder)",
        ) from error
    return encoder


def evidence_encoder(name: str, corpus: Corpus) -> Encoder:
    """As `encoder_for`, for evidence, which does without an encoder that cannot be used.

    Raises
    ------
    NotApplicable
        There is no encoder for this corpus; the reason says why.
    """
    try:
        return encoder_for(name, corpus)
    except InputError as error:
        raise NotApplicable("encoder-unusable", problem=error.what) from error


def encoder_for(name: str, corpus: Corpus) -> Encoder:
    """The encoder for a corpus: a named one reads any language, the default one English only.

    Raises
    ------
    NotApplicable
        The default encoder is meant and cannot be used; the reason says why.
    MissingExtra, InputError
        As `usable_encoder`.

    Examples
    --------
    >>> import numpy as np
    >>> corpus = Corpus(["1"], ["好"], np.zeros(1, np.int32), ("a",), "x", language="zh")
    >>> encoder_for("default", corpus)
    Traceback (most recent call last):
    ...
    cuewise.errors.NotApplicable: encoder-language (language='Chinese')
    """
    encoder = usable_encoder(name)
    if encoder is not None:
        return encoder
    if corpus.language not in READ_AS_ENGLISH:
        raise NotApplicable("encoder-language", language=called(corpus))
    if package := unavailable():
        raise NotApplicable("encoder-package", package=package, extra="models")
    return default_encoder()
