"""Described: the cue is a word of its label's name or of the user's description of the label.

A word in the description of a label means something for it by the user's own account, in any
language. The value is the share of the cue's content words that the name or the description of its
label holds and no other label's does. The log likelihood ratio is -1 at a share of 1, before its
weight (`evidence/weights.toml`); a cue without such a word says nothing.
"""

from __future__ import annotations

import re

import numpy as np

from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.evidence.closed_class import is_grammatical
from cuewise.evidence.label_meaning import describing
from cuewise.records import Signal
from cuewise.text.scripts import has_han
from cuewise.text.tokens import words

# Chinese words of one character are parts of too many others.
_FEWEST_HAN = 2


def described(case: EvidenceCase) -> Signals:
    """A signal for every cue with a word of its label's name or description."""
    case.require_single_texts()
    labels = [_words_of(case, k) for k in range(len(case.corpus.label_names))]
    return [
        _signal(own.words, labels[label], [w for k, w in enumerate(labels) if k != label])
        for own, label in zip(case.own_words(), case.label.tolist(), strict=True)
    ]


def _words_of(case: EvidenceCase, label: int) -> set[str]:
    """The words of a label's name, split at marks and capitals, and of its description."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\W]+", " ", case.corpus.label_names[label])
    return {w for w in (*words(name), *describing(case, label)) if not is_grammatical(w)}


def _signal(cue: tuple[str, ...], own: set[str], others: list[set[str]]) -> Signal | None:
    content = [w for w in cue if not is_grammatical(w)]
    if not content:
        return None
    hits = [_is_in(w, own) and not any(_is_in(w, other) for other in others) for w in content]
    share = float(np.mean(hits))
    return signal(share, -share) if share else None


def _is_in(word: str, describing_words: set[str]) -> bool:
    """Whether a word, its plural or singular, or a Chinese word around it describes a label."""
    if has_han(word):
        long = [w for w in describing_words if len(w) >= _FEWEST_HAN]
        return len(word) >= _FEWEST_HAN and any(word in w or w in word for w in long)
    return bool({word, f"{word}s", word.removesuffix("s")} & describing_words)
