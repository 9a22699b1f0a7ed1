"""Closed class: function words, numbers, days and discourse markers mean nothing by themselves.

A cue made of such words alone is evidence for *spurious*, in any task (`text/closed_classes.toml`).
In Chinese, where numbers and pronouns join classifiers freely, the tagger of jieba adds those; its
prepositions and conjunctions are no closed class (好用 is one of them). Negations,
modals and intensifiers turn or grade the meaning of other words: nothing is said about a cue that
holds one. The value is 1. The weight is fitted (`evidence/weights.toml`).
"""

from __future__ import annotations

from cuewise.cues.chinese import tag_chinese
from cuewise.cues.tags import NUMBER
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, OwnWords, Signals, signal
from cuewise.text.closed_classes import NEUTRAL, TURNING, closed
from cuewise.text.language import called
from cuewise.text.scripts import has_han

_CLOSED_TAGS = frozenset(NUMBER[tag] for tag in ("PRON", "NUM"))


def closed_class(case: EvidenceCase) -> Signals:
    """A signal for every cue that consists of closed-class words alone."""
    if case.corpus.language == "other":
        raise NotApplicable("no-word-lists", language=called(case.corpus))
    return [signal(1.0, 1.0) if _is_closed(own) else None for own in case.own_words()]


def _is_closed(own: OwnWords) -> bool:
    if "".join(own.words) in closed("function") or "_".join(own.words) in closed("marker"):
        return True
    opening = closed("opener") if own.opening else frozenset()
    return bool(own.words) and all(is_neutral(w) or w in opening for w in own.words)


def is_neutral(word: str) -> bool:
    """Whether a word of a closed class means nothing for a label by itself.

    Examples
    --------
    >>> is_neutral("the"), is_neutral("不"), is_neutral("一本"), is_neutral("film")
    (True, False, True, False)
    """
    if word in closed(*NEUTRAL) or word.isdecimal():
        return True
    if not has_han(word) or word in closed(*TURNING, "open", "direction"):
        return False
    tags = tag_chinese([word]).tags.tolist()
    return bool(tags) and all(tag in _CLOSED_TAGS for tag in tags)


def is_grammatical(word: str) -> bool:
    """Whether a word belongs to a closed class of any kind, so that no axis has a place for it."""
    return is_neutral(word) or word in closed(*TURNING, "open", "direction")
