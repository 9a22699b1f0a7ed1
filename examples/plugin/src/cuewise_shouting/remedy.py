"""A remedy returns a model that relies less on the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.wrapped import Wrapped


@remedy("small-letters", knows_cues=False, refits=False)
class SmallLetters(Remedy):
    """Read every text in small letters; nothing is fitted."""

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model, asked about texts in small letters."""
        return ReadsSmall(predictor, self.code)


@dataclass(frozen=True, slots=True)
class ReadsSmall(Wrapped):
    """What the inner model answers to texts in small letters."""

    at_inference: ClassVar[Reason] = Reason.of("reads-small-letters")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts in small letters."""
        small_b = None if texts_b is None else [text.lower() for text in texts_b]
        found = self.inner.predict([text.lower() for text in texts], small_b)
        return Predictions(found.probs, self.model_id, found.n_calls, found.raw)
