"""Giskard's detector of spurious correlations, on a TF-IDF logistic model of the same corpus.

Its scan looks for slices of the data that are associated with the model's *predictions* (Theil's U
above .5). The ranking keeps all slices with their U. Examples are not extracted: they would take
most of the time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["GSK_DISABLE_ANALYTICS"] = "True"
from lines import Question, Ranked, serve

# This file has the same name as the library.
sys.path.remove(str(Path(__file__).parent))
import giskard
import pandas as pd
from giskard.scanner.correlation import spurious_correlation_detector as scan
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

_CUT = 0.5
_READ = {"en": {}, "zh": {"analyzer": "char", "ngram_range": (1, 2)}}


class _NoExamples:
    """A replacement for the extractor of examples."""

    def __init__(self, issue: object) -> None:
        del issue

    def get_examples_dataframe(self, n: int, with_prediction: int = 1) -> pd.DataFrame:
        """No examples."""
        del n, with_prediction
        return pd.DataFrame()


scan.ExampleExtractor = _NoExamples


def rank(question: Question) -> Iterator[Ranked]:
    """Rank slices by Theil's U, each under the name of the most similar cue."""
    names = question["label_names"]
    frame = pd.DataFrame({"text": question["texts"], **question["meta"]})
    frame["label"] = [names[i] for i in question["labels"]]
    fitted = make_pipeline(
        TfidfVectorizer(min_df=5, **_READ[question["language"]]), LogisticRegression()
    ).fit(frame["text"], frame["label"])
    types = {"text": "text", **dict.fromkeys(question["meta"], "category")}
    dataset = giskard.Dataset(frame, target="label", column_types=types, validation=False)
    model = giskard.Model(
        lambda df: fitted.predict_proba(df["text"]),
        model_type="classification",
        classification_labels=list(fitted.classes_),
        feature_names=list(types),
    )
    detector = scan.SpuriousCorrelationDetector(threshold=-1.0)
    for issue in detector.run(model, dataset, list(types)):
        value = float(issue.meta["metric_value"])
        yield Ranked(_subject(issue.slicing_fn), value, value > _CUT)


def _subject(slicing: object) -> str:
    """The name of a slice in cuewise; Giskard's own description if it is no cue."""
    clauses = list(slicing.query.get_all_clauses())
    kinds = {type(c).__name__ for c in clauses}
    first = clauses[0]
    if kinds == {"ContainsWord"}:
        return f"{'ngram' if ' ' in first.value else 'word'}:{first.value}"
    if "length" in str(first.column) and "word" not in str(first.column):
        return "length:long" if "GreaterThan" in kinds else "length:short"
    if kinds == {"EqualTo"}:
        return f"meta:{first.column}={first.value}"
    return f"property:{slicing}"


if __name__ == "__main__":
    serve(rank)
