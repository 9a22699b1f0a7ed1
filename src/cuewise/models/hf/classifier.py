"""`hf:NAME_OR_DIR`: a Hugging Face sequence classifier. Safetensors only, no code from the hub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from cuewise.embed import OnProgress, default_cache
from cuewise.embed.cache import keys
from cuewise.embed.folder import OFFSET_POSITIONS
from cuewise.embed.hub import fingerprint, resolve
from cuewise.errors import InputError, PredictorError, require_packages
from cuewise.models.hf.network import Ask, load_classifier, run
from cuewise.models.labels import match_labels
from cuewise.plugins.protocols import Cost
from cuewise.records import Ints, Predictions, Reason

_MAX_TOKENS = 512
_SLAB = 2048  # texts between two writes to the cache
_SHOWN = 20  # numbers of a row in an error


@dataclass(frozen=True, slots=True)
class HfClassifier:
    """A sequence classifier; the on-disk cache keeps its logits by text and weights."""

    cost: ClassVar[Cost] = "high"

    label_names: tuple[str, ...]
    path: Path
    columns: Ints
    max_tokens: int
    fingerprint: str
    model_id: str
    notes: tuple[Reason, ...] = ()
    progress: OnProgress | None = None

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities [n, k] of texts or pairs, each cut at `max_tokens`.

        Raises
        ------
        PredictorError
            The model gives a logit that is not finite.
        """
        logits, calls = self.cached(texts, texts_b, len(self.label_names), _logits)
        probs = softmax(logits[:, self.columns].astype(np.float64), axis=1)
        return Predictions(probs, self.model_id, calls)

    def cached(
        self,
        texts: Sequence[str],
        texts_b: Sequence[str] | None,
        width: int,
        ask: Ask,
        what: str = "",
    ) -> tuple[NDArray[np.float32], int]:
        """The rows [n, width] that `ask` returns for texts or pairs, and how many were not cached.

        `what` names these rows in the cache; it is empty for logits.
        """
        columns = [list(texts)] if texts_b is None else [list(texts), list(texts_b)]
        names = keys(f"{self.fingerprint}/{self.max_tokens}{what}", *columns)
        row_of = {name: i for i, name in reversed(list(enumerate(names)))}
        distinct = list(row_of)
        cache = default_cache()
        rows, hits = cache.get(distinct, width)
        todo = np.flatnonzero(~hits)
        for start in range(0, len(todo), _SLAB):
            part = todo[start : start + _SLAB]
            first = [row_of[distinct[i]] for i in part]
            fresh = [[column[i] for i in first] for column in columns]
            rows[part] = self._finite(run(self.path, fresh, self.max_tokens, width, ask))
            cache.put([distinct[i] for i in part], rows[part])
            if self.progress:
                self.progress(start + len(part), len(todo))
        place = {name: i for i, name in enumerate(distinct)}
        return rows[np.array([place[name] for name in names], dtype=np.int64)], len(todo)

    def _finite(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        odd = ~np.isfinite(rows).all(axis=1)
        if odd.any():
            numbers = rows[int(odd.argmax())][:_SHOWN].tolist()
            raise PredictorError(f"{self.model_id} answered {numbers} for a text")
        return rows


def _logits(model: Any, batch: Any) -> Any:
    return model(**batch).logits


def load_hf(
    name: str, label_names: tuple[str, ...], *, progress: OnProgress | None = None
) -> HfClassifier:
    """Load the classifier `name`, a folder or a name on the hub.

    Raises
    ------
    InputError
        The folder or the network is missing, the weights are not safetensors, the model is not a
        single-label classifier, or its labels differ.
    MissingExtra
        torch or transformers is not installed.

    Examples
    --------
    >>> load_hf("./my-model", ("ham", "spam"))  # doctest: +SKIP
    """
    require_packages("torch", "transformers")
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
    columns, notes = match_labels(model_id, theirs, label_names)
    return HfClassifier(
        label_names,
        path,
        columns,
        _limit(tokenizer, config),
        fingerprint(path),
        model_id,
        notes,
        progress,
    )


def _limit(tokenizer: Any, config: Any) -> int:
    positions = getattr(config, "max_position_embeddings", None) or _MAX_TOKENS
    if config.model_type in OFFSET_POSITIONS:
        positions -= (config.pad_token_id or 0) + 1
    return int(min(_MAX_TOKENS, tokenizer.model_max_length, positions))
