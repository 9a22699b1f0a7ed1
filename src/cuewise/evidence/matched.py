"""Matched effect: whether the label follows the cue among otherwise similar documents.

Each document with the cue is paired with the most similar document without it (cosine of TF-IDF
words, leaving out the cue and its phrase). The mean difference of their labels is the effect (Wang
and Culotta 2020). The value is the share of the plain difference in labels that remains.

This share depends on how similar documents are at all, so it is compared with the other cues of the
corpus: z = (share - median) / (1.4826 · median absolute deviation), within ±2. The log likelihood
ratio is -`slope`·z. The slope is a quarter of the one that separates planted cues from genuine
words in synthetic corpora (`evidence/calibration.toml`), as real documents never match as well as
those made from a template.

At most 2,000 documents are matched, for the strongest 150 phrases. Matching uses words, not
embeddings, so that a cue can be removed from both documents, in Chinese too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import CARRIERS, Bag, bag_of
from cuewise.evidence.case import EvidenceCase, Signals, calibration, signal
from cuewise.records.kinds import kind_of
from cuewise.stats import paired_mean

_DOCUMENTS, _HEADS = 2000, 150
_CUES = 10
# Below this difference in labels the remaining share is a ratio of noise.
_LEAST = 0.05
_FAR = 2.0
# Shares closer than this do not differ, however similar the others are.
_APART = 0.05


@dataclass(frozen=True, slots=True)
class MatchedEffect:
    """Plain difference in labels, matched difference with its interval, documents with the cue."""

    plain: float
    matched: float
    low: float
    high: float
    carriers: int


def matched_effect(case: EvidenceCase) -> Signals:
    """A signal for the pieces of the strongest phrases in at least ten documents."""
    slope = float(calibration()["matched"]["slope"])
    scores = compare_shares(matched_effects(case))
    return case.for_pieces({m: signal(share, -slope * z) for m, (share, z) in scores.items()})


def compare_shares(found: dict[int, MatchedEffect]) -> dict[int, tuple[float, float]]:
    """The remaining share and its robust z score among all cues, by place."""
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


def matched_effects(case: EvidenceCase) -> dict[int, MatchedEffect]:
    """Effects by place of the fullest form of each phrase.

    Raises
    ------
    NotApplicable
        Text pairs, or no words to match by.
    """
    case.require_single_texts()
    seen = bag_of(case, _DOCUMENTS)
    if not seen.held.shape[1]:
        raise NotApplicable("no-words")
    alike = np.asarray((seen.weighed @ seen.weighed.T).todense(), dtype=np.float32)
    heads = [m for m in case.heads() if _fitted(case.kind(m))][:_HEADS]
    effects = {head: _effect(seen, head, int(case.label[head]), alike) for head in heads}
    return {head: effect for head, effect in effects.items() if effect is not None}


def _fitted(kind: str) -> bool:
    """Whether the slope was fitted on this kind: words, not marks, metadata or lengths."""
    return kind_of(kind).lexical and kind_of(kind).literal


def _effect(seen: Bag, m: int, label: int, alike: NDArray[np.float32]) -> MatchedEffect | None:
    held = seen.carriers(m)
    if min(held.sum(), (~held).sum()) < CARRIERS:
        return None
    y = (seen.labels == label).astype(np.float64)
    own = seen.weighed[:, seen.pieces(m)]
    # Remove the cue's own words from the cosine: from the product and from the lengths.
    rest = np.sqrt(np.maximum(1 - np.asarray(own.multiply(own).sum(axis=1)).ravel(), 1e-6))
    product = alike[held][:, ~held] - np.asarray((own[held] @ own[~held].T).todense())
    partner = (product / rest[~held][None, :]).argmax(axis=1)
    # A partner of several documents is one observation.
    mean, low, high = paired_mean(y[held] - y[~held][partner], clusters=partner)
    plain = float(y[held].mean() - y[~held].mean())
    return MatchedEffect(plain, float(mean), float(low), float(high), int(held.sum()))
