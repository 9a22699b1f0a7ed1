"""Hashes of documents: the same on every machine, in every order, with any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.digest import hash_rows, scramble_all
from cuewise.count.text import DOCUMENTS, Texts, buffers

_BASIS = np.uint64(0xCBF29CE484222325)


def digests(*fields: Texts) -> NDArray[np.uint64]:
    """One 64-bit hash for each row of one or several text columns [n].

    FNV-1a over the UTF-8 bytes, mixed with their number. Two different rows of a billion share a
    hash with a probability of .03; it is no defence against someone who looks for such rows.

    Examples
    --------
    >>> a = digests(["x", "y", "x"])
    >>> bool(a[0] == a[2]), bool(a[0] == a[1])
    (True, False)
    >>> bool((digests(["ab"], ["c"]) == digests(["a"], ["bc"])).any())
    False
    """
    found = np.full(len(fields[0]), _BASIS)
    for field in fields:

        def work(start: int, stop: int, field: Texts = field) -> None:
            hash_rows(*buffers(field[start:stop]), found[start:stop])

        bounds = [*range(0, len(field), DOCUMENTS), len(field)]
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(lambda ends: work(*ends), pairwise(bounds)))
    return found


def salted(values: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    """The values in another disguise for every salt: an order by them is as good as a shuffle.

    Examples
    --------
    >>> v = np.arange(3, dtype=np.uint64)
    >>> bool((salted(v, 1) == salted(v, 2)).any()), bool((salted(v, 1) == salted(v, 1)).all())
    (False, True)
    """
    found = np.empty(len(values), np.uint64)
    scramble_all(np.ascontiguousarray(values), np.uint64(salt), found)
    return found
