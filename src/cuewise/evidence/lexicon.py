"""Lexicon: whether a list of words of praise and blame puts the cue on the side of its label.

The value is polarity × pole of the label: 1 for a word of praise associated with the positive
label. A word that is not listed says nothing: lists are short, and made for reviews. Agreement with
the label says much. The log likelihood ratios are calibrated (`evidence/calibration.toml`). A topic
word set has the mean of its listed words.
"""

from __future__ import annotations

import numpy as np

from cuewise.cues.spans import forms
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.evidence.axes import form_of
from cuewise.evidence.case import (
    EvidenceCase,
    Signals,
    calibration,
    cue_words,
    share_in_phrases,
    signal,
)
from cuewise.evidence.label_meaning import poles_of
from cuewise.evidence.polarity import polarities, polarity_of
from cuewise.records.kinds import kind_of
from cuewise.text.language import called

_CLEAR = 0.5  # a polarity beyond this is full praise or blame


def lexicon_agreement(case: EvidenceCase) -> Signals:
    """A signal for every word, phrase or topic word set of a label of praise or blame."""
    poles = poles_of(case)
    case.require_single_texts()
    if case.corpus.language == "other":
        raise NotApplicable("no-lexicon", language=called(case.corpus))
    try:
        table = polarities(case.corpus.language)
    except MissingExtra as missing:
        raise NotApplicable("no-sentiment-lexicon", extra=missing.extra) from missing
    agreed = calibration()["lexicon"]["zh" if case.corpus.language == "zh" else "en"]
    out: Signals = []
    for (_, kind, value), label in zip(case.subjects(), case.label, strict=True):
        if not kind_of(kind).lexical or not poles[label]:
            out.append(None)
            continue
        texts = forms(kind, cue_words(kind, value))
        agree = {t: polarity_of(t, table) * poles[label] for t in texts}
        log_lrs = [log_ratio(a, agreed[form_of(t)]) for t, a in agree.items() if a]
        listed = [a for a in agree.values() if a]
        out.append(signal(float(np.mean(listed)), float(np.mean(log_lrs))) if listed else None)
    return share_in_phrases(out, case.phrase_head)


def log_ratio(agreement: float, clear: float) -> float:
    """From 0, which says nothing, to the ratio of clear agreement; a word that disagrees has 0.

    A word of praise associated with blame is no sign of meaning, nor a sign that there is none.
    """
    return clear * min(1.0, max(0.0, agreement) / _CLEAR)
