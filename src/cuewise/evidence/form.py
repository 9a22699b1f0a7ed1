"""Form: what kind of thing the cue is.

A source, a length, a kind of writing or a typographic habit has no meaning of its own for a label,
and a pattern of word classes or the mere naming of somebody hardly any; a topic may well have.
Words that are close in meaning mean something together, so that they mean nothing for the label
takes clearer evidence than of one word: a field starts on the side of genuine.
Where the label is a relation between two texts, a word of one of them cannot carry it
(hypothesis-only artifacts, Gururangan et al. 2018). The value is the share of meaning the form can
carry, 0 to 1; the log likelihood ratios are priors set by hand, not fitted: `Kind.prior`.
"""

from __future__ import annotations

from cuewise.cues.spans import parse
from cuewise.evidence.parts import Case, Verdicts, signal
from cuewise.records.kinds import kind_of

_ONE_FIELD = (0.1, 1.6)


def form(case: Case) -> Verdicts:
    """The prior of each cue's form; None for plain words and phrases of single texts."""
    out: Verdicts = []
    for j in case.cue:
        field, kind, _ = parse(case.cues.names[j])
        prior = max(
            filter(None, [kind_of(kind).prior, _ONE_FIELD if field else None]),
            key=lambda p: p[1],
            default=None,
        )
        out.append(signal(*prior) if prior else None)
    return out
