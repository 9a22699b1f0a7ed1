"""Neutralising: the model is asked about texts from which the cues were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.registry import register
from cuewise.remedy.parts import Needs, to_mend
from cuewise.remedy.texts import closed, neutralised
from cuewise.remedy.wrapped import Wrapped
from cuewise.types import Corpus, CueTable, Predictions, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class Neutralise:
    """Takes the cues out of every text before the model sees it; nothing is fitted.

    For any model, such as one that is served and cannot be fitted again. A model that never saw
    texts without the cues may do worse on them than one that was fitted so (`mask`).
    """

    code: ClassVar[str] = "neutralise"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    refits: ClassVar[bool] = False

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor, asked about neutralised texts."""
        return Neutralised(predictor, self.code, tuple(closed(to_mend(groups))))


@dataclass(frozen=True, slots=True)
class Neutralised(Wrapped):
    """What the inner model says of the texts without the cues."""

    at_inference: ClassVar[str] = "takes the mended cues out of a text before the model reads it"

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues."""
        found = self.inner.predict(*neutralised(texts, texts_b, self.cues))
        return Predictions(found.probs, self.model_id, found.n_calls, found.raw)
