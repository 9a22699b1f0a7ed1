"""BERT and RoBERTa encoders in NumPy and compiled loops: no torch, and twice as fast on a CPU.

Products with weights are of 16-bit integers (`kernel/products.py`): cosine ≥ .999 to float32, and a
text has the same vector, bit for bit, wherever it stands and on any number of threads. What stands
between the products is one pass each (`kernel/between.py`). Texts are packed (`packs.py`), so
nothing is spent on padding, and every core has a pack of its own. After Devlin et al. 2019; the
formulas are those of transformers' `BertModel`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed.packs import Pack, packs
from cuewise.embed.pooling import POOLINGS
from cuewise.errors import InputError

_Table = NDArray[np.float32]
# Where positions begin to be counted, given the padding token.
_FIRST_POSITION: Mapping[str, Callable[[int], int]] = {
    "bert": lambda _: 0,
    "roberta": lambda pad: pad + 1,
    "xlm-roberta": lambda pad: pad + 1,
}
# Enough rows for matrix products at full speed, few enough for the tables to stay in the cache.
_PACK = 1020
_ROWS, _COLUMNS = 12, 32  # of the largest tile of a product, on any processor


def reads(folder: Path) -> bool:
    """Whether the encoder in `folder` is of the kind that is computed here."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return (
        config.get("model_type") in _FIRST_POSITION
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
        and config["hidden_size"] % _COLUMNS == config["intermediate_size"] % _COLUMNS == 0
        and not config.get("add_cross_attention", False)
        # NumPy has no bfloat16 to read them with.
        and "bfloat16" not in {config.get("dtype"), config.get("torch_dtype")}
    )


@dataclass(frozen=True, slots=True)
class _Linear:
    """A linear layer for `products`: panels of its weights, scales [out], bias [out]."""

    panels: NDArray[np.int16]
    scales: _Table
    bias: _Table

    def __call__(self, x: _Table, out: _Table) -> None:
        from cuewise.embed.kernel import products

        whole, by = np.empty(x.shape, np.int16), np.empty(len(x), np.float32)
        products.whole(x, np.float32(products.limit(x.shape[1])), whole, by)
        products.product(whole, by, self.panels, self.scales, self.bias, out)


@dataclass(frozen=True, slots=True)
class _Norm:
    scale: _Table
    shift: _Table

    def __call__(self, x: _Table, beside: _Table, eps: np.float32, out: _Table) -> None:
        from cuewise.embed.kernel import between

        between.add_norm(x, beside, self.scale, self.shift, eps, out)


@dataclass(frozen=True, slots=True)
class _Layer:
    qkv: _Linear
    attended: _Linear
    first: _Norm
    up: _Linear
    down: _Linear
    second: _Norm


