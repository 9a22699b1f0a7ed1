"""Cues taken out of texts and put into them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cuewise.cues.spans import Span, brief, find, forms, parse
from cuewise.errors import NotApplicable
from cuewise.probe.edits import insert, remove, replace
from cuewise.probe.sdr import merge
from cuewise.records import Corpus
from cuewise.records.kinds import kind_of

# Its kind and value.
_Cue = tuple[str, str]


def placed(subjects: Sequence[str]) -> list[str]:
    """The cues that stand somewhere in a text.

    Raises
    ------
    NotApplicable
        None does.
    """
    found = [s for s in subjects if kind_of(parse(s)[1]).located]
    if not found:
        named = ", ".join(map(brief, subjects[:3]))
        raise NotApplicable(f"{named} stand at no place in a text that could be edited")
    return found


def least(subjects: Sequence[str]) -> list[str]:
    """The cues without phrases and places that another one is part of: with it they are gone too.

    Examples
    --------
    >>> least(["ngram:lima i saw", "word:lima", "ngram:so long", "position:first=lima"])
    ['word:lima', 'ngram:so long']
    """
    phrases = {(f, tuple(v.split(" "))) for f, k, v in map(parse, subjects) if kind_of(k).phrase}
    return [s for s in subjects if phrases.isdisjoint(_parts(*parse(s)))]


def _parts(field: str, kind: str, value: str) -> list[tuple[str, tuple[str, ...]]]:
    """The phrases that stand in a cue and are less than it, with its field."""
    known = kind_of(kind)
    own = value.partition("=")[2].split(" ") if known.at_end else value.split(" ")
    if not known.at_end and not known.phrase:
        return []
    ends = [(i, j) for i in range(len(own)) for j in range(i + 1, len(own) + 1)]
    return [(field, tuple(own[i:j])) for i, j in ends if known.at_end or j - i < len(own)]


def closed(subjects: Sequence[str]) -> list[str]:
    """The cues that stand somewhere in a text, if what stands there can be known.

    Raises
    ------
    NotApplicable
        None does, or one is a field of words: a model that relies on its meaning relies on further
        words of it, which no list has.
    """
    for subject in subjects:
        if kind_of(parse(subject)[1]).listed:
            raise NotApplicable(
                f"{brief(subject)} has further words that no list names, so taking out those that "
                "are known is not enough; allowed: remedies that fit the head again, such as 'mask'"
            )
    return placed(subjects)


def insertable(subjects: Sequence[str]) -> list[str]:
    """The cues that can be put into a text.

    Raises
    ------
    NotApplicable
        None can.
    """
    found = [s for s in subjects if kind_of(parse(s)[1]).insertable]
    if not found:
        raise NotApplicable(f"{', '.join(map(brief, subjects[:3]))} cannot be put into a text")
    return found


def without(corpus: Corpus, subjects: Sequence[str]) -> list[list[str]]:
    """The texts of every field without the cues.

    Examples
    --------
    >>> corpus = Corpus(["1"], ["A good, long film"], np.zeros(1, np.int32), ("a",), "demo")
    >>> without(corpus, ["word:long"])
    [['A good, film']]
    """
    return neutralised(corpus.texts, corpus.texts_b, subjects)


def masked(corpus: Corpus, subjects: Sequence[str]) -> Corpus:
    """The corpus with the cues taken out of its texts."""
    texts, *second = without(corpus, subjects)
    return dataclasses.replace(corpus, texts=texts, texts_b=second[0] if second else None)


def neutralised(
    texts: Sequence[str], texts_b: Sequence[str] | None, subjects: Sequence[str], by: str = ""
) -> list[list[str]]:
    """The texts of one field or two without the cues, words among them replaced `by` another.

    Examples
    --------
    >>> neutralised(["Long film!"], None, ["word:long", "punct:!"], "table")
    [['Table film']]
    """
    fields = [("", texts)] if texts_b is None else [("a", texts), ("b", texts_b)]
    found, subjects = [], least(subjects)
    for field, column in fields:
        own = [(kind, value) for f, kind, value in map(parse, subjects) if f == field]
        words = tuple(cue for cue in own if by and kind_of(cue[0]).whole_words)
        rest = tuple(cue for cue in own if cue not in words)
        found.append([_edited(text, words, rest, by) for text in column])
    return found


# Every remedy on texts asks for the same ones, and to look for many cues takes its time.
@lru_cache(maxsize=1 << 16)
def _edited(text: str, swapped: tuple[_Cue, ...], gone: tuple[_Cue, ...], by: str) -> str:
    plain = replace(text, _spans(text, swapped), by) if swapped else text
    return remove(plain, _spans(plain, gone))


def _spans(text: str, cues: Sequence[_Cue]) -> list[Span]:
    return merge([span for cue in cues for span in find(*cue, text)])


def put_in(text: str, subject: str, rng: np.random.Generator) -> str:
    """The text with a cue at some place; of a field one of its words."""
    own = forms(*parse(subject)[1:])
    piece = own[int(rng.integers(len(own)))] if len(own) > 1 else own[0]
    return insert(text, piece, float(rng.uniform(0.1, 0.9)))
