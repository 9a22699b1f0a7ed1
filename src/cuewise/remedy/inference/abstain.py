"""Abstaining: no answer where removing the cues changes the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import ablated, editable
from cuewise.remedy.wrapped import Wrapped
from cuewise.split.rows import rows_of


@remedy("abstain", cost=5, refits=False)
class Abstain(Remedy):
    """Answer only where the decision is the same without the cues; nothing is fitted.

    It helps where a person can take the rest. A text whose decision changes when the cues are
    removed gets no answer (a NaN row, which every report counts). The others get the probabilities
    of the text without the cues. The model's note says how many documents are answered.

    Parameters
    ----------
    size:
        Documents on which the share answered is measured, at most.

    References
    ----------
    El-Yaniv & Wiener 2010, "On the foundations of noise-free selective classification", with
    agreement under ablation as the rule.
    """

    size: int = 800

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model, silent where its decision changes without the cues."""
        cues = tuple(editable(groups))
        rows = np.sort(rng.permutation(len(corpus.texts))[: self.size]).astype(np.int64)
        some = rows_of(corpus, rows)
        model = Abstaining(predictor, self.code, cues)
        silent = np.isnan(model.predict(some.texts, some.texts_b).probs).any(axis=1)
        return replace(model, answered=int((~silent).sum()), asked=int(rows.size))


@dataclass(frozen=True, slots=True)
class Abstaining(Wrapped):
    """Gives no answer where the inner model decides otherwise without `cues`.

    It answered `answered` of the `asked` documents of the corpus that it was made on.
    """

    at_inference: ClassVar[Reason] = Reason.of("abstains")

    cues: tuple[str, ...]
    answered: int = 0
    asked: int = 0

    @property
    def notes(self) -> tuple[Reason, ...]:
        """How many documents it answered, and the notes of the inner model."""
        share = Reason.of("answers-some", answered=self.answered, asked=self.asked)
        return (share, *getattr(self.inner, "notes", ()))

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues, NaN where the decision changes."""
        columns = [texts] if texts_b is None else [texts, texts_b]
        as_is = self.inner.predict(*columns)
        plain = self.inner.predict(*ablated(texts, texts_b, self.cues))
        probs = plain.probs.copy()
        # argmax gives a number for a NaN row too, so test for NaN as well.
        same = plain.probs.argmax(axis=1) == as_is.probs.argmax(axis=1)
        probs[~(same & np.isfinite(as_is.probs).all(axis=1))] = np.nan
        return Predictions(probs, self.model_id, as_is.n_calls + plain.n_calls, plain.raw)
