"""Matched effect: whether the label follows the cue among documents that are otherwise alike.

Each document with the cue is set beside the one without it that is most alike (cosine of TF-IDF
words, the cue and its phrase left out); the mean difference of their labels is the effect (Wang and
Culotta 2020). The value is the share of the plain difference in labels that is left in it.

How much is left depends on how alike documents are at all, so the share is set against the other
cues of the corpus: z = (share - median) / (1.4826 · median absolute deviation), within ±2. The log
likelihood ratio is -`slope`·z; the slope is a quarter of the one that tells planted cues from
genuine words in made-up corpora (`evidence/calibration.toml`), as real documents are never matched
as well as those of a template.

At most 2,000 documents are matched, for the strongest 150 phrases; words, not embeddings, so that a
cue can be taken out of both documents, and Chinese is served alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import Bag, bag
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.parts import Case, Verdicts, signal
from cuewise.records.kinds import kind_of
from cuewise.stats import paired_mean

_DOCUMENTS, _HEADS = 2000, 150
_CARRIERS = 10
_CUES = 10
# Under this difference in labels the share that is left is noise over noise.
_LEAST = 0.05
_FAR = 2.0
# Shares nearer to each other than this do not differ, however alike the others are.
_APART = 0.05


@dataclass(frozen=True, slots=True)
class Effect:
    """Plain difference in labels, matched difference with its interval, carriers matched."""

    plain: float
    matched: float
    low: float
    high: float
    carriers: int


def matched_effect(case: Case) -> Verdicts:
    """A signal for the pieces of the strongest phrases that ten documents hold."""
    slope = float(calibration()["matched"]["slope"])
    scores = standing(effects(case))
    out: Verdicts = [None] * case.cue.size
    for m, head in enumerate(case.family.tolist()):
        if head in scores and case.label[m] == case.label[head]:
            share, z = scores[head]
            out[m] = signal(share, -slope * z)
    return out


def standing(found: dict[int, Effect]) -> dict[int, tuple[float, float]]:
    """The share left, and how it stands among the others, by place."""
    left = {m: e.matched / e.plain for m, e in found.items() if abs(e.plain) >= _LEAST}
    if len(left) < _CUES:
        raise NotApplicable("few-cues", least=_CUES)
    shares = np.array(list(left.values()))
    centre = float(np.median(shares))
    spread = 1.4826 * float(np.median(np.abs(shares - centre)))
    return {
        m: (share, float(np.clip((share - centre) / max(spread, _APART), -_FAR, _FAR)))
        for m, share in left.items()
    }


def effects(case: Case) -> dict[int, Effect]:
    """Effects by place of the fullest form of each phrase.

    Raises
    ------
    NotApplicable
        Text pairs, or no words to match by.
    """
    if case.corpus.texts_b is not None:
        raise NotApplicable("label-relates-texts")
    seen = bag(case, _DOCUMENTS)
    if not seen.held.shape[1]:
        raise NotApplicable("no-words")
    alike = np.asarray((seen.weighed @ seen.weighed.T).todense(), dtype=np.float32)
    heads = [m for m in dict.fromkeys(case.family.tolist()) if _fitted(case.kind(m))][:_HEADS]
    found = {head: _effect(seen, head, int(case.label[head]), alike) for head in heads}
    return {head: effect for head, effect in found.items() if effect is not None}


def _fitted(kind: str) -> bool:
    """Whether the slope was fitted on such cues: words, not marks, metadata or lengths."""
    return kind_of(kind).lexical and kind_of(kind).literal


def _effect(seen: Bag, m: int, label: int, alike: NDArray[np.float32]) -> Effect | None:
    held = seen.carriers(m)
    if min(held.sum(), (~held).sum()) < _CARRIERS:
        return None
    y = (seen.labels == label).astype(np.float64)
    own = seen.weighed[:, seen.pieces(m)]
    # The cosine without the cue's own words: they leave the product and the lengths.
    rest = np.sqrt(np.maximum(1 - np.asarray(own.multiply(own).sum(axis=1)).ravel(), 1e-6))
    product = alike[held][:, ~held] - np.asarray((own[held] @ own[~held].T).todense())
    partner = (product / rest[~held][None, :]).argmax(axis=1)
    # A partner that serves several carriers is one observation.
    mean, low, high = paired_mean(y[held] - y[~held][partner], clusters=partner)
    return Effect(
        float(y[held].mean() - y[~held].mean()),
        float(mean),
        float(low),
        float(high),
        int(held.sum()),
    )
