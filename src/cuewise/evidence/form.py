"""Form: what kind of thing the cue is.

A source, a length, a kind of writing or a typographic habit has no meaning of its own for a label,
and a pattern of word classes or the mere naming of somebody hardly any; a topic may well have.
Words that are close in meaning mean something together, so that they mean nothing for the label
takes clearer evidence than of one word: a field starts on the side of genuine.
Where the label is a relation between two texts, a word of one of them cannot carry it
(hypothesis-only artifacts, Gururangan et al. 2018). The value is the share of meaning the form can
carry, 0 to 1; the log likelihood ratios are priors set by hand, not fitted.
"""

from __future__ import annotations

from cuewise.cues.spans import parse
from cuewise.evidence.parts import Case, Verdicts, signal

_FORM = {
    "meta": (0.0, 1.6),
    "length": (0.0, 1.6),
    "style": (0.1, 1.3),
    "position": (0.2, 1.0),
    "format": (0.2, 1.0),
    "punct": (0.3, 0.6),
    "pos": (0.4, 0.3),
    "entity": (0.4, 0.3),
    "overlap": (0.5, 0.3),
    "field": (0.6, -0.5),
}
_ONE_FIELD = (0.1, 1.6)


def form(case: Case) -> Verdicts:
    """The prior of each cue's form; None for plain words and phrases of single texts."""
    out: Verdicts = []
    for j in case.cue:
        field, kind, _ = parse(case.cues.names[j])
        prior = max(
            filter(None, [_FORM.get(kind), _ONE_FIELD if field else None]),
            key=lambda p: p[1],
            default=None,
        )
        out.append(signal(*prior) if prior else None)
    return out
