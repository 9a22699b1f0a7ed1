"""How likely a causal language model finds a continuation of a text."""

from __future__ import annotations

import copy
import inspect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.embed.hub import resolve
from cuewise.embed.pretrained import load_network, load_tokenizer
from cuewise.errors import InputError, require_packages
from cuewise.records import Floats

# Continuations computed together, each a few tokens long.
_BATCH = 64


@dataclass(frozen=True)
class CausalLM:
    """A model and its tokenizer.

    Parameters
    ----------
    name:
        What people call it.
    model, tokenizer:
        As transformers loads them.
    """

    name: str
    model: Any
    tokenizer: Any

    def log_likelihood(self, prefix: str, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Log-probabilities [n] of n continuations, each after `prefix` and a text of its own.

        Parameters
        ----------
        prefix:
            What all texts begin with. It is computed once.
        pairs:
            A text after the prefix, and its continuation.

        Examples
        --------
        >>> lm = load_causal_lm("./gemma")  # doctest: +SKIP
        >>> lm.log_likelihood("The capital of ", [("France is", " Paris")])  # doctest: +SKIP
        array([-0.9])
        """
        import torch

        shared = self.tokenizer(prefix)["input_ids"][:-1]
        rows = [self._tokens(prefix, text, more) for text, more in pairs]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        out = np.zeros(len(rows))
        with torch.inference_mode():
            start = self.model(input_ids=torch.tensor([shared]), use_cache=True).past_key_values
            for k in range(0, len(order), _BATCH):
                some = order[k : k + _BATCH]
                out[some] = self._batch([rows[i] for i in some], start, len(shared))
        return out

    def _tokens(self, prefix: str, text: str, more: str) -> tuple[list[int], int]:
        """All tokens, and how many of them are the continuation."""
        whole = self.tokenizer(prefix + text + more)["input_ids"]
        before = self.tokenizer(prefix + text)["input_ids"]
        # The last token of the text may merge with the continuation.
        kept = len(before) if whole[: len(before)] == before else len(before) - 1
        return whole, len(whole) - kept

    def _batch(self, rows: Sequence[tuple[list[int], int]], start: Any, shared: int) -> list[float]:
        import torch

        past = copy.deepcopy(start)
        past.batch_repeat_interleave(len(rows))
        longest = max(len(tokens) for tokens, _ in rows)
        ids = torch.zeros((len(rows), longest - shared), dtype=torch.long)
        mask = torch.zeros((len(rows), longest), dtype=torch.long)
        for r, (tokens, _) in enumerate(rows):
            ids[r, : len(tokens) - shared] = torch.tensor(tokens[shared:])
            mask[r, : len(tokens)] = 1
        ends = [len(tokens) - shared - 1 for tokens, _ in rows]
        spans = [range(end - n, end) for end, (_, n) in zip(ends, rows, strict=True)]
        # The output layer is wide: apply it only where a token of a continuation is predicted.
        positions = sorted(set(itertools.chain(*spans)))
        logits = self._logits(positions, input_ids=ids, attention_mask=mask, past_key_values=past)
        out = []
        for r, span in enumerate(spans):
            first = positions.index(span.start)
            scores = logits[r, first : first + len(span)].float().log_softmax(-1)
            chosen = ids[r, span.start + 1 : span.stop + 1, None]
            out.append(float(scores.gather(1, chosen).sum()))
        return out

    def _logits(self, positions: Sequence[int], **inputs: Any) -> Any:
        """Logits [rows, positions, vocabulary] at the same positions of every row.

        The model computes them itself: some models scale or cap the output of the last layer.
        """
        import torch

        kept = torch.tensor(positions)
        if "logits_to_keep" in inspect.signature(self.model.forward).parameters:
            return self.model(**inputs, logits_to_keep=kept).logits
        return self.model(**inputs).logits[:, kept]


def load_causal_lm(name: str) -> CausalLM:
    """The causal language model in a folder, or of a name on the hub.

    Raises
    ------
    MissingExtra
        torch or transformers is not installed.
    InputError
        There is no such model, it is damaged, it is of another kind, or some weights are missing.
    """
    require_packages("torch", "transformers")
    return _loaded(str(resolve(name)), name)


@lru_cache(maxsize=1)
def _loaded(folder: str, name: str) -> CausalLM:
    import torch
    from transformers import AutoModelForCausalLM

    wanted = "a causal language model, with its tokenizer,"
    tokenizer = load_tokenizer(Path(folder), wanted=wanted)
    model = load_network(AutoModelForCausalLM, Path(folder), wanted=wanted, dtype=torch.bfloat16)
    if not hasattr(model, "lm_head"):
        raise InputError(
            f"{name} is a {type(model).__name__} without an output layer of its own",
            "a causal language model such as Gemma, Llama or Qwen",
            "name another model",
        )
    model.requires_grad_(False)
    # Without dropout.
    model.train(False)
    return CausalLM(Path(name).name, model, tokenizer)
