"""Run an encoder or a model on every row of many files; write its outputs by portion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from cuewise._version import __version__
from cuewise.count.executors import executors_for, run_resumable
from cuewise.embed import Encoder
from cuewise.errors import InputError
from cuewise.files import whole_file
from cuewise.io.roles import check_columns
from cuewise.io.values import as_strings
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.scale.portions import Portion, folder_name, portions_of

_FILE = "rows.parquet"
# Rows passed to the model at a time, to bound memory.
_BATCH_ROWS = 1 << 14
# From the texts of some rows, one list per field, to their output columns.
Apply = Callable[[Sequence[Sequence[str]]], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Parquet files with one row for every readable row, and what could not be read.

    The columns are `file`, `row` (from 1, in the file) and the outputs, which are null for a row
    without a text. `set_aside` maps unreadable files to their faults; `rows_set_aside` counts
    unreadable rows.
    """

    paths: tuple[Path, ...]
    set_aside: dict[str, str]
    rows_set_aside: int

    def frame(self) -> pl.LazyFrame:
        """Return all rows, lazily."""
        return pl.scan_parquet(list(self.paths))


@dataclass(frozen=True, slots=True)
class _Job:
    """A function, the columns it reads, and a name that identifies its outputs."""

    apply: Apply
    name: str
    columns: tuple[str, ...]


def embed_shards(
    source: str | Path,
    *,
    text: str,
    encoder: Encoder,
    work: Path | str,
    engine: str = "threads",
    progress: Progress | None = None,
) -> Outputs:
    """Encode all texts; the vectors are in the column `vector`.

    Parameters
    ----------
    source, text:
        A path or glob, and the column of texts.
    encoder:
        Such as `cuewise.embed.default_encoder()`.
    work:
        A folder for the vectors of every portion, which all workers must reach; an interrupted
        run resumes from it.
    engine, progress:
        As for `audit_shards`; with `ray`, one actor per GPU (or per core) keeps the encoder loaded.

    Raises
    ------
    InputError
        No shard can be read.
    MissingExtra
        The encoder or the engine needs an extra.

    Examples
    --------
    >>> from cuewise.embed import default_encoder
    >>> outputs = embed_shards(
    ...     "reviews/*.parquet", text="review", encoder=default_encoder(), work="vectors"
    ... )  # doctest: +SKIP
    >>> outputs.frame().select("vector").head(2).collect()  # doctest: +SKIP
    """
    job = _Job(partial(_vectors, encoder), encoder.encoder_id, (text,))
    return _outputs(source, job, Path(work), engine, progress)


def predict_shards(
    source: str | Path,
    *,
    text: str,
    text_b: str | None = None,
    predictor: Predictor,
    work: Path | str,
    engine: str = "threads",
    progress: Progress | None = None,
) -> Outputs:
    """Predict all rows; the probabilities are in one column per label.

    Parameters
    ----------
    source, text, text_b:
        A path or glob, and the columns of texts.
    predictor:
        A fitted model, such as `cuewise.models.build` returns.
    work, engine, progress:
        As for `embed_shards`. Predictors with the same `model_id` and labels share results: use
        another folder for each.

    Raises
    ------
    InputError
        No shard can be read.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from cuewise.records import Predictions
    >>> class Constant:
    ...     model_id, label_names = "constant", ("ham", "spam")
    ...     def predict(self, texts, texts_b=None):
    ...         return Predictions(np.full((len(texts), 2), 0.5), self.model_id, len(texts))
    >>> folder = Path(tempfile.mkdtemp())
    >>> pl.DataFrame({"t": ["win a prize", None]}).write_parquet(folder / "a.parquet")
    >>> outputs = predict_shards(
    ...     folder / "a.parquet", text="t", predictor=Constant(), work=folder / "work"
    ... )
    >>> outputs.frame().select("row", "ham", "spam").collect().rows()
    [(1, 0.5, 0.5), (2, None, None)]
    """
    name = repr((predictor.model_id, predictor.label_names))
    columns = (text,) if text_b is None else (text, text_b)
    job = _Job(partial(_probs, predictor), name, columns)
    return _outputs(source, job, Path(work), engine, progress)


def _vectors(encoder: Encoder, texts: Sequence[Sequence[str]]) -> pl.DataFrame:
    vectors = encoder.encode(texts[0])
    return pl.DataFrame({"vector": pl.Series(vectors, dtype=pl.Array(pl.Float32, encoder.width))})


def _probs(predictor: Predictor, texts: Sequence[Sequence[str]]) -> pl.DataFrame:
    probs = predictor.predict(*texts).probs
    named = {name: probs[:, k] for k, name in enumerate(predictor.label_names)}
    # A row of NaN means no usable answer; write nulls.
    return pl.DataFrame(named).fill_nan(None)


def _outputs(
    source: str | Path, job: _Job, work: Path, engine: str, progress: Progress | None
) -> Outputs:
    """Run the job on every portion, in workers that keep the model loaded."""
    executors, portions = executors_for(engine), portions_of(source)
    folders = [work / folder_name(__version__, job.name, job.columns, p.key()) for p in portions]
    bar = progress.stage("shards", len(portions)) if progress else nullcontext(lambda _: None)
    with bar as advance:
        do = partial(_write_outputs, job)
        answers = run_resumable(do, portions, folders, executors.models, advance)
    results = list(zip(portions, folders, answers, strict=True))
    faults = {str(p.path): a["fault"] for p, _, a in results if "fault" in a}
    paths = tuple(folder / _FILE for _, folder, a in results if "fault" not in a)
    if not paths:
        raise InputError(
            f"no shard can be read: {'; '.join(faults.values())}",
            f"complete files with {' and '.join(map(repr, job.columns))}",
            "repair the files, or name others",
        )
    return Outputs(paths, faults, sum(a.get("aside", 0) for a in answers))


def _write_outputs(job: _Job, portion: Portion, folder: Path) -> dict[str, Any]:
    """Write the outputs for the rows of a portion, batch by batch."""
    try:
        table = portion.read(job.columns, job.columns)
        check_columns(job.columns, table.frame.columns, table.name)
        frame = table.frame.select(
            as_strings(table.frame[name], table.name).alias(f"text {field}")
            for field, name in enumerate(job.columns)
        )
    except InputError as error:
        return {"fault": error.what}
    numbers = pl.Series(table.rows, dtype=pl.Int64)
    texts = frame.with_columns(row=numbers).drop_nulls()
    batches = list(texts.iter_slices(_BATCH_ROWS)) or [texts]
    outputs = pl.concat([_batch_outputs(job, batch) for batch in batches])
    rows = pl.DataFrame({"file": str(portion.path), "row": numbers})
    with whole_file(folder / _FILE) as part:
        rows.join(outputs, on="row", how="left", maintain_order="left").write_parquet(part)
    return {"aside": len(table.rejects)}


def _batch_outputs(job: _Job, batch: pl.DataFrame) -> pl.DataFrame:
    texts = [batch[f"text {field}"].to_list() for field in range(len(job.columns))]
    return job.apply(texts).with_columns(row=batch["row"])
