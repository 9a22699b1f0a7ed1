"""Semantic irrelevance: whether the cue means anything for its label.

The cue stands in short sentences ("it was {cue}"); their embeddings are projected on the axis from
the words that describe the other labels to those that describe this one, and the projection is
standardised against the corpus's own vocabulary. About 0: as meaningless for the label as an
average word. The log likelihood ratio falls in a straight line with the score; line and slope are
calibrated on words that we sorted by hand (`evidence/calibration.toml`), apart for labels described
by a list of words and labels of which only the name is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.evidence.anchors import Meaning, meaning
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.parts import Case, Encode, Verdicts, phrase, signal

TEMPLATES = ("it was {}", "this is {}", "{}")
_KINDS = frozenset({"word", "ngram", "position"})
_BACKGROUND = 150
_JUDGED = 1000


def irrelevance(case: Case) -> Verdicts:
    """A signal for every word or phrase of single texts; None for the rest."""
    if case.encode is None:
        raise NotApplicable("no encoder for this language, or the 'models' extra is not installed")
    if case.corpus.texts_b is not None:
        raise NotApplicable(
            "the label is a relation between two texts: one word has no meaning for it"
        )
    meanings = [meaning(label) for label in case.corpus.label_names]
    axes = label_axes(meanings, case.encode)
    # One piece of a family speaks for all: each costs an embedding a template.
    own = [_phrase(case.cues.names[case.cue[head]]) for head in case.family]
    # The cues come strongest first.
    phrases = list(dict.fromkeys(filter(None, own)))[:_JUDGED]
    row = {p: i for i, p in enumerate(phrases)}
    scores = standing(phrases, background(case), axes, case.encode)
    out: Verdicts = []
    for text, label in zip(own, case.label, strict=True):
        score = float(scores[row[text], label]) if text in row else None
        out.append(None if score is None else signal(score, _log_lr(score, meanings[label])))
    return out


def _phrase(subject: str) -> str | None:
    """The words of a cue that the encoder can read; None for other kinds."""
    _, kind, value = parse(subject)
    return phrase(kind, value) if kind in _KINDS else None


def _log_lr(score: float, of: Meaning) -> float:
    line = calibration()[of.by]
    return float(line["intercept"] - line["slope"] * score)


def label_axes(
    meanings: Sequence[Meaning], encode: Encode, templates: Sequence[str] = TEMPLATES
) -> NDArray[np.float32]:
    """axes[k, template, d] of unit length, from the other labels to each."""
    flat = [t.format(w) for m in meanings for t in templates for w in m.words]
    vectors, at, centres = np.asarray(encode(flat)), 0, []
    for m in meanings:
        block = vectors[at : at + len(m.words) * len(templates)]
        centres.append(block.reshape(len(templates), len(m.words), -1).mean(axis=1))
        at += len(m.words) * len(templates)
    centre = np.stack(centres)
    rest = (centre.sum(axis=0, keepdims=True) - centre) / max(len(meanings) - 1, 1)
    axes = centre - rest
    axes /= np.maximum(np.linalg.norm(axes, axis=2, keepdims=True), 1e-9)
    return np.asarray(axes, dtype=np.float32)


def background(case: Case) -> list[str]:
    """Words of the corpus, at equal steps of their table."""
    words = [
        parse(n)[2] for n, k in zip(case.cues.names, case.cues.kinds, strict=True) if k == "word"
    ]
    step = max(1, len(words) // _BACKGROUND)
    return words[::step][:_BACKGROUND]


def standing(
    phrases: Sequence[str],
    others: Sequence[str],
    axes: NDArray[np.float32],
    encode: Encode,
    templates: Sequence[str] = TEMPLATES,
) -> NDArray[np.float64]:
    """Standard scores [phrases, k] against `others`, averaged over the templates."""
    total = np.zeros((len(phrases), axes.shape[0]))
    if not phrases:
        return total
    texts = [template.format(p) for template in templates for p in [*phrases, *others]]
    # In one call: the encoder fills its batches best when it sees all at once.
    vectors = np.asarray(encode(texts)).reshape(len(templates), len(phrases) + len(others), -1)
    for i in range(len(templates)):
        on_axis = vectors[i] @ axes[:, i].T
        own, rest = on_axis[: len(phrases)], on_axis[len(phrases) :]
        total += (own - rest.mean(axis=0)) / np.maximum(rest.std(axis=0), 1e-9)
    return total / len(templates)
