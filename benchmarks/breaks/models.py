"""Models of several kinds and strengths of regularisation, on several training sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from breaks.sets import Break
from cuewise.embed import default_encoder
from cuewise.records import Predictions

# The share of the training texts from data in which the shortcut holds less.
SHARES = (0.0, 0.25, 0.5, 1.0)
_SEED = 1


@dataclass(frozen=True)
class Fitted:
    """A predictor whose probabilities follow the order of `label_names`."""

    model_id: str
    pipeline: Any
    label_names: tuple[str, ...]

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities [n, k]."""
        columns = [self.label_names.index(c) for c in self.pipeline.classes_]
        probs = np.zeros((len(texts), len(self.label_names)))
        probs[:, columns] = self.pipeline.predict_proba(list(texts))
        return Predictions(probs, self.model_id, len(texts))

    def accuracy(self, test: pl.DataFrame) -> float:
        """The share of right answers."""
        return float(self.pipeline.score(test["text"].to_list(), test["label"].to_list()))


def _words(pairs: int, **options: Any) -> Callable[[], Any]:
    vectors = {"min_df": 2, "ngram_range": (1, pairs)}
    return lambda: make_pipeline(
        TfidfVectorizer(**vectors), LogisticRegression(max_iter=500, **options)
    )


def _characters() -> Any:
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=50_000, min_df=3)
    return make_pipeline(vectors, LogisticRegression(C=10, max_iter=500))


def _bayes() -> Any:
    return make_pipeline(CountVectorizer(min_df=2, binary=True), MultinomialNB())


def _encoder(c: float) -> Callable[[], Any]:
    return lambda: make_pipeline(
        FunctionTransformer(default_encoder().encode), LogisticRegression(C=c, max_iter=500)
    )


RECIPES: Mapping[str, Callable[[], Any]] = {
    "words, C .1": _words(1, C=0.1),
    "words, C 10": _words(1, C=10.0),
    "words and pairs, C 10": _words(2, C=10.0),
    "words, L1, C 3": _words(1, C=3.0, l1_ratio=1.0, solver="saga", tol=1e-3),
    "characters, C 10": _characters,
    "naive Bayes": _bayes,
    "encoder, C .1": _encoder(0.1),
    "encoder, C 10": _encoder(10.0),
}


def fitted(of: Break) -> Iterator[Fitted]:
    """Fit every recipe on every mixture."""
    names = tuple(sorted(of.biased["label"].unique().to_list()))
    n = len(of.biased)
    for share in SHARES:
        many = min(int(share * n), len(of.other))
        biased = of.biased.sample(n - int(share * n), seed=_SEED)
        train = pl.concat(
            [d.select("text", "label") for d in (biased, of.other.sample(many, seed=_SEED))]
        )
        for name, recipe in RECIPES.items():
            model = recipe().fit(train["text"].to_list(), train["label"].to_list())
            yield Fitted(f"{name}, {share:.0%} other", model, names)
