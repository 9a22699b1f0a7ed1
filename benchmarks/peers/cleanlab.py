"""cleanlab's spurious-correlation score of the most frequent words and the metadata.

Datalab offers the score for properties of images only; the class behind it takes any properties.
The score is the room left for improvement, so low scores are suspicious; Datalab's cut is .3. Its
baseline is the *index* of the most frequent class divided by n, not the share of that class.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from lines import Question, Ranked, serve

# This file has the same name as the library.
sys.path.remove(str(Path(__file__).parent))
import numpy as np
import pandas as pd
from cleanlab.datalab.internal.spurious_correlation import SpuriousCorrelations
from sklearn.feature_extraction.text import CountVectorizer

_CUT, _WORDS = 0.3, 300
# Chinese has no spaces and cleanlab has no segmenter: use pairs of characters as words.
_READ = {
    "en": {"token_pattern": r"\w+(?:['’]\w+)*"},
    "zh": {"analyzer": "char", "ngram_range": (2, 2)},
}


def rank(question: Question) -> Iterator[Ranked]:
    """One property per word or metadata value: 1 if a document has it."""
    vectors = CountVectorizer(binary=True, max_features=_WORDS, **_READ[question["language"]])
    values = vectors.fit_transform(question["texts"]).toarray()
    kind = "char" if question["language"] == "zh" else "word"
    data = {f"{kind}:{w}": values[:, j] for j, w in enumerate(vectors.get_feature_names_out())}
    for column, entries in question["meta"].items():
        for value in dict.fromkeys(entries):
            data[f"meta:{column}={value}"] = np.array([v == value for v in entries], dtype=int)
    data["length:long"] = np.array([len(t) for t in question["texts"]])
    labels = np.array(question["labels"])
    scores = SpuriousCorrelations(pd.DataFrame(data), labels).calculate_correlations()
    for row in scores.itertuples():
        yield Ranked(row.property, 1 - row.score, row.score < _CUT)


if __name__ == "__main__":
    serve(rank)
