"""Choose documents that hold a cue, and cut short excerpts from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues.counted import CountedCues
from cuewise.cues.source import fields_of
from cuewise.cues.spans import find, parse
from cuewise.records import Bools, Corpus, Excerpt
from cuewise.split.rows import rows_of, together
from cuewise.split.sample import content_order

# Excerpts are cut from the shortest of this many documents of a label, and of all other labels.
HOLDERS = 50
_EXCERPTS, _WIDTH = 3, 160
# Search only the beginning of a long document.
_SEARCHED = 20_000

# The number of a cue, and of the label it is associated with.
Pair = tuple[int, int]


def holders(corpus: Corpus, values: csr_array, labels: Sequence[int]) -> list[Corpus]:
    """The first documents that hold each cue of values[n, m]: of its label, then of any other."""
    columns = values.tocsc()
    found = []
    for m, label in enumerate(labels):
        rows = np.sort(columns.indices[columns.indptr[m] : columns.indptr[m + 1]])
        found.append(_first(corpus, rows.astype(np.int64), label))
    return found


def holders_found(corpus: Corpus, counted: CountedCues, pairs: Sequence[Pair]) -> list[Corpus]:
    """The same by cue numbers, for documents whose cues have yet to be found."""
    wanted = np.unique([cue for cue, _ in pairs]).astype(np.int64)
    values = counted.find(corpus, wanted)
    place = np.searchsorted(wanted, [cue for cue, _ in pairs])
    return holders(corpus, csr_array(values[:, place]), [label for _, label in pairs])


def merged(parts: Iterable[list[Corpus]], pairs: Sequence[Pair], seed: int) -> list[Corpus]:
    """The holders from several portions of a corpus, as if from the whole."""
    found: list[Corpus] = []
    for part in parts:
        found = part if not found else [together([a, b]) for a, b in zip(found, part, strict=True)]
    return [
        _first(some, content_order(some, seed), label)
        for some, (_, label) in zip(found, pairs, strict=True)
    ]


def _first(corpus: Corpus, rows: np.ndarray, label: int) -> Corpus:
    labelled = np.asarray(corpus.labels)[rows] == label
    return rows_of(corpus, np.concatenate([rows[labelled][:HOLDERS], rows[~labelled][:HOLDERS]]))


def shown(holding: Corpus, subject: str, fits: Bools) -> Corpus:
    """The documents to show for a cue, the counterexamples last.

    Take the shortest: two that fit the association and one counterexample. Where there are too few
    of one sort, take more of the other.

    Parameters
    ----------
    holding:
        Documents that hold the cue, n of them.
    subject:
        The cue, as in `word:film`.
    fits:
        fits[n] marks the documents whose label fits the association; the others are
        counterexamples.

    Returns
    -------
    Corpus
        Up to three of the documents.

    Examples
    --------
    >>> texts = ["a b c", "a b", "a", "a d"]
    >>> corpus = Corpus(list("1234"), texts, np.array([1, 1, 1, 0]), ("no", "yes"), "made up")
    >>> shown(corpus, "word:a", corpus.labels == 1).texts
    ['a', 'a b', 'a d']
    """
    lengths = [len(text) for text in _texts(holding, parse(subject)[0])]
    shortest = np.argsort(lengths, kind="stable")
    fitting, others = shortest[fits[shortest]], shortest[~fits[shortest]]
    first = fitting[: _EXCERPTS - min(others.size, 1)]
    return rows_of(holding, np.concatenate([first, others[: _EXCERPTS - first.size]]))


def excerpts(corpus: Corpus, subject: str) -> list[Excerpt]:
    """An excerpt from each of some documents that hold the cue."""
    field, kind, value = parse(subject)
    texts = _texts(corpus, field)
    return [_excerpt(corpus, text, i, (kind, value)) for i, text in enumerate(texts)]


def _texts(corpus: Corpus, field: str) -> Sequence[str]:
    """The texts that a cue of `field` is found in."""
    return fields_of(corpus).get(field, corpus.texts)


def _excerpt(corpus: Corpus, text: str, row: int, cue: tuple[str, str]) -> Excerpt:
    spans = find(*cue, text[:_SEARCHED])
    start = max(0, spans[0][0] - _WIDTH // 2) if spans else 0
    end = start + _WIDTH
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    return Excerpt(
        id=corpus.ids[row],
        label=corpus.label_names[int(corpus.labels[row])],
        text=before + text[start:end] + after,
        spans=[(a + shift, b + shift) for a, b in spans if start <= a and b <= end],
    )
