"""A small encoder for tests: TF-IDF and truncated SVD of scikit-learn, unit vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

# A Chinese character, or another word.
_TOKEN = r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+"


@dataclass(frozen=True)
class SvdEncoder:
    """Unit vectors of texts."""

    pipeline: Any
    encoder_id: str = "svd"

    def encode(self, texts, *, progress=None):
        """Vectors [n, width]."""
        return self.pipeline.transform(texts).astype(np.float32)


def fit_svd(texts, width=100):
    """Fit on the distinct texts."""
    tfidf = TfidfVectorizer(ngram_range=(1, 2), min_df=2, token_pattern=_TOKEN)
    steps = tfidf, TruncatedSVD(width, random_state=0)
    return SvdEncoder(make_pipeline(*steps, Normalizer()).fit(sorted(set(texts))))
