"""Labels made from marks: how well the emoji and emoticons of a text alone give its label.

Many sets of posts are labelled by the emoji or hashtags of their authors (distant supervision; Go
et al. 2009, "Twitter sentiment classification using distant supervision"). The marks then are the
label, and a model that reads them has learned no more than how the labels were made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.detect.accuracy_rows import accuracy_measurements, accuracy_rows, sides
from cuewise.errors import InputError, NotApplicable
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats, Ints, Measurements
from cuewise.text.emoji import EMOJI
from cuewise.text.tokens import EMOTICON

MARKS, REST = "marks", "rest"
# Labels can be made from marks only where nearly every text has one.
_COVERED = 0.9
MARK = re.compile(f"{EMOJI}|{EMOTICON}")
_SMOOTHING = 1.0


@register("detectors")
@dataclass(frozen=True)
class LabelMarks:
    """Accuracy of the marks alone, and of the texts without their marks.

    The marks predict by multinomial naive Bayes, the texts by the linear model `tfidf`. Discovery
    and estimation split predict each other, so every document counts once; copies of a text count
    as one.
    """

    code: ClassVar[str] = "marks.leak"

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """Two rows each for the marks and for the rest: accuracy, and lift over the majority."""
        del cues
        if corpus.texts_b is not None:
            raise NotApplicable("label-relates-texts")
        marks = [MARK.findall(text) for text in corpus.texts]
        marked = np.array([bool(m) for m in marks], dtype=bool)
        if marked.mean() < _COVERED:
            raise NotApplicable("few-marks", texts=int(marked.sum()), documents=marked.size)
        pairs, y = sides(corpus), np.asarray(corpus.labels)
        tested = np.concatenate([test for _, test in pairs])
        seed, held = int(rng.integers(1 << 31)), _counts(marks)
        most = np.concatenate([y[test] == np.bincount(y[fit]).argmax() for fit, test in pairs])
        right = {
            MARKS: np.concatenate([_by_marks(held, y, *side) for side in pairs]),
            REST: np.concatenate([_by_rest(corpus, *side, seed) for side in pairs]),
        }
        rows = accuracy_rows(corpus, right, most.astype(float), tested)
        return accuracy_measurements(self.code, rows, tested.size)


def _counts(marks: Sequence[Sequence[str]]) -> csr_array:
    """How often each document [n] has each mark [v]."""
    number: dict[str, int] = {}
    columns = [number.setdefault(mark, len(number)) for row in marks for mark in row]
    ends = np.cumsum([0, *map(len, marks)])
    return csr_array((np.ones(len(columns)), columns, ends), shape=(len(marks), len(number)))


def _by_marks(x: csr_array, y: NDArray[np.int32], fit: Ints, test: Ints) -> Floats:
    """1 where the label that the marks of a document of `test` make likeliest is its own."""
    from sklearn.naive_bayes import MultinomialNB

    model = MultinomialNB(alpha=_SMOOTHING).fit(x[fit], y[fit])
    return np.asarray(model.predict(x[test]) == y[test], dtype=float)


def _by_rest(corpus: Corpus, fit: Ints, test: Ints, seed: int) -> Floats:
    """1 where a linear model of the texts without their marks is right."""
    from cuewise.models import build

    texts = [MARK.sub(" ", text) for text in corpus.texts]
    try:
        (model,) = build("tfidf", replace(corpus, texts=texts), fit, seed=seed)
    except InputError:
        # No word is left to learn from, so nothing beats the most frequent label.
        return np.asarray(corpus.labels[test] == np.bincount(corpus.labels[fit]).argmax(), float)
    probs = model.predict([texts[i] for i in test]).probs
    return np.asarray(probs.argmax(axis=1) == corpus.labels[test], dtype=float)
