"""A mergeable table of document counts by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cuewise.count.blocks import count_batches
from cuewise.count.cores import cores
from cuewise.count.merge import merge_tries
from cuewise.count.ngrams import Job
from cuewise.count.store import StoredTrie, write_trie
from cuewise.count.text import CHARACTER_RULE, WORD_RULE, Rule, Texts, text_batches
from cuewise.count.trie import Trie
from cuewise.files import whole_file

# The counting kernel keeps the length of an n-gram in three bits.
_LONGEST = 7
_KINDS = {" ": "words", "": "characters"}


@dataclass(frozen=True, slots=True)
class CountTable:
    """Document counts by class of every n-gram: of words, then of characters.

    Each kind is sorted by name. Tables over the same orders can be merged.
    """

    tries: tuple[Trie, ...]
    classes: int

    def names(self) -> tuple[str, ...]:
        """Return the n-grams, in the order of `counts`."""
        return tuple(name for trie in self.tries for name in trie.sorted_names())

    @property
    def counts(self) -> NDArray[np.int64]:
        """Documents of class k that hold n-gram f [f, k]."""
        empty = np.zeros((0, self.classes), np.int64)
        return np.concatenate([empty, *(trie.sorted_counts() for trie in self.tries)])

    def merge(self, other: CountTable) -> CountTable:
        """Return the table of both corpora together; associative and commutative.

        Raises
        ------
        ValueError
            The tables were not counted over the same orders.

        Examples
        --------
        >>> a, b = count(["x y"], [0]), count(["x"], [1])
        >>> a.merge(b).names(), a.merge(b).counts.tolist()
        (('x', 'x y', 'y'), [[1, 1], [1, 0], [1, 0]])
        """
        ours, theirs = ([(t.joiner, t.orders) for t in x.tries] for x in (self, other))
        if ours != theirs:
            raise ValueError(
                f"tables of {_shown(self)} and of {_shown(other)} cannot be merged; "
                "allowed: tables counted over the same orders"
            )
        both = tuple(map(merge_tries, self.tries, other.tries))
        return CountTable(both, max(self.classes, other.classes))

    def save(self, folder: Path | str) -> Path:
        """Write one Parquet file for words and one for characters, each whole or not at all.

        Examples
        --------
        >>> import tempfile
        >>> folder = count(["good film"], [0]).save(tempfile.mkdtemp())
        >>> [p.name for p in folder.iterdir()], CountTable.load(folder).names()
        (['words.parquet'], ('film', 'good', 'good film'))
        """
        for trie in self.tries:
            with whole_file(Path(folder) / f"{_KINDS[trie.joiner]}.parquet") as part:
                write_trie(trie, part)
        return Path(folder)

    @classmethod
    def load(cls, folder: Path | str) -> CountTable:
        """Read a table written by `save`.

        Raises
        ------
        ValueError
            The folder holds no counts.
        """
        paths = [Path(folder) / f"{kind}.parquet" for kind in _KINDS.values()]
        stored = [StoredTrie.open(path) for path in paths if path.is_file()]
        if not stored:
            raise ValueError(f"{folder} holds no counts; allowed: a folder that `save` wrote")
        return cls(tuple(s.trie() for s in stored), stored[0].classes)


def _shown(table: CountTable) -> str:
    return " and ".join(f"{_KINDS[t.joiner]} {t.orders}" for t in table.tries) or "nothing"


def count(
    texts: Texts,
    labels: Sequence[int] | NDArray[np.integer],
    *,
    words: tuple[int, ...] = (1, 2),
    chars: tuple[int, ...] | None = None,
    min_count: int = 1,
    threads: int | None = None,
    memory: int | None = None,
) -> CountTable:
    """Count, for every n-gram, the documents of each class that hold it.

    Parameters
    ----------
    texts, labels:
        n documents and their class numbers 0..k-1.
    words, chars:
        Orders of word n-grams, and of n-grams of characters within runs of letters, digits and Han
        characters; empty or None for none.
    min_count:
        Leave out n-grams of fewer documents.
    threads, memory:
        Bounds (threads, bytes); counts never depend on them.

    Raises
    ------
    ValueError
        A label is not a class number, or an order is not from 1 to 7.

    Examples
    --------
    >>> t = count(["good film", "bad film"], [1, 0], words=(1,))
    >>> dict(zip(t.names(), t.counts.tolist()))
    {'bad': [1, 0], 'film': [1, 1], 'good': [0, 1]}
    """
    y = class_numbers(labels, len(texts))
    classes = int(y.max()) + 1 if y.size else 1
    jobs = count_jobs(words, chars, classes, min_count, cores(threads))
    tries = tuple(count_batches(text_batches(texts, y), rule, job, memory) for rule, job in jobs)
    return CountTable(tries, classes)


def count_jobs(
    words: Sequence[int], chars: Sequence[int] | None, classes: int, min_count: int, threads: int
) -> list[tuple[Rule, Job]]:
    """Pair each rule of splitting with what to count.

    Raises
    ------
    ValueError
        An order is not from 1 to 7, or `min_count` is below 1.
    """
    jobs = []
    for rule, requested in ((WORD_RULE, words), (CHARACTER_RULE, chars or ())):
        orders = tuple(sorted(set(requested)))
        if (orders and not 1 <= min(orders) <= max(orders) <= _LONGEST) or min_count < 1:
            raise ValueError(
                f"orders {requested}, min_count {min_count}; "
                f"allowed: orders from 1 to {_LONGEST}, min_count >= 1"
            )
        if orders:
            jobs.append((rule, Job(classes, orders, min_count, threads, rule.joiner)))
    return jobs


def class_numbers(labels: Sequence[int] | NDArray[np.integer], n: int) -> NDArray[np.uint32]:
    """Check and convert class numbers [n].

    Raises
    ------
    ValueError
        A label is not a class number, or there are not n labels.
    """
    y = np.asarray(labels) if len(labels) else np.empty(0, np.int64)
    if y.shape != (n,) or (y.size and (not np.issubdtype(y.dtype, np.integer) or y.min() < 0)):
        raise ValueError(
            f"labels of shape {y.shape} and type {y.dtype} for {n} texts; "
            "allowed: one class number >= 0 for each text"
        )
    return y.astype(np.uint32)
