"""Count corpora in Parquet or JSON-lines files, file by file."""

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

from cuewise.count.blocks import count_batches, sum_tries
from cuewise.count.cores import cores
from cuewise.count.executors import executors_for, run_resumable
from cuewise.count.store import StoredTrie, write_trie
from cuewise.count.table import CountTable, class_numbers, count_jobs
from cuewise.count.text import BATCH_DOCUMENTS, TextBatch
from cuewise.errors import InputError
from cuewise.files import whole_file

# Bytes of JSON lines read at a time, and so the longest row allowed.
_LINE_BYTES = 1 << 27


def file_batches(paths: Sequence[Path], text: str, label: str) -> Iterator[TextBatch]:
    """Yield the documents of several files in order; `label` names the column of class numbers.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> pq.write_table(pa.table({"t": ["good", "bad"], "y": [1, 0]}), path)
    >>> [(p.texts.to_pylist(), p.labels.tolist()) for p in file_batches([path], "t", "y")]
    [(['good', 'bad'], [1, 0])]
    """
    columns = {text: pa.string(), label: pa.int64()}
    for batch in (batch for path in paths for batch in _batches(path, columns)):
        yield TextBatch(batch[text], np.asarray(batch[label]).astype(np.uint32))


def _batches(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    """Yield some columns of a file, a few thousand rows at a time."""
    return _READERS.get(path.suffix.lower(), _parquet)(path, columns)


def _parquet(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(BATCH_DOCUMENTS, columns=list(columns))


def _lines(path: Path, columns: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    if not path.stat().st_size:
        return
    options = json.ReadOptions(block_size=_LINE_BYTES)
    only = json.ParseOptions(pa.schema(columns), unexpected_field_behavior="ignore")
    missing = set(columns)
    with json.open_json(path, options, only) as reader:
        for block in reader:
            missing -= {name for name in missing if block[name].null_count < len(block)}
            starts = range(0, len(block), BATCH_DOCUMENTS)
            yield from (block[start : start + BATCH_DOCUMENTS] for start in starts)
    if missing:
        raise ValueError(f"no line has a value for {' or '.join(map(repr, sorted(missing)))}")


_READERS = {".parquet": _parquet, ".jsonl": _lines, ".ndjson": _lines}


@dataclass(frozen=True, slots=True)
class ShardCounts:
    """The counts of all readable shards, and the faults of the others by path."""

    table: CountTable
    set_aside: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Options:
    """What to count in every file."""

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
    """Count the n-grams of Parquet or JSON-lines files, as `count` does for texts in memory.

    Parameters
    ----------
    paths:
        The files, in any order.
    text, label:
        The columns of texts and of class numbers 0..k-1.
    work:
        A folder for the counts of every file; an interrupted run resumes from it. Safe to delete.
    words, chars, min_count:
        As for `count`.
    memory:
        Bound in bytes for each worker, without the counts of its file; counts never depend on it.
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
    >>> counts = count_shards(
    ...     sorted(folder.glob("*.parquet")), text="t", label="y", work=folder / "work"
    ... )
    >>> counts.table.names(), counts.table.counts.tolist(), len(counts.set_aside)
    (('bad', 'good'), [[1, 0], [0, 1]], 1)
    """
    options = _Options(text, label, tuple(words), tuple(chars or ()), memory)
    files = [Path(p) for p in paths]
    folders = [Path(work) / _key(options, path) for path in files]
    answers = run_resumable(partial(_count, options), files, folders, executors_for(engine).plain)
    faults = {str(f): a["fault"] for f, a in zip(files, answers, strict=True) if "fault" in a}
    good = [(p, a["classes"]) for p, a in zip(folders, answers, strict=True) if "fault" not in a]
    if not good:
        raise InputError(
            f"no shard could be counted: {'; '.join(f'{p}: {why}' for p, why in faults.items())}",
            allowed="Parquet or JSON-lines files with texts in "
            f"{text!r} and class numbers in {label!r}",
        )
    classes = max(k for _, k in good)
    tries = tuple(
        sum_tries([StoredTrie.open(folder / f"{n}.parquet") for folder, _ in good], job)
        for n, (_, job) in enumerate(count_jobs(words, chars, classes, min_count, cores()))
    )
    return ShardCounts(CountTable(tries, classes), faults)


def _key(options: _Options, path: Path) -> str:
    """Name the folder of a file's counts after its present state and the options."""
    stat = path.stat()
    key = (str(path.absolute()), stat.st_size, stat.st_mtime_ns, *astuple(options)[:-1])
    return hashlib.sha256(repr(key).encode()).hexdigest()[:24]


def _count(options: _Options, path: Path, folder: Path) -> dict[str, Any]:
    """Count one file, or return its fault."""
    try:
        classes = _classes(path, options.label)
        # Keep every n-gram: what is rare in one file may be frequent in all.
        jobs = count_jobs(options.words, options.chars, classes, 1, cores())
        for n, (rule, job) in enumerate(jobs):
            source = file_batches([path], options.text, options.label)
            trie = count_batches(source, rule, job, options.memory)
            with whole_file(folder / f"{n}.parquet") as part:
                write_trie(trie, part)
    except (pa.ArrowException, KeyError, ValueError) as error:
        return {"fault": _first_line(error)}
    except OSError as error:
        # Arrow reports damaged pages without an errno; with one, the system refused the work.
        if error.errno is not None:
            raise
        return {"fault": _first_line(error)}
    return {"classes": classes}


def _classes(path: Path, label: str) -> int:
    """Return one more than the largest class number in a file."""
    largest = -1
    for batch in _batches(path, {label: pa.int64()}):
        y = class_numbers(np.asarray(batch[label]), len(batch))
        largest = max(largest, int(y.max(initial=0)))
    return max(largest, 0) + 1


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
