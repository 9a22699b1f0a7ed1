"""Word class: in Chinese, names and things carry no opinion where the labels praise or blame.

Adjectives are the best sign of an opinion (Hatzivassiloglou and Wiebe 2000). A cue whose words are
nouns, names and numbers alone is evidence for *spurious*, unless a part of a word is listed as
praise or blame; one with an adjective for *genuine*. Verbs and adverbs say nothing. In English the
axes of meaning know the same and more, so this adds nothing there. The value is 1 or 0. The weight
is fitted (`evidence/weights.toml`).
"""

from __future__ import annotations

from cuewise.cues.chinese import in_dictionary, tag_chinese
from cuewise.cues.tags import NUMBER
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.evidence.closed_class import is_grammatical, is_neutral
from cuewise.evidence.label_meaning import poles_of
from cuewise.evidence.polarity import polarities
from cuewise.records import Signal
from cuewise.records.kinds import kind_of
from cuewise.text.closed_classes import closed
from cuewise.text.scripts import has_han

_THINGS = frozenset(NUMBER[tag] for tag in ("NOUN", "PROPN", "NUM"))
_OPINION = NUMBER["ADJ"]


def word_class(case: EvidenceCase) -> Signals:
    """A signal for every Chinese cue of things alone, or with an adjective."""
    if case.corpus.language != "zh":
        raise NotApplicable("chinese-only")
    poles_of(case)
    case.require_single_texts()
    return [
        # Characters in a row may cut words, and a tagger takes the pieces for names.
        _signal(own.words)
        if kind_of(case.kind(m)).whole_words or in_dictionary("".join(own.words))
        else None
        for m, own in enumerate(case.own_words())
    ]


def _signal(words: tuple[str, ...]) -> Signal | None:
    if any((is_grammatical(w) and not is_neutral(w)) or w in closed("change") for w in words):
        return None
    content = [w for w in words if not is_neutral(w)]
    if not content or not all(map(has_han, content)):
        return None
    tags = {tag for word in content for tag in _classes(word)}
    if _OPINION in tags:
        return signal(0.0, -1.0)
    return signal(1.0, 1.0) if tags <= _THINGS and not any(map(_opinionated, content)) else None


def _classes(word: str) -> set[int]:
    """The classes of a word, and of its rest after a graded or negated beginning.

    Taggers call 太小 a noun.
    """
    parts = [word, word[1:]] if word[0] in closed("intensifier", "negation") else [word]
    return {tag for part in parts for tag in tag_chinese([part]).tags.tolist()}


def _opinionated(word: str) -> bool:
    """Whether a part of a word is listed as praise or blame: taggers call 差差 a noun."""
    listed = polarities("zh")
    return any(word[i:j] in listed for i in range(len(word)) for j in range(i + 1, len(word) + 1))
