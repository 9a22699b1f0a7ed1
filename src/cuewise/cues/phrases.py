"""Groups of cues in the same documents: pieces of one phrase under several names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from cuewise.records import CueTable, Ints
from cuewise.records.kinds import kind_of

_SAME = 0.8


def phrases(cues: CueTable, columns: Sequence[int] | Ints) -> Ints:
    """For each of `columns`, the place in `columns` of the fullest form of its phrase.

    Words, n-grams and character n-grams of one text field are pieces of one phrase if the Jaccard
    index of their documents is at least .8. The fullest form is the longest, then the most
    frequent. A topic word set can be a piece of a phrase, but never its fullest form.

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
    fields = np.array([cues.names[c].partition(":")[0].rpartition("/")[0] for c in chosen])
    lexical = np.array([kind_of(cues.kinds[c]).lexical for c in chosen], dtype=bool)
    same = both.data >= _SAME * (size[i] + size[j] - both.data)
    joined = same & (fields[i] == fields[j]) & lexical[i] & lexical[j]
    shape = (chosen.size, chosen.size)
    graph = coo_array((np.ones(int(joined.sum())), (i[joined], j[joined])), shape=shape)
    _, phrase = connected_components(graph, directed=False)
    length = np.array([_length(cues.kinds[c], cues.names[c]) for c in chosen])
    fullest = np.lexsort((np.arange(chosen.size), -size, -length, phrase))
    _, first = np.unique(phrase[fullest], return_index=True)
    return np.asarray(fullest[first][phrase], dtype=np.int64)


def _length(kind: str, name: str) -> int:
    """How full a form of its phrase a cue is.

    A word at a position is a narrower claim than the word, and a topic word set is no phrase.
    """
    return {"end": 0, "members": -1}.get(kind_of(kind).value, len(name.partition(":")[2]))
