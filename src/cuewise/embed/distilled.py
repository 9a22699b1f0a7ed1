"""Static vectors distilled from an encoder: the fast path, and word vectors without torch.

Every word piece is embedded alone once; the vectors go through PCA, and frequent pieces count less
(SIF, Arora et al. 2017, with Zipf's law for the frequencies, since a vocabulary lists the frequent
ones first). A text is then the mean of its pieces. These are the steps and the files of model2vec
(Tulkens and van Dongen 2024), which reads what is written here, and the other way round. Some
hundred times faster than the encoder, and no substitute for it: neighbours differ.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.cache import cache_dir
from cuewise.embed.encoder import Encoder, digest, readable
from cuewise.embed.shapes import Progress
from cuewise.errors import InputError
from cuewise.files import whole_file, write_whole

if TYPE_CHECKING:
    from cuewise.embed.static import WordVectors

_Vectors = NDArray[np.float32]
_WIDTH = 256
_SIF = 1e-4
_BATCH = 4096  # texts tokenised at a time


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """Texts to unit vectors [n, width]: means of the vectors of their pieces, 0 without a piece."""

    encoder_id: str
    vectors: _Vectors = field(compare=False, repr=False)
    tokenizer: Any = field(compare=False, repr=False)
    unknown: int | None = None

    @property
    def width(self) -> int:
        """Length of its vectors."""
        return int(self.vectors.shape[1])

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The known pieces of every text."""
        found = self.tokenizer.encode_batch_fast(readable(texts), add_special_tokens=False)
        return [[i for i in one.ids if i != self.unknown] for one in found]

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> _Vectors:
        """Unit vectors [n, width]; `progress` is called with (done, total)."""
        out = np.zeros((len(texts), self.width), np.float32)
        for start in range(0, len(texts), _BATCH):
            pieces = self.pieces(texts[start : start + _BATCH])
            some = np.flatnonzero([len(row) for row in pieces])
            starts = np.cumsum([0] + [len(pieces[i]) for i in some])[:-1]
            if some.size:
                flat = np.concatenate([pieces[i] for i in some])
                sums = np.add.reduceat(self.vectors[flat], starts, axis=0)
                out[start + some] = sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-12)
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return out

    def words(self) -> WordVectors:
        """The same as word vectors, such as evidence is gathered with."""
        from cuewise.embed.static import WordVectors

        return WordVectors(self.vectors, lambda text: self.pieces([text])[0])


def distil(encoder: Encoder, folder: Path | str, *, progress: Progress | None = None) -> Path:
    """Write static vectors of `encoder` to `folder`: some 90,000 tokens are embedded for a BERT.

    Raises
    ------
    MissingExtra
        What runs the encoder is not installed.

    Examples
    --------
    >>> from cuewise.embed import default_encoder
    >>> distil(default_encoder(), "static")  # doctest: +SKIP
    PosixPath('static')
    """
    runtime.require("tokenizers", "safetensors")
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer

    folder = Path(folder)
    text = (encoder.path / "tokenizer.json").read_text(encoding="utf-8")
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    around = tokenizer.encode("").ids
    alone = [[*around[:1], i, *around[1:]] for i in range(_ids(tokenizer))]
    vectors = _rotated(encoder.encode_ids(alone, progress=progress)) * _weights(len(alone))
    # The configuration comes last: a folder without it was cut off.
    with whole_file(folder / "model.safetensors") as part:
        save_file({"embeddings": vectors.astype(np.float32)}, part)
    write_whole(folder / "tokenizer.json", tokenizer.to_str())
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "tokenizer_name": encoder.name,
        "apply_pca": vectors.shape[1],
        "sif_coefficient": _SIF,
        "hidden_dim": vectors.shape[1],
        "seq_length": 1000000,
        "normalize": True,
        "pooling": encoder.pooling,
    }
    write_whole(folder / "config.json", json.dumps(config, indent=2) + "\n")
    return folder


def _ids(tokenizer: Any) -> int:
    """One more than the largest id; some between may have no piece."""
    return int(max(tokenizer.get_vocab().values())) + 1


def _rotated(vectors: _Vectors) -> _Vectors:
    """Principal components [n, at most 256], each with its largest score positive."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    scores = centred @ axes[:, ::-1][:, :_WIDTH]
    largest = scores[np.argmax(np.abs(scores), axis=0), np.arange(scores.shape[1])]
    return np.asarray(scores * np.where(largest < 0, -1, 1), np.float32)


def _weights(n: int) -> _Vectors:
    share = 1 / np.arange(2, n + 2)
    return np.asarray(_SIF / (_SIF + share / share.sum()), np.float32)[:, None]


def load_static(folder: Path | str) -> StaticEncoder:
    """Static vectors in the layout of model2vec, such as `distil` writes.

    Raises
    ------
    InputError
        A file is missing or holds something else.
    MissingExtra
        safetensors or tokenizers is not installed.
    """
    runtime.require("tokenizers", "safetensors")
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = Path(folder)
    try:
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
        vectors = load_file(folder / "model.safetensors")["embeddings"]
        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise _unreadable(folder, repr(error)) from error
    tokenizer = Tokenizer.from_str(text)
    if kind != "model2vec" or len(vectors) < _ids(tokenizer):
        raise _unreadable(folder, f"model_type {kind!r}, {len(vectors)} vectors")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = json.loads(text)["model"]
    unknown = model.get("unk_id", tokenizer.token_to_id(model.get("unk_token") or ""))
    name = f"static/{digest(folder / 'model.safetensors')[:16]}"
    return StaticEncoder(name, vectors.astype(np.float32), tokenizer, unknown)


def _unreadable(folder: Path, why: str) -> InputError:
    return InputError(
        f"{folder} holds no static vectors: {why}",
        allowed="config.json, model.safetensors and tokenizer.json in the layout of model2vec",
        fix="make it with cuewise.embed.distil(encoder, folder)",
    )


@functools.lru_cache(maxsize=2)
def static_of(encoder: Encoder, *, progress: Progress | None = None) -> StaticEncoder:
    """Static vectors of `encoder`, distilled once and kept in the cache.

    Raises
    ------
    InputError
        The cache is off, so there is no place to keep them.
    """
    root = cache_dir()
    if root is None:
        raise InputError(
            "static vectors have no place to be kept: CUEWISE_CACHE is off",
            fix="distil(encoder, folder) and load_static(folder)",
        )
    folder = root / "static" / encoder.encoder_id.replace("/", "-")
    try:
        return load_static(folder)
    except InputError:
        return load_static(distil(encoder, folder, progress=progress))
