"""Corpora in Parquet files: read piece by piece, or counted file by file by an executor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cuewise.count.blocks import add_up, count_pieces
from cuewise.count.cores import cores
from cuewise.count.executors import finished
from cuewise.count.store import Stored, write
from cuewise.count.table import CountTable, class_numbers, jobs
from cuewise.count.text import DOCUMENTS, Piece
from cuewise.errors import InputError
from cuewise.files import whole

# What one worker may need for its counts, whatever the size of its shard.
_MEMORY = 1 << 29


def parquet_pieces(paths: Sequence[Path], text: str, label: str) -> Iterator[Piece]:
    """The documents of several files in order; `label` holds class numbers.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> pq.write_table(pa.table({"t": ["good", "bad"], "y": [1, 0]}), path)
    >>> [(p.texts.to_pylist(), p.labels.tolist()) for p in parquet_pieces([path], "t", "y")]
    [(['good', 'bad'], [1, 0])]
    """
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(DOCUMENTS, columns=[text, label]):
                yield Piece(batch[text], np.asarray(batch[label]).astype(np.uint32))


@dataclass(frozen=True, slots=True)
class ShardCounts:
    """The counts of all shards that could be read, and why the others could not, by path."""

    table: CountTable
    set_aside: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted in every file."""

    text: str
    label: str
    words: tuple[int, ...]
    chars: tuple[int, ...]


def count_shards(
    paths: Sequence[Path | str],
    *,
    text: str,
    label: str,
    work: Path | str,
    words: tuple[int, ...] = (1, 2),
    chars: tuple[int, ...] | None = None,
    min_count: int = 1,
    engine: str = "threads",
) -> ShardCounts:
    """Count the n-grams of Parquet files, as `count` would count all their documents together.

    Parameters
    ----------
    paths:
        The files, in any order.
    text, label:
        The columns of the texts and of the class numbers 0..k-1.
    work:
        A folder for the counts of every file; a run that was cut off goes on with the files that
        are not there yet. Safe to delete.
    words, chars, min_count:
        As for `count`.
    engine:
        `threads`, one file after another on this machine, or `ray`.

    Raises
    ------
    InputError
        No file could be counted, or the engine is unknown.
    OSError
        The counts cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> pq.write_table(pa.table({"t": ["good", "bad"], "y": [1, 0]}), folder / "a.parquet")
    >>> _ = (folder / "b.parquet").write_bytes(b"cut sh")
    >>> found = count_shards(
    ...     sorted(folder.glob("*.parquet")), text="t", label="y", work=folder / "work"
    ... )
    >>> found.table.names(), found.table.counts.tolist(), len(found.set_aside)
    (('bad', 'good'), [[1, 0], [0, 1]], 1)
    """
    asked = _Asked(text, label, tuple(words), tuple(chars or ()))
    files = [Path(p) for p in paths]
    places = [Path(work) / _key(asked, path) for path in files]
    answers = finished(partial(_count, asked), files, places, engine)
    faults = {str(f): a["fault"] for f, a in zip(files, answers, strict=True) if "fault" in a}
    good = [(p, a["classes"]) for p, a in zip(places, answers, strict=True) if "fault" not in a]
    if not good:
        raise InputError(
            f"no shard could be counted: {'; '.join(f'{p}: {why}' for p, why in faults.items())}",
            allowed=f"Parquet files with texts in {text!r} and class numbers in {label!r}",
        )
    classes = max(k for _, k in good)
    tries = tuple(
        add_up([Stored.open(place / f"{n}.parquet") for place, _ in good], job)
        for n, (_, job) in enumerate(jobs(words, chars, classes, min_count, cores()))
    )
    return ShardCounts(CountTable(tries, classes), faults)


def _key(asked: _Asked, path: Path) -> str:
    """A name for what is asked of a file as it is now."""
    about = path.stat()
    key = (str(path.absolute()), about.st_size, about.st_mtime_ns, *astuple(asked))
    return hashlib.sha256(repr(key).encode()).hexdigest()[:24]


def _count(asked: _Asked, path: Path, place: Path) -> dict[str, Any]:
    """Count one file, or say why it cannot be."""
    try:
        with pq.ParquetFile(path) as file:
            labels = [np.asarray(c) for c in file.read([asked.label])[asked.label].chunks]
            y = np.concatenate([np.empty(0, np.int64), *labels])
            class_numbers(y, y.size)
            # What is rare in one file may be frequent in all.
            classes = int(y.max(initial=0)) + 1
            wanted = jobs(asked.words, asked.chars, classes, 1, cores())
            for n, (rule, job) in enumerate(wanted):
                source = parquet_pieces([path], asked.text, asked.label)
                trie = count_pieces(source, rule, job, _MEMORY)
                with whole(place / f"{n}.parquet") as part:
                    write(trie, part)
    except (pa.ArrowException, KeyError, ValueError) as error:
        return {"fault": first_line(error)}
    except OSError as error:
        # Arrow tells of damaged pages so, without a number; what has one the system refused.
        if error.errno is not None:
            raise
        return {"fault": first_line(error)}
    return {"classes": classes}


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
