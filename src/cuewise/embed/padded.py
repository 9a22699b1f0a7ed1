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
from cuewise.errors import InputError


@dataclass(frozen=True, slots=True)
class Padded:
    """Pooled states by a model of transformers; in bfloat16 where that pays."""

    model: Any
    width: int
    max_tokens: int
    pooling: str

    def __call__(
        self, ids: Sequence[Sequence[int]], said: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Pooled states [n, width] of texts as token ids; `said` hears how many are done."""
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        out = np.empty((len(ids), self.width), dtype=np.float32)
        pool = POOLINGS[self.pooling]
        with runtime.inference():
            for repeated, length in runtime.batches(lengths, self.max_tokens, runtime.device()):
                states = self._states([ids[i] for i in repeated], length)
                rows = np.unique(repeated)
                for i, text in enumerate(rows):
                    out[text] = pool(states[i : i + 1, : lengths[text]])[0]
                said(len(rows))
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


def load_padded(folder: Path, width: int, max_tokens: int, pooling: str) -> Padded:
    """The encoder in `folder`, for torch.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        transformers cannot load it as an encoder.
    """
    runtime.require("torch", "transformers")
    return Padded(load_model(folder), width, max_tokens, pooling)


def load_model(folder: Path, **options: Any) -> Any:
    """A model of transformers, ready to run; no code from the folder, safetensors only."""
    from transformers import AutoModel

    try:
        with runtime.quiet():
            model = AutoModel.from_pretrained(
                folder,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                **options,
            )
    except (OSError, ValueError, KeyError, ImportError) as error:
        said = str(error).splitlines()
        raise InputError(
            f"cannot load {folder}: {said[0] if said else repr(error)}",
            allowed="an encoder saved by transformers",
            fix="save it again with model.save_pretrained(folder)",
        ) from error
    return model.eval().to(runtime.device())
