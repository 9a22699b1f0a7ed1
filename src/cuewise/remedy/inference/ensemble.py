"""Ensemble over neutralised copies: the cues out, or other words in their place, averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.count.table import count
from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.parts import Needs, to_mend
from cuewise.remedy.texts import closed, neutralised
from cuewise.remedy.wrapped import Wrapped
from cuewise.stats.association import competency_z

# Words of fewer documents say little of whether they go with a label.
_FEWEST = 5
_NEUTRAL_Z = 1.5


@register("remedies")
@dataclass(frozen=True, slots=True)
class Ensemble:
    """Averages the model over a text without the cues and copies with other words in their place.

    The words are about as frequent as the cues and go with no label (|z| < 1.5). Taking a cue out
    and putting a word in leave different marks, which the mean makes smaller. Marks, emoji and
    formats are taken out of every copy. For any model; nothing is fitted.

    Parameters
    ----------
    words:
        Copies with another word, beside that without the cues.
    """

    code: ClassVar[str] = "ensemble"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 6
    refits: ClassVar[bool] = False
    words: int = 3

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor, averaged over neutralised copies."""
        cues = tuple(closed(to_mend(groups)))
        support = int(np.median(np.asarray(groups.values.sum(axis=0))))
        taken = frozenset(w for cue in groups.names for w in parse(cue)[2].split())
        words = neutral_words(corpus).near(support, taken, self.words)
        if not words:
            raise NotApplicable("no-neutral-word")
        return Copies(predictor, self.code, cues, ("", *words))


def neutral_words(corpus: Corpus) -> Pool:
    """The words of a corpus that go with no label, and the documents that hold each.

    Examples
    --------
    >>> corpus = Corpus(list("abcdefghij"), ["so good", "so bad"] * 5,
    ...                 np.array([1, 0] * 5, np.int32), ("neg", "pos"), "demo")
    >>> dict(neutral_words(corpus).counts)
    {'so': 10}
    """
    fields = [corpus.texts, corpus.texts_b or ()]
    texts = [text for field in fields for text in field]
    labels = np.tile(np.asarray(corpus.labels), len(texts) // max(len(corpus.texts), 1))
    table = count(texts, labels, words=(1,), min_count=_FEWEST)
    held = table.counts.sum(axis=1)
    share = np.bincount(labels, minlength=table.classes) / max(labels.size, 1)
    z = np.nan_to_num(competency_z(table.counts, held[:, None], share))
    kept = np.abs(z).max(axis=1, initial=0) < _NEUTRAL_Z
    known = zip(table.names(), held.tolist(), kept.tolist(), strict=True)
    return Pool({word: n for word, n, free in known if free and word[-1].isalpha()})


@dataclass(frozen=True, slots=True)
class Copies(Wrapped):
    """The mean of what the inner model says with each of `words` in the place of the cues."""

    at_inference: ClassVar[Reason] = Reason.of("averages-copies")

    words: tuple[str, ...] = ("",)

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The mean probabilities [n, k]; NaN where a copy got no answer."""
        found = [
            self.inner.predict(*neutralised(texts, texts_b, self.cues, word)) for word in self.words
        ]
        probs = np.mean([p.probs for p in found], axis=0)
        return Predictions(probs, self.model_id, sum(p.n_calls for p in found))
