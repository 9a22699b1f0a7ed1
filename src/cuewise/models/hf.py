"""`hf:NAME_OR_DIR`: a Hugging Face sequence classifier. Safetensors only, no code from the hub."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.embed import Progress, default_cache, runtime
from cuewise.embed.cache import keys
from cuewise.embed.folder import OFFSET_POSITIONS
from cuewise.errors import InputError, PredictorError
from cuewise.models.hf_files import fingerprint, resolve
from cuewise.models.labels import match_labels
from cuewise.models.logistic import softmax
from cuewise.types import Ints, Predictions

_MAX_TOKENS = 512
_SLAB = 2048  # texts between two writes to the cache


@dataclass(frozen=True, slots=True)
class HfClassifier:
    """A sequence classifier; its logits are kept in the on-disk cache by text and weights."""

    label_names: tuple[str, ...]
    path: Path
    columns: Ints
    max_tokens: int
    fingerprint: str
    model_id: str
    note: str | None = None
    progress: Progress | None = None

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities of texts or pairs; longer ones are cut at `max_tokens`.

        Raises
        ------
        PredictorError
            The model gives a logit that is not a number.
        """
        columns = [list(texts)] if texts_b is None else [list(texts), list(texts_b)]
        names = keys(f"{self.fingerprint}/{self.max_tokens}", *columns)
        row_of = {name: i for i, name in reversed(list(enumerate(names)))}
        distinct = list(row_of)
        cache = default_cache()
        logits, found = cache.get(distinct, len(self.label_names))
        todo = np.flatnonzero(~found)
        for start in range(0, len(todo), _SLAB):
            part = todo[start : start + _SLAB]
            rows = [row_of[distinct[i]] for i in part]
            logits[part] = self._logits([[column[i] for i in rows] for column in columns])
            cache.put([distinct[i] for i in part], logits[part])
            if self.progress:
                self.progress(start + len(part), len(todo))
        at = {name: i for i, name in enumerate(distinct)}
        mine = np.array([at[name] for name in names], dtype=np.int64)
        probs = softmax(logits[mine][:, self.columns].astype(np.float64))
        return Predictions(probs, self.model_id, len(todo))

    def _logits(self, columns: list[list[str]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        tokenizer, model = load_classifier(self.path)
        encoded = tokenizer(*columns, truncation=True, max_length=self.max_tokens)
        lengths = np.array([len(row) for row in encoded["input_ids"]], dtype=np.int64)
        logits = np.empty((len(lengths), len(self.label_names)), dtype=np.float32)
        where = runtime.device()
        with runtime.inference():
            for rows, length in runtime.batches(lengths, self.max_tokens, where):
                batch = {name: [values[i] for i in rows] for name, values in encoded.items()}
                padded = tokenizer.pad(
                    batch, padding="max_length", max_length=length, return_tensors="pt"
                )
                logits[rows] = runtime.to_numpy(model(**padded.to(where)).logits)
        if not np.isfinite(logits).all():
            row = int(np.argmax(~np.isfinite(logits).all(axis=1)))
            raise PredictorError(f"{self.model_id} answered {logits[row].tolist()} for a text")
        return logits


def load_hf(
    name: str, label_names: tuple[str, ...], *, progress: Progress | None = None
) -> HfClassifier:
    """The classifier in the folder or of the hub name `name`.

    Raises
    ------
    InputError
        No such folder or no network; no safetensors weights; not a classifier; other labels.
    MissingExtra
        torch or transformers is not installed.

    Examples
    --------
    >>> load_hf("./my-model", ("ham", "spam"))  # doctest: +SKIP
    """
    runtime.require("torch", "transformers")
    model_id, path = f"hf:{name}", resolve(name)
    tokenizer, model = load_classifier(path)
    config = model.config
    if config.num_labels < 2 or config.problem_type == "multi_label_classification":
        raise InputError(
            f"{model_id} does not choose one of several labels:"
            f" num_labels {config.num_labels}, problem_type {config.problem_type}",
            allowed="a single-label sequence classifier",
        )
    theirs = [config.id2label[i] for i in range(config.num_labels)]
    columns, note = match_labels(model_id, theirs, label_names)
    return HfClassifier(
        label_names,
        path,
        columns,
        _limit(tokenizer, config),
        fingerprint(path),
        model_id,
        note,
        progress,
    )


def _limit(tokenizer: Any, config: Any) -> int:
    positions = getattr(config, "max_position_embeddings", None) or _MAX_TOKENS
    if config.model_type in OFFSET_POSITIONS:
        positions -= (config.pad_token_id or 0) + 1
    return int(min(_MAX_TOKENS, tokenizer.model_max_length, positions))


@functools.lru_cache(maxsize=4)
def load_classifier(path: Path) -> tuple[Any, Any]:
    """Tokenizer and model of a local folder, ready to predict; once a process."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    try:
        with runtime.quiet():
            tokenizer = AutoTokenizer.from_pretrained(
                path, local_files_only=True, trust_remote_code=False
            )
            model, loading = AutoModelForSequenceClassification.from_pretrained(
                path,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise InputError(
            f"cannot load {path}: {str(error).splitlines()[0] if str(error) else error!r}",
            allowed="a sequence classifier saved by transformers, with its tokenizer",
        ) from error
    if loading["missing_keys"]:
        absent = ", ".join(sorted(loading["missing_keys"]))
        raise InputError(
            f"{path} is no trained classifier: it has no {absent}",
            allowed="a model fine-tuned for sequence classification",
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    model.config.pad_token_id = tokenizer.pad_token_id
    _full_precision_head(model)
    return tokenizer, model.eval().to(runtime.device())


def _full_precision_head(model: Any) -> None:
    """Run the last layer in float32: logits in bfloat16 would come in visible steps."""
    import torch

    # Any: torch lets a module's forward be replaced, and mypy takes it for a method.
    linear: list[Any] = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    for layer in [each for each in linear if each.out_features == model.config.num_labels][-1:]:
        layer.forward = functools.partial(_in_float32, layer.forward)


def _in_float32(forward: Any, states: Any) -> Any:
    import torch

    with torch.autocast(runtime.device(), enabled=False):
        return forward(states.float())
