"""Form: what the kind of a cue says about its meaning.

A source, a length, a style cluster or a typographic habit has no meaning of its own for a label. A
word at the end of a text means what the word means. A pattern of word classes or a proper name has
hardly any meaning; a topic may have one. Words close in meaning mean something together, so a topic
word set starts on the side of *genuine*. Where the label is a relation between two texts, a word of
one text cannot carry it (hypothesis-only artifacts, Gururangan et al. 2018). The value is the share
of meaning the form can carry, 0 to 1. The log likelihood ratios are priors set by hand, not fitted:
`Kind.prior`.
"""

from __future__ import annotations

from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.records.kinds import kind_of

_ONE_FIELD = (0.1, 1.6)


def form(case: EvidenceCase) -> Signals:
    """The prior of each cue's form; None for plain words and phrases of single texts."""
    out: Signals = []
    for field, kind, _ in case.subjects():
        priors = filter(None, [kind_of(kind).prior, _ONE_FIELD if field else None])
        prior = max(priors, key=lambda p: p[1], default=None)
        out.append(signal(*prior) if prior else None)
    return out
