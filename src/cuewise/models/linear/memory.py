"""A bounded memory of feature rows by text: a new head on known texts costs a product only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.records import Ints

_LIMIT = 128 * 2**20  # bytes of rows and texts
_OF_A_TEXT = 120  # bytes of its entry in the memory, beside its characters

_Key: TypeAlias = str | tuple[str, ...]
# Columns of texts [n] to rows [n, d]; a row depends on its own text alone.
Compute = Callable[[list[Sequence[str]]], Any]


class _Rows(Protocol):
    """Rows that grow at the end."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def extend(self, rows: Any) -> None: ...

    def take(self, places: Ints) -> Any: ...


class RowMemory:
    """Rows [n, d] of texts, dense or sparse, each computed once while the memory lasts.

    Past `limit` bytes it starts anew. Copies of a model with another head share one memory. A
    pickle holds an empty one.

    Examples
    --------
    >>> asked = []
    >>> def lengths(columns):
    ...     asked.extend(columns[0])
    ...     return np.array([[len(text)] for text in columns[0]])
    >>> memory = RowMemory()
    >>> memory.rows([["a", "bcd", "a"]], lengths).ravel().tolist()
    [1, 3, 1]
    >>> memory.rows([["bcd", "ef"]], lengths).ravel().tolist(), asked
    ([3, 2], ['a', 'bcd', 'ef'])
    """

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def __reduce__(self) -> tuple[type[RowMemory], tuple[int]]:
        return RowMemory, (self._limit,)

    def rows(self, columns: Sequence[Sequence[str]], compute: Compute) -> Any:
        """The rows of texts, or of pairs, given as one column of n texts for each field."""
        keys: Sequence[_Key] = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
        if not keys:
            return compute(list(columns))
        with self._lock:
            places = self._known.places if self._known else {}
            new = {key: i for i, key in enumerate(keys) if key not in places}
            some: list[Sequence[str]] = [[column[i] for i in new.values()] for column in columns]
            made = compute(some) if new else None
            if len(new) == len(keys) and _bytes(made) > self._limit:
                return made
            if new:
                self._known = self._known or _Known(_store(made))
                self._known.learn(new, made, sum(len(text) for column in some for text in column))
            found = self._known.take(keys) if self._known else None
            if self._known and self._known.size > self._limit:
                self._known = None
            return found


class _Known:
    """The rows of texts, and the place of each."""

    def __init__(self, rows: _Rows) -> None:
        self.places: dict[_Key, int] = {}
        self._rows, self._texts = rows, 0

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return self._rows.size + self._texts + _OF_A_TEXT * len(self.places)

    def learn(self, keys: Iterable[_Key], rows: Any, characters: int) -> None:
        """Add the rows of new texts, which have this number of characters together."""
        for key in keys:
            self.places[key] = len(self.places)
        self._rows.extend(rows)
        self._texts += characters

    def take(self, keys: Sequence[_Key]) -> Any:
        place = map(self.places.__getitem__, keys)
        return self._rows.take(np.fromiter(place, dtype=np.int64, count=len(keys)))


def _bytes(rows: Any) -> int:
    return int(rows.nbytes if isinstance(rows, np.ndarray) else rows.data.nbytes)


def _store(rows: Any) -> _Rows:
    return _Dense(rows[:0]) if isinstance(rows, np.ndarray) else _Sparse(rows[:0])


class _Buffer:
    """An array that grows at its end; it doubles when it is full."""

    def __init__(self, start: NDArray[Any]) -> None:
        self._all, self._used = start.copy(), len(start)

    def extend(self, more: NDArray[Any]) -> None:
        need = self._used + len(more)
        if need > len(self._all):
            grown = np.empty((max(need, 2 * len(self._all)), *self._all.shape[1:]), self._all.dtype)
            grown[: self._used] = self._all[: self._used]
            self._all = grown
        self._all[self._used : need] = more
        self._used = need

    @property
    def values(self) -> NDArray[Any]:
        return self._all[: self._used]


class _Dense:
    def __init__(self, rows: NDArray[Any]) -> None:
        self._rows = _Buffer(rows)

    @property
    def size(self) -> int:
        return self._rows.values.nbytes

    def extend(self, rows: NDArray[Any]) -> None:
        self._rows.extend(rows)

    def take(self, places: Ints) -> NDArray[Any]:
        return self._rows.values[places]


class _Sparse:
    def __init__(self, rows: csr_array) -> None:
        self._data, self._columns = _Buffer(rows.data), _Buffer(rows.indices)
        self._ends = _Buffer(rows.indptr.astype(np.int64))
        self._width = rows.shape[1]

    @property
    def size(self) -> int:
        parts = (self._data, self._columns, self._ends)
        return sum(part.values.nbytes for part in parts)

    def extend(self, rows: csr_array) -> None:
        self._ends.extend(rows.indptr[1:].astype(np.int64) + self._ends.values[-1])
        self._data.extend(rows.data)
        self._columns.extend(rows.indices)

    def take(self, places: Ints) -> csr_array:
        starts, ends = self._ends.values[places], self._ends.values[places + 1]
        new = np.concatenate([[0], np.cumsum(ends - starts)])
        cells = np.arange(new[-1]) + np.repeat(starts - new[:-1], ends - starts)
        columns = self._columns.values[cells]
        return csr_array(
            (self._data.values[cells], columns, new.astype(columns.dtype)),
            shape=(len(places), self._width),
        )
