"""A probe measures a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Measurements
from cuewise.stats import wilson
from cuewise_shouting.text import shouts


@register("probes")
@dataclass(frozen=True)
class ShoutingFlips:
    """The share of shouting texts that a model decides differently in small letters.

    Parameters
    ----------
    share:
        As for the detector.
    """

    code: ClassVar[str] = "shouting.flips"
    share: float = 0.3

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """One row: the share of decisions that change."""
        loud = [i for i, text in enumerate(corpus.texts) if shouts(text, self.share)]
        if not loud or corpus.texts_b is not None:
            raise NotApplicable.because("no single text shouts")
        texts = [corpus.texts[i] for i in loud]
        before = predictor.predict(texts).probs
        after = predictor.predict([text.lower() for text in texts]).probs
        answered = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
        if not answered.any():
            raise NotApplicable.because("the model answered none of the texts that shout")
        flips = before[answered].argmax(axis=1) != after[answered].argmax(axis=1)
        low, high = wilson(flips.sum(), flips.size)
        return Measurements(
            code=self.code,
            subjects=("small letters",),
            labels=("",),
            effect=np.array([flips.mean()]),
            low=np.array([low], dtype=float),
            high=np.array([high], dtype=float),
            support=np.array([flips.size]),
            unit="share",
            model_id=predictor.model_id,
        )
