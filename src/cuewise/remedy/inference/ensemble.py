"""Ensemble: the mean over a text without the cues and copies with other words in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.count.table import count
from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, CueTable, Predictions, Reason
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import ablated, complete
from cuewise.remedy.wrapped import Wrapped
from cuewise.stats.association import competency_z

# The association of rarer words is not known.
_FEWEST = 5
_NEUTRAL_Z = 1.5


@remedy("ensemble", cost=6, refits=False)
class Ensemble(Remedy):
    """Average the model over a text without the cues and copies with other words in their place.

    It helps with any model whose answer changes with the edit itself: removing a cue and inserting
    a word leave different marks, and the mean reduces both. Nothing is fitted. The words are about
    as frequent as the cues and associated with no label (|z| < 1.5). Punctuation, emoji and formats
    are removed from every copy.

    Parameters
    ----------
    words:
        Copies with another word, beside the one without the cues.
    """

    words: int = 3

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The mean of the model over the copies."""
        cues = tuple(complete(groups))
        support = int(np.median(np.asarray(groups.values.sum(axis=0))))
        taken = frozenset(w for cue in groups.names for w in parse(cue)[2].split())
        words = neutral_words(corpus).near(support, taken, self.words)
        if not words:
            raise NotApplicable("no-neutral-word")
        return Copies(predictor, self.code, cues, ("", *words))


def neutral_words(corpus: Corpus) -> Pool:
    """The words of a corpus that are associated with no label, with their document counts.

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
    support = table.counts.sum(axis=1)
    share = np.bincount(labels, minlength=table.classes) / max(labels.size, 1)
    z = np.nan_to_num(competency_z(table.counts, support[:, None], share))
    neutral = np.abs(z).max(axis=1, initial=0) < _NEUTRAL_Z
    rows = zip(table.names(), support.tolist(), neutral.tolist(), strict=True)
    return Pool({word: n for word, n, free in rows if free and word[-1].isalpha()})


@dataclass(frozen=True, slots=True)
class Copies(Wrapped):
    """The mean answer of the inner model with each of `words` in place of `cues`."""

    at_inference: ClassVar[Reason] = Reason.of("averages-copies")

    cues: tuple[str, ...]
    words: tuple[str, ...] = ("",)

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The mean probabilities [n, k]; NaN where a copy got no answer."""
        copies = (ablated(texts, texts_b, self.cues, word) for word in self.words)
        answers = [self.inner.predict(*copy) for copy in copies]
        probs = np.mean([answer.probs for answer in answers], axis=0)
        return Predictions(probs, self.model_id, sum(answer.n_calls for answer in answers))
