"""Write TF-IDF and logistic regression as a scikit-learn pipeline in a skops file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.cues.pattern import remove_matches
from cuewise.errors import InputError
from cuewise.export.origin import Written
from cuewise.export.plain import difference
from cuewise.models.external.sklearn_file import load_sklearn
from cuewise.models.linear.ngrams import NGrams
from cuewise.models.linear.tfidf import Tfidf
from cuewise.records import Ints

FILE = "model.skops"
_USAGE = f"""\
from skops.io import load

model = load("{FILE}")
model.predict_proba(["a text"])  # columns in the order of model.classes_"""


def write_pipeline(
    model: Tfidf, folder: Path, *columns: Sequence[str], takes_out: str | None = None
) -> Written:
    """Write the file and compare its answers with those of the model on some texts.

    `takes_out` is a regular expression that the file removes from a text first.

    Raises
    ------
    InputError
        The model reads pairs, or the file answers otherwise.
    """
    from skops import io

    io.dump(sklearn_pipeline(model, takes_out), folder / FILE)
    loaded = load_sklearn(str(folder / FILE), model.label_names, pairs=False)
    (sample,) = columns
    wanted = model.predict(remove_matches(sample, takes_out)).probs
    most = difference(loaded.predict(sample).probs, wanted)
    return Written("sklearn", most, len(sample), _USAGE)


def sklearn_pipeline(model: Tfidf, takes_out: str | None = None) -> Any:
    """The model as a fitted pipeline of scikit-learn's own classes.

    A match of `takes_out` is outside the group of the token pattern, so it becomes an empty token.
    Empty tokens are stop words, which scikit-learn drops before it makes phrases.

    Raises
    ------
    InputError
        The model reads pairs.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    if len(model.fields) != 1:
        raise InputError(f"{model.model_id} reads pairs: scikit-learn has no class for overlap")
    grams = model.fields[0]
    vectorizer = TfidfVectorizer(
        token_pattern=_pattern(model, takes_out),
        stop_words=None if takes_out is None else [""],
        ngram_range=(1, len(grams.keys)),
        vocabulary={gram: i for i, gram in enumerate(_spelled(grams))},
        sublinear_tf=True,
        dtype=np.float32,
    )
    vectorizer.idf_ = grams.idf
    weights, bias = model.logistic.weights.T, model.logistic.bias
    # With two labels scikit-learn keeps only the difference.
    two = len(bias) == 2
    head = LogisticRegression(C=model.c)
    head.classes_ = np.array(model.label_names)
    head.coef_ = weights[1:] - weights[:1] if two else weights
    head.intercept_ = bias[1:] - bias[:1] if two else bias
    head.n_features_in_ = weights.shape[1]
    return Pipeline([("tfidf", vectorizer), ("logistic", head)])


def _pattern(model: Tfidf, takes_out: str | None) -> str:
    token = model.tokenizer.source(stop=takes_out)
    return token if takes_out is None else f"{takes_out}|({token})"


def _spelled(grams: NGrams) -> Iterator[str]:
    """The n-grams as scikit-learn writes them, with spaces between tokens, in our order."""
    names = sorted(grams.vocabulary, key=grams.vocabulary.__getitem__)
    for order, keys in enumerate(grams.keys, start=1):
        for ids in _token_ids(keys, order, max(len(names), 1)):
            yield " ".join(names[i] for i in ids)


def _token_ids(keys: Ints, order: int, size: int) -> list[list[int]]:
    """The ids of the tokens that each key encodes.

    Examples
    --------
    >>> _token_ids(np.array([7]), 2, 5)
    [[1, 2]]
    """
    digits: list[Ints] = []
    for _ in range(order):
        keys, digit = np.divmod(keys, size)
        digits.append(digit)
    ids: list[list[int]] = np.stack(digits[::-1], axis=1).tolist()
    return ids
