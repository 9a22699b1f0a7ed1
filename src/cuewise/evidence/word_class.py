"""Word class: adjectives carry opinions; names, things, numbers and days carry none.

Adjectives are the best sign of an opinion (Hatzivassiloglou and Wiebe 2000; Turney 2002). A phrase
with an adjective is evidence for *genuine*; one of nouns, numbers and function words alone for
*spurious*. Verbs, adverbs and exclamations say nothing. This holds only where the labels praise or
blame: nouns carry topics. The value is 1, 0 or absent. The log likelihood ratio, ±0.5, is set by
hand and small, since the lexicon knows most adjectives already.
"""

from __future__ import annotations

import numpy as np

from cuewise.cues.taggers import tagger
from cuewise.cues.tags import NUMBER
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, cue_words, signal
from cuewise.evidence.label_meaning import meaning
from cuewise.records import Signal
from cuewise.records.kinds import Kind, kind_of
from cuewise.text.language import called

_OPINION = NUMBER["ADJ"]
_OPEN = [NUMBER[tag] for tag in ("VERB", "ADV", "INTJ", "X", "PUNCT", "SYM")]
_LOG_LR = 0.5


def word_class(case: EvidenceCase) -> Signals:
    """A signal for every word or phrase with an adjective, or with nothing but names."""
    if not any(meaning(label).pole for label in case.corpus.label_names):
        raise NotApplicable("no-polarity")
    case.require_single_texts()
    tag = tagger("default", case.corpus.language, called(case.corpus))
    # All pieces of a phrase get the signal of its fullest form.
    subjects = case.subjects()
    heads = [subjects[head] for head in case.phrase_head]
    tagged = tag([_words(kind_of(kind), value) for _, kind, value in heads])
    bounds = zip(tagged.offsets[:-1], tagged.offsets[1:], strict=True)
    return [_signal(tagged.tags[a:b]) for a, b in bounds]


def _words(kind: Kind, value: str) -> str:
    """The words to tag; a topic word set has no word class."""
    return cue_words(kind.name, value) if kind.whole_words and not kind.listed else ""


def _signal(tags: np.ndarray) -> Signal | None:
    if not tags.size:
        return None
    if np.any(tags == _OPINION):
        return signal(0.0, -_LOG_LR)
    return None if np.isin(tags, _OPEN).any() else signal(1.0, _LOG_LR)
