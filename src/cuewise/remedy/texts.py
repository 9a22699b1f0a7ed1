"""Removing cues from texts and putting them in."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cuewise.cues.removal import remove_cues
from cuewise.cues.spans import brief, find, forms, parse
from cuewise.errors import NotApplicable
from cuewise.records import Corpus, CueTable
from cuewise.records.kinds import kind_of
from cuewise.text.edits import insert, replace
from cuewise.text.spans import merge_spans

# The kind and value of a cue.
_Cue = tuple[str, str]


def cues_to_repair(groups: CueTable) -> tuple[str, ...]:
    """The names of the cues to repair.

    Raises
    ------
    NotApplicable
        There is none.
    """
    if not groups.names:
        raise NotApplicable("no-cue-to-repair")
    return groups.names


def editable(groups: CueTable) -> list[str]:
    """The cues to repair that have an editable span in a text.

    Raises
    ------
    NotApplicable
        There is no cue, or none has such a span.
    """
    cues = [cue for cue in cues_to_repair(groups) if kind_of(parse(cue)[1]).located]
    if not cues:
        raise NotApplicable("no-place", cues=_first(groups))
    return cues


def insertable(groups: CueTable) -> list[str]:
    """The cues to repair that can be put into a text.

    Raises
    ------
    NotApplicable
        There is no cue, or none can.
    """
    cues = [cue for cue in cues_to_repair(groups) if kind_of(parse(cue)[1]).insertable]
    if not cues:
        raise NotApplicable("not-insertable", cues=_first(groups))
    return cues


def complete(groups: CueTable) -> list[str]:
    """The editable cues to repair, if a list can name all of each.

    Raises
    ------
    NotApplicable
        None is editable, or one is a topic word set: a model that relies on the topic relies on
        further words of it, which no list has.
    """
    for subject in cues_to_repair(groups):
        if kind_of(parse(subject)[1]).listed:
            raise NotApplicable("open-topic", cue=brief(subject))
    return editable(groups)


def _first(groups: CueTable) -> str:
    return ", ".join(map(brief, groups.names[:3]))


def without(corpus: Corpus, subjects: Sequence[str]) -> list[list[str]]:
    """The texts of every field of a corpus without the cues.

    Examples
    --------
    >>> corpus = Corpus(["1"], ["A good, long film"], np.zeros(1, np.int32), ("a",), "demo")
    >>> without(corpus, ["word:long"])
    [['A good, film']]
    """
    return ablated(corpus.texts, corpus.texts_b, subjects)


def masked(corpus: Corpus, subjects: Sequence[str]) -> Corpus:
    """The corpus with texts without the cues."""
    texts, *second = without(corpus, subjects)
    return dataclasses.replace(corpus, texts=texts, texts_b=second[0] if second else None)


def ablated(
    texts: Sequence[str], texts_b: Sequence[str] | None, subjects: Sequence[str], by: str = ""
) -> list[list[str]]:
    """The texts of one field or two without the cues, as `remove_cues` removes them.

    Parameters
    ----------
    texts, texts_b:
        The texts [n], and the second texts of pairs.
    subjects:
        The cues.
    by:
        A word that replaces those cues that are words; without it they are removed.

    Examples
    --------
    >>> ablated(["Long film!"], None, ["word:long", "punct:!"], "table")
    [['Table film ']]
    """
    fields = [("", texts)] if texts_b is None else [("a", texts), ("b", texts_b)]
    columns, cues = [], [parse(subject) for subject in subjects]
    for name, column in fields:
        in_field = [(kind, value) for field, kind, value in cues if field == name]
        words = tuple(cue for cue in in_field if by and kind_of(cue[0]).whole_words)
        rest = [":".join(cue) for cue in in_field if cue not in words]
        swapped = [_swapped(text, words, by) for text in column] if words else column
        columns.append(remove_cues(swapped, rest))
    return columns


# Finding many cues one after another is slow, and several models ask for the same texts.
@lru_cache(maxsize=1 << 16)
def _swapped(text: str, cues: tuple[_Cue, ...], by: str) -> str:
    return replace(text, merge_spans([span for cue in cues for span in find(*cue, text)]), by)


def insert_cue(text: str, subject: str, rng: np.random.Generator) -> str:
    """The text with a cue at a random place; of a topic word set, a random word of it."""
    pieces = forms(*parse(subject)[1:])
    piece = pieces[int(rng.integers(len(pieces)))] if len(pieces) > 1 else pieces[0]
    return insert(text, piece, float(rng.uniform(0.1, 0.9)))
