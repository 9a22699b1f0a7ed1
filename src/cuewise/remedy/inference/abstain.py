"""Abstaining: no answer where the decision hangs on the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.parts import Needs, to_mend
from cuewise.remedy.texts import neutralised, placed
from cuewise.remedy.wrapped import Wrapped
from cuewise.split.rows import rows_of


@register("remedies")
@dataclass(frozen=True, slots=True)
class Abstain:
    """Answers only where the decision is the same on the text without the cues; nothing is fitted.

    El-Yaniv & Wiener 2010, "On the foundations of noise-free selective classification", with
    agreement under neutralising as the rule. A text whose decision changes when the cues are taken
    out gets no answer (a NaN row, which every report counts); the others get the probabilities of
    the text without them. The share answered stands in the model's note.

    Parameters
    ----------
    size:
        Documents that the share answered is measured on, at most.
    """

    code: ClassVar[str] = "abstain"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 5
    refits: ClassVar[bool] = False
    size: int = 800

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor, silent where its decision hangs on the cues."""
        cues = tuple(placed(to_mend(groups)))
        rows = np.sort(rng.permutation(len(corpus.texts))[: self.size]).astype(np.int64)
        some = rows_of(corpus, rows)
        model = Abstaining(predictor, self.code, cues)
        silent = np.isnan(model.predict(some.texts, some.texts_b).probs).any(axis=1)
        return replace(model, answered=int((~silent).sum()), asked=int(rows.size))


@dataclass(frozen=True, slots=True)
class Abstaining(Wrapped):
    """Silent where the inner model decides otherwise without the cues.

    It answered `answered` of the `asked` documents of the corpus it was made on.
    """

    at_inference: ClassVar[Reason] = Reason.of("abstains")

    answered: int = 0
    asked: int = 0

    @property
    def notes(self) -> tuple[Reason, ...]:
        """How many documents it answered, and what a reader should know about the inner model."""
        own = Reason.of("answers-some", answered=self.answered, asked=self.asked)
        return (own, *getattr(self.inner, "notes", ()))

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] of the texts without the cues, NaN where the decision changes."""
        columns = [texts] if texts_b is None else [texts, texts_b]
        as_is = self.inner.predict(*columns)
        plain = self.inner.predict(*neutralised(texts, texts_b, self.cues))
        probs = plain.probs.copy()
        # A row that is NaN in either is NaN, whatever argmax makes of it.
        same = plain.probs.argmax(axis=1) == as_is.probs.argmax(axis=1)
        probs[~(same & np.isfinite(as_is.probs).all(axis=1))] = np.nan
        return Predictions(probs, self.model_id, as_is.n_calls + plain.n_calls, plain.raw)
