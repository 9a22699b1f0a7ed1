"""Semantic irrelevance by static word vectors: the axis of `irrelevance` without a transformer.

The vectors of the words that describe the labels give an axis for each label; the cue's place on it
is standardised against the corpus's own vocabulary and enters by a line calibrated on words that we
sorted by hand (after Bolukbasi et al. 2016, who find the axis of a meaning in such vectors).

The vectors are those that the user named, else the table of word pieces of the default encoder,
read without torch. Where the transformer runs too, the two are averaged (`evidence/verdict.py`):
each errs on its own, the table on phrases and rare pieces, the transformer on what its sentences
suggest.
"""

from __future__ import annotations

import numpy as np

from cuewise.cues.spans import parse
from cuewise.embed.static import WordVectors, token_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.evidence.anchors import Meaning, meaning
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.irrelevance import background, label_axes, standing
from cuewise.evidence.parts import Case, Verdicts, phrase, signal

TEMPLATES = ("{}",)
_KINDS = frozenset({"word", "ngram", "position"})


def static_irrelevance(case: Case) -> Verdicts:
    """A signal for every word or phrase of single texts that the vectors know."""
    if case.corpus.texts_b is not None:
        raise NotApplicable(
            "the label is a relation between two texts: one word has no meaning for it"
        )
    meanings = [meaning(label) for label in case.corpus.label_names]
    vectors = _vectors(case)
    axes = label_axes(meanings, vectors.encode, TEMPLATES)
    if not np.linalg.norm(axes, axis=2).all():
        raise NotApplicable("the word vectors lack the words that describe a label")
    own = [_phrase(case.cues.names[case.cue[head]], vectors) for head in case.family]
    phrases = list(dict.fromkeys(filter(None, own)))
    row = {p: i for i, p in enumerate(phrases)}
    scores = standing(phrases, _known(background(case), vectors), axes, vectors.encode, TEMPLATES)
    out: Verdicts = []
    for text, label in zip(own, case.label, strict=True):
        score = float(scores[row[text], label]) if text in row else None
        out.append(None if score is None else signal(score, _log_lr(score, meanings[label])))
    return out


def _vectors(case: Case) -> WordVectors:
    if case.sources.vectors is not None:
        return case.sources.vectors
    if case.corpus.language == "zh":
        raise NotApplicable("no word vectors for Chinese were named")
    try:
        return token_table()
    except MissingExtra as missing:
        raise NotApplicable(f"{missing.what}; {missing.fix}") from missing


def _phrase(subject: str, vectors: WordVectors) -> str | None:
    _, kind, value = parse(subject)
    text = phrase(kind, value)
    return text if kind in _KINDS and vectors.pieces(text) else None


def _known(texts: list[str], vectors: WordVectors) -> list[str]:
    return [t for t in texts if vectors.pieces(t)] or texts


def _log_lr(score: float, of: Meaning) -> float:
    line = calibration()["static"][of.by]
    return float(line["intercept"] - line["slope"] * score)
