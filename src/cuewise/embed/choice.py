"""Which encoder an audit uses: the default one, or the one that the user names."""

from __future__ import annotations

from cuewise.embed.encoder import Encoder, default_encoder, unavailable
from cuewise.embed.folder import load_encoder
from cuewise.embed.hub import find_model, local
from cuewise.errors import NotApplicable, require_packages
from cuewise.records import Corpus
from cuewise.text.language import READ_AS_ENGLISH, called

DEFAULT = "default"


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
    require_packages("torch", "transformers")
    folder = local(name)
    # The folder of a download is named by its commit, which tells people nothing.
    return load_encoder(folder) if folder else load_encoder(find_model(name), name=name)


def encoder_for(name: str, corpus: Corpus) -> Encoder:
    """The encoder for a corpus: a named one reads any language, the default one English only.

    Raises
    ------
    NotApplicable
        The default encoder is meant and cannot be used; the reason says why.
    MissingExtra, InputError
        As `named`.

    Examples
    --------
    >>> import numpy as np
    >>> corpus = Corpus(["1"], ["好"], np.zeros(1, np.int32), ("a",), "x", language="zh")
    >>> encoder_for("default", corpus)
    Traceback (most recent call last):
    ...
    cuewise.errors.NotApplicable: encoder-language (language='Chinese')
    """
    encoder = named(name)
    if encoder is not None:
        return encoder
    if corpus.language not in READ_AS_ENGLISH:
        raise NotApplicable("encoder-language", language=called(corpus))
    if package := unavailable():
        raise NotApplicable("encoder-package", package=package, extra="models")
    return default_encoder()