@dataclass(frozen=True, slots=True)
class Bert:
    """The weights of an encoder; `positions` have the vector of the first segment added."""

    words: _Table
    positions: _Table
    first_position: int
    norm: _Norm
    layers: tuple[_Layer, ...]
    heads: int
    eps: np.float32
    pooling: str

    def __call__(self, ids: Sequence[Sequence[int]], said: Callable[[int], None]) -> _Table:
        """Pooled states [n, width] of texts as token ids; `said` hears how many are done."""
        from threadpoolctl import threadpool_limits

        from cuewise.count.cores import cores

        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        out = np.empty((len(ids), self.words.shape[1]), dtype=np.float32)
        size = max(_PACK, -(-int(lengths.max(initial=0)) // _ROWS) * _ROWS)
        todo = list(packs(lengths, size))
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(cores()) as pool:
            for pack, pooled in zip(todo, pool.map(self._run(ids, size), todo), strict=True):
                out[pack.rows] = pooled
                said(len(pack.rows))
        return out

    def _run(self, ids: Sequence[Sequence[int]], size: int) -> Callable[[Pack], _Table]:
        def run(pack: Pack) -> _Table:
            states = self._states([ids[i] for i in pack.rows], pack, size)
            pool = POOLINGS[self.pooling]
            return np.concatenate([pool(part) for part in _parts(states, pack)])

        return run

    def _states(self, ids: Sequence[Sequence[int]], pack: Pack, size: int) -> _Table:
        """Last states [size, width] of the texts of `pack`; rows past its tokens mean nothing."""
        from cuewise.embed.kernel import between

        x = self._embedded(ids, size)
        width = x.shape[1]
        # Two tables take turns: a loop whose output is one of its inputs would be compiled worse.
        attended, y, z = np.zeros_like(x), np.empty_like(x), np.empty_like(x)
        qkv = np.empty((size, 3 * width), np.float32)
        wide = np.empty((size, self.layers[0].up.bias.size), np.float32)
        for layer in self.layers:
            layer.qkv(x, qkv)
            self._attend(qkv, pack, attended)
            layer.attended(attended, y)
            layer.first(y, x, self.eps, z)
            layer.up(z, wide)
            between.gelu(wide)
            layer.down(wide, y)
            layer.second(y, z, self.eps, x)
        return x

    def _embedded(self, ids: Sequence[Sequence[int]], size: int) -> _Table:
        """The first states [size, width]."""
        words, places = np.zeros(size, np.int64), np.zeros(size, np.int64)
        lengths = [len(row) for row in ids]
        words[: sum(lengths)] = np.concatenate([np.asarray(row, np.int64) for row in ids])
        places[: sum(lengths)] = np.concatenate([np.arange(n) for n in lengths])
        of_words, of_places = self.words[words], self.positions[places + self.first_position]
        out = np.empty_like(of_words)
        self.norm(of_words, of_places, self.eps, out)
        return out

    def _attend(self, qkv: _Table, pack: Pack, out: _Table) -> None:
        """Attention of every text to itself, into `out`; queries come scaled."""
        from cuewise.embed.kernel import between

        width = out.shape[1]
        head = width // self.heads
        for token, _, texts, length in pack.spans:
            rows = slice(token, token + texts * length)
            parts = qkv[rows].reshape(texts, length, 3, self.heads, head)
            query, key, value = parts.transpose(2, 0, 3, 1, 4)
            scores = np.matmul(query, key.transpose(0, 1, 3, 2))
            between.softmax(scores.reshape(-1, length))
            mixed = out[rows].reshape(texts, length, self.heads, head).transpose(0, 2, 1, 3)
            np.matmul(scores, value, out=mixed)


def _parts(states: _Table, pack: Pack) -> Iterator[_Table]:
    for token, _, texts, length in pack.spans:
        yield states[token : token + texts * length].reshape(texts, length, -1)


def load_bert(folder: Path, pooling: str) -> Bert:
    """The encoder in `folder`, for which `reads` is true.

    Raises
    ------
    InputError
        The weights are not those that the configuration tells of.
    """
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    try:
        weights = _Weights(load_file(folder / "model.safetensors"))
        heads = config["num_attention_heads"]
        scale = np.float32(1 / np.sqrt(config["hidden_size"] // heads))
        positions = weights["embeddings.position_embeddings.weight"]
        return Bert(
            weights["embeddings.word_embeddings.weight"],
            positions + weights["embeddings.token_type_embeddings.weight"][0],
            _FIRST_POSITION[config["model_type"]](config.get("pad_token_id") or 0),
            weights.norm("embeddings.LayerNorm"),
            tuple(_layer(weights, i, scale) for i in range(config["num_hidden_layers"])),
            heads,
            np.float32(config.get("layer_norm_eps", 1e-12)),
            pooling,
        )
    except KeyError as error:
        raise InputError(
            f"{folder}: no {error} in its weights or its configuration",
            allowed="a BERT or RoBERTa encoder saved by transformers",
            fix="save it again with model.save_pretrained(folder)",
        ) from error


def _layer(weights: _Weights, number: int, scale: np.float32) -> _Layer:
    at = f"encoder.layer.{number}."
    names = [f"{at}attention.self.{name}" for name in ("query", "key", "value")]
    # Queries are scaled here once, not at every product with keys.
    by = np.repeat(np.array([scale, 1, 1], np.float32), weights[f"{names[0]}.bias"].size)
    weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    bias = np.concatenate([weights[f"{name}.bias"] for name in names])
    return _Layer(
        _linear(weight * by[:, None], bias * by),
        weights.linear(f"{at}attention.output.dense"),
        weights.norm(f"{at}attention.output.LayerNorm"),
        weights.linear(f"{at}intermediate.dense"),
        weights.linear(f"{at}output.dense"),
        weights.norm(f"{at}output.LayerNorm"),
    )


def _linear(weight: _Table, bias: _Table) -> _Linear:
    from cuewise.embed.kernel import products

    return _Linear(*products.panels(weight.T), bias)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights by the names of `BertModel`, which other classes of the family put a prefix to."""

    found: Mapping[str, Any]

    def __getitem__(self, name: str) -> _Table:
        for prefix in ("", "bert.", "roberta."):
            if prefix + name in self.found:
                found = np.ascontiguousarray(self.found[prefix + name], dtype=np.float32)
                if not np.isfinite(found).all():
                    # Integers could not show it: the vectors would look like any others.
                    raise InputError(
                        f"the weights {prefix + name} are not finite",
                        allowed="finite numbers",
                        fix="get the encoder anew",
                    )
                return found
        raise KeyError(name)

    def linear(self, name: str) -> _Linear:
        return _linear(self[f"{name}.weight"], self[f"{name}.bias"])

    def norm(self, name: str) -> _Norm:
        return _Norm(self[f"{name}.weight"], self[f"{name}.bias"])
