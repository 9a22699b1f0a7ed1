"""Neutralising: the model as it is, asked about texts without the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.cues.pattern import pattern, taken_out
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.parts import Needs, to_mend
from cuewise.remedy.texts import closed, least, neutralised
from cuewise.remedy.wrapped import Wrapped


@register("remedies")
@dataclass(frozen=True, slots=True)
class Neutralise:
    """Takes the cues out of every text before the model sees it; nothing is fitted.

    For any model, also one that is served. A text without the cues is answered as before, whatever
    the documents that the model meets. `mask-neutralise` fits the head so, too.
    """

    code: ClassVar[str] = "neutralise"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    refits: ClassVar[bool] = False

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor, asked about neutralised texts."""
        return Neutralised(predictor, self.code, tuple(closed(to_mend(groups))))


@dataclass(frozen=True, slots=True)
class Neutralised(Wrapped):
    """What the inner model says of the texts without the cues.

    Where one expression says what they are, it is what takes them out: files can do that too.
    """

    at_inference: ClassVar[Reason] = Reason.of("removes-cues")

    @property
    def takes_out(self) -> str | None:
        """The expression of the cues, if there is one."""
        return pattern(least(self.cues))

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues."""
        one = self.takes_out
        plain = neutralised(texts, texts_b, self.cues) if one is None else [taken_out(texts, one)]
        found = self.inner.predict(*plain)
        return Predictions(found.probs, self.model_id, found.n_calls, found.raw)
