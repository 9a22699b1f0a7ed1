"""Groups of cues that are one phrase: its pieces, and the same words with and without articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from cuewise.cues.spans import names_markup, parse
from cuewise.records import CueTable, Ints
from cuewise.records.kinds import kind_of
from cuewise.text.closed_classes import closed
from cuewise.text.scripts import has_han
from cuewise.text.tokens import words

_SAME = 0.8
# The fullest form of a phrase occurs at least this often, compared with its most frequent form.
_FREQUENT = 0.5


def phrases(
    cues: CueTable, columns: Sequence[int] | Ints, claims: Sequence[int] | Ints | None = None
) -> Ints:
    """For each of `columns`, the place in `columns` of the fullest form of its phrase.

    Words, n-grams and character n-grams of one text field are pieces of one phrase if the Jaccard
    index of their documents is at least .8. They are variants of one cue if they make the same
    claim and differ in repetition, in function words at their ends or in a position in the text
    only. The fullest form is the longest of those that occur half as often as the most frequent
    one. A topic word set can be a piece of a phrase, but never its fullest form. Tags of HTML that
    occur together are one phrase too.

    Parameters
    ----------
    cues:
        The table of cues.
    columns:
        Columns [m] of the table.
    claims:
        A number [m] for what each is associated with, such as its label and the direction; None:
        look for no variants.

    Examples
    --------
    >>> held = csr_array(np.array([[1, 1, 0], [1, 1, 1], [0, 0, 1]]))
    >>> names = ("word:record", "ngram:the record", "word:other")
    >>> table = CueTable(names, ("word", "ngram", "word"), held, ("",) * 3)
    >>> phrases(table, [0, 1, 2]).tolist()
    [1, 1, 2]
    """
    chosen = np.asarray(columns, dtype=np.int64)
    held = csr_array(cues.values[:, chosen], dtype=np.float64)
    both = coo_array(held.T @ held)
    size = np.asarray(held.sum(axis=0)).ravel()
    i, j = both.coords
    fields = np.array([parse(cues.names[c])[0] for c in chosen])
    lexical = np.array([_is_language(cues.names[c]) for c in chosen], dtype=bool)
    html = np.array([names_markup(cues.names[c]) for c in chosen], dtype=bool)
    same = both.data >= _SAME * (size[i] + size[j] - both.data)
    joined = same & (fields[i] == fields[j]) & (lexical[i] & lexical[j] | html[i] & html[j])
    variants = _variants(cues, chosen, claims)
    i, j = np.concatenate([[i[joined], j[joined]], variants], axis=1).astype(np.int64)
    graph = coo_array((np.ones(i.size), (i, j)), shape=(chosen.size, chosen.size))
    _, phrase = connected_components(graph, directed=False)
    most = np.zeros(chosen.size)
    np.maximum.at(most, phrase, size)
    rare = size < _FREQUENT * most[phrase]
    length = np.array([_length(cues.kinds[c], cues.names[c]) for c in chosen])
    # More is known about the meaning of a word than of its characters.
    pieces = np.array([not kind_of(cues.kinds[c]).whole_words for c in chosen], dtype=bool)
    fullest = np.lexsort((np.arange(chosen.size), -size, pieces, -length, rare, phrase))
    _, first = np.unique(phrase[fullest], return_index=True)
    return np.asarray(fullest[first][phrase], dtype=np.int64)


def _is_language(name: str) -> bool:
    """Whether a cue is a word or phrase; "well" where it opens a text is a habit, not the word."""
    _, kind, value = parse(name)
    end, _, word = value.partition("=")
    opens = kind_of(kind).at_end and end == "first" and word in closed("opener")
    return kind_of(kind).lexical and not opens


def _variants(cues: CueTable, chosen: Ints, claims: Sequence[int] | Ints | None) -> Ints:
    """Pairs [2, n] of places with one core, field and claim."""
    if claims is None:
        return np.zeros((2, 0), dtype=np.int64)
    first: dict[tuple[str, str, int], int] = {}
    pairs = []
    for place, (column, claim) in enumerate(zip(chosen.tolist(), claims, strict=True)):
        field, kind, value = parse(cues.names[column])
        if core := _core(kind, value):
            pairs.append((first.setdefault((field, core, int(claim)), place), place))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2).T


def _core(kind: str, value: str) -> str:
    """The words of a cue in a row without function words at the ends; "" if none is left."""
    known = kind_of(kind)
    if not _is_language(f"{kind}:{value}") or not (known.literal or known.at_end):
        return ""
    content = words(value.partition("=")[2] if known.at_end else value)
    if closed("function").issuperset(content):
        return ""
    # "The US military" is about "US military": homographs are no mere article.
    neutral = closed("function") - closed("homograph")
    while content and content[0] in neutral:
        content = content[1:]
    while content and content[-1] in neutral:
        content = content[:-1]
    # A word said twice is the same cue.
    core = " ".join(w for w, last in zip(content, ["", *content], strict=False) if w != last)
    return core.replace(" ", "") if has_han(core) else core


def _length(kind: str, name: str) -> int:
    """How full a form of its phrase a cue is.

    A word at a position is a narrower claim than the word, and a topic word set is no phrase.
    """
    return {"end": 0, "members": -1}.get(kind_of(kind).value, len(name.partition(":")[2]))
