"""Word class: opinions are carried by adjectives; names, things, numbers and days carry none.

Adjectives are the best sign of an opinion (Hatzivassiloglou and Wiebe 2000; Turney 2002). A phrase
of nouns, numbers and function words alone speaks for spurious, one with an adjective for genuine;
verbs, adverbs and exclamations say nothing either way. Only where the labels praise or blame: a
topic is told by its nouns. The value is 1, 0 or absent; the log likelihood ratio, ±0.5, is set by
hand and small, since the lexicon knows most adjectives already.
"""

from __future__ import annotations

import numpy as np

from cuewise.cues.spans import parse
from cuewise.cues.taggers import tagger
from cuewise.cues.tags import NUMBER
from cuewise.errors import NotApplicable
from cuewise.evidence.anchors import meaning
from cuewise.evidence.parts import Case, Verdicts, phrase, signal
from cuewise.records import Signal
from cuewise.records.kinds import Kind, kind_of
from cuewise.text.language import called

_OPINION = NUMBER["ADJ"]
_OPEN = [NUMBER[tag] for tag in ("VERB", "ADV", "INTJ", "X", "PUNCT", "SYM")]
_LOG_LR = 0.5


def word_class(case: Case) -> Verdicts:
    """A signal for every word or phrase that an adjective or nothing but names makes up."""
    if not any(meaning(label).pole for label in case.corpus.label_names):
        raise NotApplicable("no-polarity")
    if case.corpus.texts_b is not None:
        raise NotApplicable("label-relates-texts")
    tag = tagger("default", case.corpus.language, called(case.corpus))
    # One piece of a family speaks for all.
    heads = [parse(case.cues.names[case.cue[head]]) for head in case.family]
    texts = [_words(kind_of(kind), value) for _, kind, value in heads]
    found = tag(texts)
    bounds = zip(found.offsets[:-1], found.offsets[1:], strict=True)
    return [_signal(found.tags[a:b]) for a, b in bounds]


def _words(kind: Kind, value: str) -> str:
    """The words to tag; a list of words has no word class of its own."""
    return phrase(kind.name, value) if kind.whole_words and not kind.listed else ""


def _signal(tags: np.ndarray) -> Signal | None:
    if not tags.size:
        return None
    if np.any(tags == _OPINION):
        return signal(0.0, -_LOG_LR)
    return None if np.isin(tags, _OPEN).any() else signal(1.0, _LOG_LR)
