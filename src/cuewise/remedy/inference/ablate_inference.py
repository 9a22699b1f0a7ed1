"""Ablation at inference: the model as it is, asked about texts without the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.cues.pattern import pattern
from cuewise.cues.removal import expression_suffices
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import ablated, complete
from cuewise.remedy.wrapped import Wrapped


@remedy("ablate-inference", cost=2, refits=False)
class AblateInference(Remedy):
    """Remove the cues from every text before the model reads it; nothing is fitted.

    It helps with any model, also one behind an endpoint. A text without the cues is answered as
    before. `ablate` also fits the head on such texts.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model, asked about texts without the cues."""
        return Ablated.on(corpus, predictor, self.code, complete(groups))


@dataclass(frozen=True, slots=True)
class Ablated(Wrapped):
    """What the inner model answers to the texts without `cues`.

    One regular expression removes the cues where it can, because exported files can do that too. It
    knows no HTML: files get it only if it removes no more from the corpus than the model does.

    Parameters
    ----------
    cues:
        The subjects of the cues.
    in_files:
        Whether the expression alone edits the texts of the corpus as the model does.
    """

    at_inference: ClassVar[Reason] = Reason.of("removes-cues")

    cues: tuple[str, ...]
    in_files: bool = True

    @classmethod
    def on(cls, corpus: Corpus, predictor: Predictor, by: str, cues: Sequence[str]) -> Ablated:
        """The model `predictor` without the cues, for a corpus whose texts may hold HTML."""
        model = cls(predictor, by, tuple(cues))
        alike = corpus.texts_b is not None or expression_suffices(corpus.texts, model.removed)
        return replace(model, in_files=alike)

    @property
    def removed(self) -> tuple[str, ...]:
        """The cues that it removes."""
        return self.cues

    @property
    def takes_out(self) -> str | None:
        """The regular expression of the cues, if there is one."""
        return pattern(self.removed) if self.in_files else None

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues."""
        plain = ablated(texts, texts_b, self.cues)
        answer = self.inner.predict(*plain)
        return Predictions(answer.probs, self.model_id, answer.n_calls, answer.raw)
