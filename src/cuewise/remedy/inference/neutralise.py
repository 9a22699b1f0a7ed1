"""Ablation at inference: the model as it is, asked about texts without the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.cues.pattern import pattern, remove_matches
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import ablated, complete, smallest
from cuewise.remedy.wrapped import Wrapped


@remedy("neutralise", cost=2, refits=False)
class Neutralise(Remedy):
    """Remove the cues from every text before the model reads it; nothing is fitted.

    It helps with any model, also one behind an endpoint. A text without the cues is answered as
    before. `mask-neutralise` also fits the head on such texts.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model, asked about texts without the cues."""
        return Neutralised(predictor, self.code, tuple(complete(groups)))


@dataclass(frozen=True, slots=True)
class Neutralised(Wrapped):
    """What the inner model answers to the texts without `cues`.

    One regular expression removes the cues where it can, because exported files can do that too.
    """

    at_inference: ClassVar[Reason] = Reason.of("removes-cues")

    cues: tuple[str, ...]

    @property
    def removed(self) -> tuple[str, ...]:
        """The cues without those that contain another one."""
        return tuple(smallest(self.cues))

    @property
    def takes_out(self) -> str | None:
        """The regular expression of the cues, if there is one."""
        return pattern(self.removed)

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues."""
        step = self.takes_out
        plain = [remove_matches(texts, step)] if step else ablated(texts, texts_b, self.cues)
        answer = self.inner.predict(*plain)
        return Predictions(answer.probs, self.model_id, answer.n_calls, answer.raw)
