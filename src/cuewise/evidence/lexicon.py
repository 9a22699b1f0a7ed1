"""Lexicon: whether a list of words of praise and blame has the cue on the side of its label.

The value is polarity × pole of the label: 1 for a word of praise that goes with the positive label.
Being in no list says little of a word, since lists are short, and next to nothing of a phrase,
since they hold words; being on the side of the label says much. The log likelihood ratios are
calibrated (`evidence/calibration.toml`). A field has the mean of its words.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cuewise.cues.spans import forms, parse
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.evidence.anchors import meaning
from cuewise.evidence.axes import form_of
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.parts import Case, Verdicts, phrase, shared, signal
from cuewise.evidence.polarity import polarities
from cuewise.records.kinds import kind_of
from cuewise.text.language import called
from cuewise.text.tokens import words

_CLEAR = 0.5  # a polarity beyond this is full praise or blame


def lexicon(case: Case) -> Verdicts:
    """A signal for every word, phrase or field that goes with a label of praise or blame."""
    poles = [meaning(label).pole for label in case.corpus.label_names]
    if not any(poles):
        raise NotApplicable("no-polarity")
    if case.corpus.texts_b is not None:
        raise NotApplicable("label-relates-texts")
    if case.corpus.language == "other":
        raise NotApplicable("no-lexicon", language=called(case.corpus))
    try:
        table = polarities(case.corpus.language)
    except MissingExtra as missing:
        raise NotApplicable("no-sentiment-lexicon", extra=missing.extra) from missing
    known = calibration()["lexicon"]["zh" if case.corpus.language == "zh" else "en"]
    out: Verdicts = []
    for j, label in zip(case.cue, case.label, strict=True):
        _, kind, value = parse(case.cues.names[j])
        if not kind_of(kind).lexical or not poles[label]:
            out.append(None)
            continue
        texts = forms(kind, phrase(kind, value))
        agree = [polarity_of(text, table) * poles[label] for text in texts]
        ratios = [log_ratio(a, known[form_of(t)]) for a, t in zip(agree, texts, strict=True)]
        out.append(signal(float(np.mean(agree)), float(np.mean(ratios))))
    return shared(out, case.family)


def polarity_of(text: str, table: Mapping[str, float]) -> float:
    """The strongest polarity of the text or one of its words; 0 where none is listed."""
    found = [table[w] for w in (text, text.replace(" ", ""), *words(text)) if w in table]
    return max(found, key=abs, default=0.0)


def log_ratio(agreement: float, known: Mapping[str, float]) -> float:
    """From not listed at one end to clear praise or blame at the other."""
    strength = min(1.0, abs(agreement) / _CLEAR)
    side = known["agrees"] if agreement > 0 else known["disagrees"]
    return known["unlisted"] + strength * (side - known["unlisted"])
