"""Lexicon: whether a list of words of praise and blame puts the cue on the side of its label.

The value is polarity × pole of the label: 1 for a word of praise associated with the positive
label. A word that is not listed says nothing: lists are short, and made for reviews. Agreement with
the label says much. The log likelihood ratios are calibrated (`evidence/calibration.toml`). A topic
word set has the mean of its listed words.

The lists were not made from the corpus. English: the sentiment lexicon of TextBlob (De Smedt and
Daelemans 2012, *Pattern for Python*), 1,500 words, mostly adjectives. Chinese: our own list,
`polarity_zh.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

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
from cuewise.evidence.closed_class import is_grammatical
from cuewise.evidence.label_meaning import meaning
from cuewise.records import Language
from cuewise.records.kinds import kind_of
from cuewise.text.language import called
from cuewise.text.tokens import words

_CLEAR = 0.5  # a polarity beyond this is full praise or blame


def lexicon_agreement(case: EvidenceCase) -> Signals:
    """A signal for every word, phrase or topic word set of a label of praise or blame."""
    poles = [meaning(label).pole for label in case.corpus.label_names]
    if not any(poles):
        raise NotApplicable("no-polarity")
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


def polarity_of(text: str, table: Mapping[str, float]) -> float:
    """The strongest polarity of the text or one of its words; 0 where none is listed.

    Function words, negations and the like have none.
    """
    content = [w for w in words(text) if not is_grammatical(w)]
    whole = (text, text.replace(" ", "")) if content else ()
    listed = [table[w] for w in (*whole, *content) if w in table]
    return max(listed, key=abs, default=0.0)


def log_ratio(agreement: float, clear: float) -> float:
    """From 0, which says nothing, to the ratio of clear agreement; a word that disagrees has 0.

    A word of praise associated with blame is no sign of meaning, nor a sign that there is none.
    """
    return clear * min(1.0, max(0.0, agreement) / _CLEAR)


def polarities(language: Language) -> Mapping[str, float]:
    """Polarity of every listed word, -1 (blame) to 1 (praise).

    Raises
    ------
    MissingExtra
        The list of this language comes with a package that is not installed.

    Examples
    --------
    >>> polarities("zh")["糟糕"]
    -1.0
    """
    return _chinese() if language == "zh" else _english()


@cache
def _chinese() -> Mapping[str, float]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("polarity_zh.toml").read_text("utf-8"))
    poles = {"positive": 1.0, "negative": -1.0}
    return {word: pole for name, pole in poles.items() for word in table[name].split()}


@cache
def _english() -> Mapping[str, float]:
    if find_spec("textblob") is None:
        raise MissingExtra("the English sentiment lexicon comes with TextBlob", "linguistic")
    from textblob.en import sentiment

    sentiment.load()
    # None is the entry for any part of speech: (polarity, subjectivity, intensity).
    return {word: float(senses[None][0]) for word, senses in sentiment.items() if None in senses}
