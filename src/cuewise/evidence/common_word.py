"""Common word: a word that is frequent in all texts says little about any one label.

The value is the Zipf frequency of the cue's rarest word in its language (`text/frequency.py`). From
4.5 to 6.5 the log likelihood ratio rises from 0 to 2, before its weight (`evidence/weights.toml`).
A rarer word may or may not mean something for the label, so nothing is said. Nor is anything said
about negations, modals, intensifiers, directions and words of change (rise, fall), which are common
and mean much.
"""

from __future__ import annotations

from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.records import Signal
from cuewise.records.kinds import kind_of
from cuewise.text.closed_classes import TURNING, closed
from cuewise.text.frequency import zipf
from cuewise.text.language import called

_FROM, _MOST = 4.5, 2.0


def common_word(case: EvidenceCase) -> Signals:
    """A signal for every cue whose words are all common."""
    if case.corpus.language == "other":
        raise NotApplicable("no-word-lists", language=called(case.corpus))
    # Characters in a row may be a piece of a rarer word.
    whole = [kind_of(case.kind(m)).whole_words for m in range(case.cue.size)]
    own = case.own_words()
    return [_signal(o.words) if w else None for o, w in zip(own, whole, strict=True)]


def _signal(words: tuple[str, ...]) -> Signal | None:
    if any(w in closed(*TURNING, "direction", "change") for w in words):
        return None
    # A number is as common as any word.
    found = [_FROM + _MOST if w.isdecimal() else zipf(w) for w in words]
    rarest = min((z for z in found if z is not None), default=0.0)
    if None in found or rarest <= _FROM:
        return None
    return signal(rarest, min(rarest - _FROM, _MOST))
