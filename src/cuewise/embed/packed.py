"""BERT and RoBERTa encoders on torch without padding: texts end to end in one row of tokens.

transformers takes an attention function by name. This one attends run by run, so each text sees
only itself, and every other layer works on one table of fixed size. A text then has the same
vector, bit for bit, whatever shares its row and on any number of threads (checked by a test).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.embed import runtime
from cuewise.embed.padded import load_model
from cuewise.embed.pooling import POOLINGS
from cuewise.records import Ints

_ATTENTION = "cuewise_packed"
# Large enough for products at full speed, small enough for the tables to stay in the cache.
_PACK = 1024


@dataclass(frozen=True, slots=True)
class Pack:
    """Texts `rows` end to end, short ones first; `runs` are pairs (texts, tokens of each)."""

    rows: Ints
    runs: tuple[tuple[int, int], ...]

    @property
    def spans(self) -> Iterator[tuple[int, int, int, int]]:
        """First token, first text, number of texts and tokens of each, for every run.

        Examples
        --------
        >>> list(Pack(np.arange(3), ((2, 5), (1, 7))).spans)
        [(0, 0, 2, 5), (10, 2, 1, 7)]
        """
        token = text = 0
        for texts, length in self.runs:
            yield token, text, texts, length
            token, text = token + texts * length, text + texts


def packs(lengths: Ints, size: int) -> Iterator[Pack]:
    """Packs of at most `size` tokens that hold every text once; no text may be longer.

    Examples
    --------
    >>> for pack in packs(np.array([5, 9, 5, 3]), 14):
    ...     print(pack.rows.tolist(), pack.runs)
    [3, 0, 2] ((1, 3), (2, 5))
    [1] ((1, 9),)
    """
    order = np.argsort(lengths, kind="stable")
    ends = np.cumsum(lengths[order])
    start = 0
    while start < order.size:
        before = ends[start] - lengths[order[start]]
        stop = int(np.searchsorted(ends, before + size, side="right"))
        rows = order[start:stop]
        found, counts = np.unique(lengths[rows], return_counts=True)
        yield Pack(rows, tuple(zip(counts.tolist(), found.tolist(), strict=True)))
        start = stop


@dataclass(frozen=True, slots=True)
class Packed:
    """Pooled states by a model of transformers; every core has a pack of its own.

    Parameters
    ----------
    model:
        Loaded by `load_packed`.
    size:
        Tokens of a pack; no text may be longer.
    pooling:
        A key of `cuewise.embed.pooling.POOLINGS`.
    """

    model: Any
    size: int
    pooling: str

    def __call__(
        self, ids: Sequence[Sequence[int]], report: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Pooled states [n, width] of texts as token ids; `report` gets the number newly done."""
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        pooled = np.empty((len(ids), self.model.config.hidden_size), dtype=np.float32)

        def run(pack: Pack) -> NDArray[np.float32]:
            return self._pooled([ids[i] for i in pack.rows], pack)

        todo = list(packs(lengths, self.size))
        with runtime.one_thread(), ThreadPoolExecutor(cores()) as pool:
            for pack, vectors in zip(todo, pool.map(run, todo), strict=True):
                pooled[pack.rows] = vectors
                report(len(pack.rows))
        return pooled

    def _pooled(self, ids: Sequence[Sequence[int]], pack: Pack) -> NDArray[np.float32]:
        import torch

        # The row is always full, since kernels are chosen by its length.
        tokens, positions = np.zeros(self.size, np.int64), np.zeros(self.size, np.int64)
        used = sum(len(row) for row in ids)
        tokens[:used] = np.concatenate([np.asarray(row, np.int64) for row in ids])
        positions[:used] = np.concatenate([np.arange(len(row)) for row in ids])
        positions += _first_position(self.model.config)
        spans = list(pack.spans)
        with torch.inference_mode():
            found = self.model(
                input_ids=torch.from_numpy(tokens)[None],
                position_ids=torch.from_numpy(positions)[None],
                spans=spans,
            )
        states = runtime.to_numpy(found.last_hidden_state[0])
        pool = POOLINGS[self.pooling]
        return np.concatenate(
            [
                pool(states[token : token + texts * length].reshape(texts, length, -1))
                for token, _, texts, length in spans
            ]
        )


def _first_position(config: Any) -> int:
    """RoBERTa counts positions from after the padding token."""
    return 0 if config.model_type == "bert" else config.pad_token_id + 1


def _attend(
    _: Any, query: Any, key: Any, value: Any, __: Any, *, spans: Any, scaling: float, **___: Any
) -> tuple[Any, None]:
    """Attention of every text to itself; tables [1, heads, tokens, width of a head]."""
    import torch

    _, heads, _, width = query.shape
    mixed = torch.zeros_like(query)
    for token, _, texts, length in spans:
        rows = slice(token, token + texts * length)
        q, k, v = (
            table[0, :, rows].reshape(heads, texts, length, width).transpose(0, 1)
            for table in (query, key, value)
        )
        attended = torch.nn.functional.scaled_dot_product_attention(q, k, v, scale=scaling)
        mixed[0, :, rows] = attended.transpose(0, 1).reshape(heads, texts * length, width)
    return mixed.transpose(1, 2), None


def load_packed(folder: Path, max_tokens: int, pooling: str) -> Packed:
    """The BERT or RoBERTa encoder in `folder`, in bfloat16 where that is faster.

    Raises
    ------
    InputError
        transformers cannot load it as an encoder.
    """
    import torch
    from transformers import AttentionInterface

    AttentionInterface.register(_ATTENTION, _attend)
    dtype = torch.bfloat16 if runtime.fast_bfloat16() else torch.float32
    model = load_model(folder, attn_implementation=_ATTENTION, dtype=dtype)
    return Packed(model, max(_PACK, max_tokens), pooling)
