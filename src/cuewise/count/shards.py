"""Corpora in Parquet or JSON-lines files: read by pieces, or counted by files in an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json

from cuewise.count.blocks import add_up, count_pieces
from cuewise.count.cores import cores
from cuewise.count.executors import engine_of, finished
from cuewise.count.store import Stored, write
from cuewise.count.table import CountTable, class_numbers, jobs
from cuewise.count.text import DOCUMENTS, Piece
from cuewise.errors import InputError
from cuewise.files import whole

# Bytes of JSON lines read at a time: as many as one row may have.
_LINE = 1 << 27


def file_pieces(paths: Sequence[Path], text: str, label: str) -> Iterator[Piece]:
    """The documents of several files in order; `label` holds class numbers.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> pq.write_table(pa.table({"t": ["good", "bad"], "y": [1, 0]}), path)
    >>> [(p.texts.to_pylist(), p.labels.tolist()) for p in file_pieces([path], "t", "y")]
    [(['good', 'bad'], [1, 0])]
    """
    columns = {text: pa.string(), label: pa.int64()}
    for batch in (batch for path in paths for batch in _batches(path, columns)):
        yield Piece(batch[text], np.asarray(batch[label]).astype(np.uint32))


def _batches(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    """Some columns of a file, a few thousand rows at a time."""
    return _READERS.get(path.suffix.lower(), _parquet)(path, columns)


def _parquet(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(DOCUMENTS, columns=list(columns))


def _lines(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    if not path.stat().st_size:
        return
    read = json.ReadOptions(block_size=_LINE)
    only = json.ParseOptions(pa.schema(columns), unexpected_field_behavior="ignore")
    missing = set(columns)
    with json.open_json(path, read, only) as reader:
        for block in reader:
            missing -= {name for name in missing if block[name].null_count < len(block)}
            yield from (block[at : at + DOCUMENTS] for at in range(0, len(block), DOCUMENTS))
    if missing:
        raise ValueError(f"no line has a value for {' or '.join(map(repr, sorted(missing)))}")


_READERS = {".parquet": _parquet, ".jsonl": _lines, ".ndjson": _lines}


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
    memory: int


def count_shards(
    paths: Sequence[Path | str],
    *,
    text: str,
    label: str,
    work: Path | str,
    words: tuple[int, ...] = (1, 2),
    chars: tuple[int, ...] | None = None,
    min_count: int = 1,
    memory: int = 2_000_000_000,
    engine: str = "threads",
) -> ShardCounts:
    """Count the n-grams of Parquet or JSON-lines files, as `count` would of all their documents.

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
    memory:
        Bytes that a worker keeps to beside the counts of its file; counts never depend on it.
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
    asked = _Asked(text, label, tuple(words), tuple(chars or ()), memory)
    files = [Path(p) for p in paths]
    places = [Path(work) / _key(asked, path) for path in files]
    answers = finished(partial(_count, asked), files, places, engine_of(engine).plain)
    faults = {str(f): a["fault"] for f, a in zip(files, answers, strict=True) if "fault" in a}
    good = [(p, a["classes"]) for p, a in zip(places, answers, strict=True) if "fault" not in a]
    if not good:
        raise InputError(
            f"no shard could be counted: {'; '.join(f'{p}: {why}' for p, why in faults.items())}",
            allowed="Parquet or JSON-lines files with texts in "
            f"{text!r} and class numbers in {label!r}",
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
    key = (str(path.absolute()), about.st_size, about.st_mtime_ns, *astuple(asked)[:-1])
    return hashlib.sha256(repr(key).encode()).hexdigest()[:24]


def _count(asked: _Asked, path: Path, place: Path) -> dict[str, Any]:
    """Count one file, or say why it cannot be."""
    try:
        classes = _classes(path, asked.label)
        # What is rare in one file may be frequent in all.
        wanted = jobs(asked.words, asked.chars, classes, 1, cores())
        for n, (rule, job) in enumerate(wanted):
            source = file_pieces([path], asked.text, asked.label)
            trie = count_pieces(source, rule, job, asked.memory)
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


def _classes(path: Path, label: str) -> int:
    """How many classes the labels of a file name."""
    most = -1
    for batch in _batches(path, {label: pa.int64()}):
        y = class_numbers(np.asarray(batch[label]), len(batch))
        most = max(most, int(y.max(initial=0)))
    return max(most, 0) + 1


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
