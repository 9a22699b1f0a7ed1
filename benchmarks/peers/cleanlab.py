"""cleanlab's spurious-correlation score of the commonest words and the metadata.

Datalab offers the score for properties of images only; the class behind it takes any. Its score is
the room that is left for improvement, so that low ones are suspicious: Datalab's cut is .3. It sets
out from a baseline that is the *number* of the commonest class over n, not its share.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from lines import Question, Ranked, serve

# This file has the name of the library.
sys.path.remove(str(Path(__file__).parent))
import numpy as np
import pandas as pd
from cleanlab.datalab.internal.spurious_correlation import SpuriousCorrelations
from sklearn.feature_extraction.text import CountVectorizer

_CUT, _WORDS = 0.3, 300
# Chinese comes unspaced and cleanlab has no segmenter: pairs of characters stand for words.
_READ = {
    "en": {"token_pattern": r"\w+(?:['’]\w+)*"},
    "zh": {"analyzer": "char", "ngram_range": (2, 2)},
}


def rank(question: Question) -> Iterator[Ranked]:
    """One property for each word or value: 1 where a document holds it."""
    vectors = CountVectorizer(binary=True, max_features=_WORDS, **_READ[question["language"]])
    held = vectors.fit_transform(question["texts"]).toarray()
    kind = "char" if question["language"] == "zh" else "word"
    data = {f"{kind}:{w}": held[:, j] for j, w in enumerate(vectors.get_feature_names_out())}
    for column, values in question["meta"].items():
        for value in dict.fromkeys(values):
            data[f"meta:{column}={value}"] = np.array([v == value for v in values], dtype=int)
    data["length:long"] = np.array([len(t) for t in question["texts"]])
    labels = np.array(question["labels"])
    found = SpuriousCorrelations(pd.DataFrame(data), labels).calculate_correlations()
    for row in found.itertuples():
        yield Ranked(row.property, 1 - row.score, row.score < _CUT)


if __name__ == "__main__":
    serve(rank)
