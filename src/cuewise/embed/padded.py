"""Any encoder that transformers loads, on torch: padded batches of fixed shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.pooling import POOLINGS
from cuewise.embed.pretrained import load_network


@dataclass(frozen=True, slots=True)
class Padded:
    """Pooled states by a model of transformers; in bfloat16 where that pays."""

    model: Any
    width: int
    max_tokens: int
    pooling: str

    def __call__(
        self, ids: Sequence[Sequence[int]], report: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Pooled states [n, width] of texts as token ids; `report` gets the number newly done."""
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        out = np.empty((len(ids), self.width), dtype=np.float32)
        pool = POOLINGS[self.pooling]
        with runtime.inference():
            for repeated, length in runtime.batches(lengths, self.max_tokens, runtime.device()):
                states = self._states([ids[i] for i in repeated], length)
                rows = np.unique(repeated)
                for i, text in enumerate(rows):
                    out[text] = pool(states[i : i + 1, : lengths[text]])[0]
                report(len(rows))
        return out

    def _states(self, ids: Sequence[Sequence[int]], length: int) -> NDArray[np.float32]:
        import torch

        tokens = np.full((len(ids), length), self.model.config.pad_token_id or 0, dtype=np.int64)
        mask = np.zeros((len(ids), length), dtype=np.int64)
        for i, row in enumerate(ids):
            tokens[i, : len(row)], mask[i, : len(row)] = row, 1
        where = runtime.device()
        found = self.model(
            input_ids=torch.from_numpy(tokens).to(where),
            attention_mask=torch.from_numpy(mask).to(where),
        )
        return runtime.to_numpy(found.last_hidden_state)


def load_model(folder: Path, **options: Any) -> Any:
    """A model of transformers, ready to run; no code from the folder, safetensors only.

    Raises
    ------
    InputError
        transformers cannot load it, some of its weights are missing, or it names code on the hub.
    """
    from transformers import AutoModel

    # The pooler is not used here.
    model = load_network(AutoModel, folder, wanted="an encoder", unused="pooler", **options)
    # Nothing is continued, so no keys and values are kept.
    model.config.use_cache = False
    return model.eval().to(runtime.device())
