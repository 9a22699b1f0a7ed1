"""The default model: TF-IDF n-grams and a logistic regression, fitted on the corpus in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cuewise.count.unique import sorted_unique
from cuewise.errors import InputError
from cuewise.models.linear.logistic import Logistic, fit_logistic, fit_sample
from cuewise.models.linear.memory import RowMemory
from cuewise.models.linear.ngrams import NGrams, TokenRows, fit_ngrams, number_all
from cuewise.plugins.protocols import Cost
from cuewise.records import Corpus, Floats, Language, Predictions
from cuewise.text.tokens import BY_CHARACTER, BY_WORD, Tokenizer

# The tokenizer of each language, and the length of its longest n-grams.
TOKENS: dict[Language, tuple[Tokenizer, int]] = {
    "en": (BY_WORD, 2),
    "zh": (BY_CHARACTER, 3),
    "mixed": (BY_CHARACTER, 3),
    "other": (BY_CHARACTER, 3),
}
_MIN_DF = 2
_MAX_FEATURES = 200_000
_MAX_WEIGHTS = 6_000_000  # features × labels; the solver keeps some twenty copies
_MAX_FIT_ROWS = 100_000  # more rows do not change what the model relies on
_C = 10.0
_CHUNK = 8192  # texts predicted at a time, to bound memory


@dataclass(frozen=True, slots=True)
class Tfidf:
    """A fitted TF-IDF model of texts, or of text pairs (one vocabulary a field, and overlap).

    For Chinese the n-grams are of characters, with bracket emoticons such as [泪] and Latin words
    whole; else of words. Punctuation marks and emoji are tokens.
    """

    cost: ClassVar[Cost] = "low"

    label_names: tuple[str, ...]
    tokenizer: Tokenizer
    fields: tuple[NGrams, ...]
    overlap_mean: Floats
    overlap_std: Floats
    logistic: Logistic
    model_id: str = "tfidf"
    c: float = _C
    _memory: RowMemory = field(default_factory=RowMemory, repr=False, compare=False)

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> csr_array:
        """What the logistic model sees: float32 [n, features]."""
        columns = _columns(texts, texts_b, len(self.fields))
        rows: csr_array = self._memory.rows(columns, self._computed)
        return rows

    def _computed(self, columns: list[Sequence[str]]) -> csr_array:
        return _features(columns, self.tokenizer, self.fields, self.overlap_mean, self.overlap_std)

    def with_head(self, logistic: Logistic, by: str) -> Tfidf:
        """The same features with another head; `by` says what made it."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities; a text without a known token gets the model's prior."""
        probs = [np.zeros((0, len(self.label_names)))]
        for start in range(0, len(texts), _CHUNK):
            part = slice(start, start + _CHUNK)
            features = self.features(texts[part], None if texts_b is None else texts_b[part])
            probs.append(self.logistic.probs(features))
        return Predictions(np.concatenate(probs), self.model_id, len(texts))


def fit_tfidf(corpus: Corpus, fit_rows: NDArray[np.int64], *, seed: int) -> Tfidf:
    """Fit on `fit_rows` of `corpus` (at most 100,000 of them, drawn by `seed`).

    Raises
    ------
    InputError
        Fewer than two labels, or no n-gram in two texts.

    Examples
    --------
    >>> corpus = Corpus(["1", "2", "3", "4"], ["good film", "bad film", "so good", "so bad"],
    ...                 np.array([1, 0, 1, 0], dtype=np.int32), ("neg", "pos"), "demo")
    >>> model = fit_tfidf(corpus, np.arange(4), seed=0)
    >>> model.predict(["good"]).probs.argmax(axis=1)
    array([1])
    """
    rows = fit_sample(fit_rows, _MAX_FIT_ROWS, np.random.default_rng(seed))
    tokenizer, orders = TOKENS[corpus.language]
    columns = [[corpus.texts[i] for i in rows]]
    if corpus.texts_b is not None:
        columns.append([corpus.texts_b[i] for i in rows])
    k = len(corpus.label_names)
    limit = min(_MAX_FEATURES, max(_MAX_WEIGHTS // max(k, 1), 2000)) // len(columns)
    fields = []
    for column in columns:
        tokens, names = number_all(column, tokenizer)
        fields.append(fit_ngrams(tokens, names, orders=orders, min_df=_MIN_DF, max_features=limit))
    if not any(len(field.idf) for field in fields):
        raise InputError(
            f"cannot fit the model tfidf: no word occurs in {_MIN_DF} of {len(rows)} texts",
            fix="check --text, use more rows, or pass --model none",
        )
    mean, std = _overlap_scale(columns, tokenizer)
    features = _features(columns, tokenizer, fields, mean, std)
    logistic = fit_logistic(features, corpus.labels[rows], k, c=_C)
    return Tfidf(corpus.label_names, tokenizer, tuple(fields), mean, std, logistic)


def _columns(
    texts: Sequence[str], texts_b: Sequence[str] | None, fields: int
) -> list[Sequence[str]]:
    columns = [texts] if texts_b is None else [texts, texts_b]
    if len(columns) != fields:
        raise InputError(
            f"the model was fitted on {'pairs' if fields == 2 else 'single texts'}"
            f" and is asked about {'pairs' if len(columns) == 2 else 'single texts'}"
        )
    return columns


def _features(
    columns: Sequence[Sequence[str]],
    tokenizer: Tokenizer,
    fields: Sequence[NGrams],
    mean: Floats,
    std: Floats,
) -> csr_array:
    tokens, names = number_all([text for column in columns for text in column], tokenizer)
    n = len(columns[0])
    blocks = []
    for i, grams in enumerate(fields):
        low, high = np.searchsorted(tokens.rows, [i * n, (i + 1) * n])
        mine = TokenRows(tokens.ids[low:high], tokens.rows[low:high] - i * n, n)
        blocks.append(grams.matrix(mine.renumbered(names, grams.vocabulary)))
    if len(columns) == 1:
        return blocks[0]
    scaled = ((overlap(tokens, len(names)) - mean) / std).astype(np.float32)
    return csr_array(hstack([*blocks, csr_array(scaled)], format="csr"))


def overlap(tokens: TokenRows, size: int) -> Floats:
    """Of n pairs: Jaccard, share of a in b, share of b in a, log ratio of their sizes [n, 4].

    `tokens` are those of the n first texts and then of the n second ones, ids in [0, size).
    """
    n = tokens.n // 2
    cells = sorted_unique(tokens.rows * max(size, 1) + tokens.ids)
    rows, ids = np.divmod(cells, max(size, 1))
    sizes = np.bincount(rows, minlength=2 * n).astype(float)
    a, b = sizes[:n], sizes[n:]
    both, times = np.unique((rows % max(n, 1)) * max(size, 1) + ids, return_counts=True)
    shared = np.bincount(both[times == 2] // max(size, 1), minlength=n).astype(float)
    return np.column_stack(
        [
            shared / np.maximum(a + b - shared, 1),
            shared / np.maximum(a, 1),
            shared / np.maximum(b, 1),
            np.log1p(b) - np.log1p(a),
        ]
    )


def _overlap_scale(columns: Sequence[Sequence[str]], tokenizer: Tokenizer) -> tuple[Floats, Floats]:
    if len(columns) == 1:
        return np.zeros(0), np.ones(0)
    tokens, names = number_all([text for column in columns for text in column], tokenizer)
    values = overlap(tokens, len(names))
    std = values.std(axis=0)
    return values.mean(axis=0), np.where(std > 0, std, 1.0)
