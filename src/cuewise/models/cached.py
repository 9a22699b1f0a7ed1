"""Cache the answers of a model, so that it is asked about each distinct text once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cuewise.embed.cache import keys
from cuewise.models.external.function import check_probs
from cuewise.models.wrapper import Delegate
from cuewise.plugins.protocols import Predictor
from cuewise.records import Floats, Predictions

_MAX_VALUES = 50_000_000  # probabilities kept; further texts are asked again
_LONG = 500  # characters from which a text is remembered by its digest

# What an answer is remembered by: the text, or the digest of a long text or of a pair.
_Name = str | bytes


@dataclass(frozen=True, slots=True)
class Cached(Delegate):
    """A predictor that remembers its answers, so that probes do not pay for repeated texts.

    `n_calls` of its predictions counts the texts that the inner predictor was asked about.

    Examples
    --------
    >>> class Constant:
    ...     model_id, label_names = "constant", ("a", "b")
    ...     def predict(self, texts, texts_b=None):
    ...         return Predictions(np.full((len(texts), 2), 0.5), self.model_id, len(texts))
    >>> model = Cached(Constant())
    >>> model.predict(["x", "y", "x"]).n_calls, model.predict(["x", "z"]).n_calls
    (2, 1)
    """

    inner: Predictor
    _known: dict[_Name, tuple[Floats, str | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The probabilities [n, k]; the inner predictor is asked once about each distinct text."""
        columns = [texts] if texts_b is None else [texts, texts_b]
        names = _names(columns)
        todo: dict[_Name, int] = {}
        for i, name in enumerate(names):
            if name not in self._known:
                todo.setdefault(name, i)
        rows = list(todo.values())
        fresh: dict[_Name, tuple[Floats, str | None]] = {}
        calls = 0
        if rows:
            answer = self.inner.predict(*([column[i] for i in rows] for column in columns))
            check_probs(answer.probs, len(rows), self.label_names, self.model_id)
            calls = answer.n_calls
            raw = answer.raw or (None,) * len(rows)
            answers = zip(answer.probs, raw, strict=True)
            fresh = {names[i]: pair for i, pair in zip(rows, answers, strict=True)}
        pairs = [fresh[name] if name in fresh else self._known[name] for name in names]
        if (len(self._known) + len(fresh)) * len(self.label_names) <= _MAX_VALUES:
            self._known.update(fresh)
        probs = np.array([row for row, _ in pairs]).reshape(-1, len(self.label_names))
        words = tuple(word or "" for _, word in pairs)
        return Predictions(probs, self.model_id, calls, words if any(words) else None)


def _names(columns: Sequence[Sequence[str]]) -> Sequence[_Name]:
    """What the answer about each row of texts or pairs is remembered by."""
    if len(columns) > 1:
        return keys("", *columns)
    # Python keeps the hash of a text, so asking again about a short one costs next to nothing.
    return [text if len(text) < _LONG else keys("", [text])[0] for text in columns[0]]
