"""The largest coefficients of a TF-IDF logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.bench.sample import BenchDetector, DetectorSample, RankedCue, rank_cues
from cuewise.cues.table import MIN_CUE_DOCUMENTS
from cuewise.text.tokens import words


@dataclass(frozen=True, slots=True)
class LogisticCoefficients(BenchDetector):
    """TF-IDF of words and pairs of words, L2 with C = 1; flags the `top` of each label."""

    name: str = "logistic"
    about: str = "words and pairs of words; TF-IDF, L2, the ten largest coefficients of each label"
    top: int = 10

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank by the absolute coefficient."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        vectors = TfidfVectorizer(
            tokenizer=words,
            token_pattern=None,
            lowercase=False,
            ngram_range=(1, 2),
            min_df=MIN_CUE_DOCUMENTS,
        )
        x = vectors.fit_transform(sample.corpus.texts)
        model = LogisticRegression(max_iter=1000).fit(x, sample.corpus.labels)
        weight = model.coef_[0]
        order = np.argsort(weight, kind="stable")
        flagged = np.zeros(weight.size, dtype=bool)
        flagged[order[: self.top]] = flagged[order[-self.top :]] = True
        names = [_subject(str(term)) for term in vectors.get_feature_names_out()]
        return rank_cues(names, np.abs(weight), flagged)


def _subject(term: str) -> str:
    """The name of a term in cuewise, where a bracket emoticon is a character cue."""
    if " " in term:
        return f"ngram:{term}"
    return f"{'char' if term.startswith('[') else 'word'}:{term}"
