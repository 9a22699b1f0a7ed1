"""What an encoder or a model says of every row of many files, on disk beside each portion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from cuewise._version import __version__
from cuewise.count.executors import engine_of, finished
from cuewise.embed import Encoder
from cuewise.errors import InputError
from cuewise.files import whole
from cuewise.io.roles import check_columns
from cuewise.io.values import as_strings
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.scale.units import Unit, name_of, units

_FILE = "rows.parquet"
# Rows asked about at a time, to bound memory.
_AT_ONCE = 1 << 14
# Texts of some rows, one list a field, to the columns that are said of them.
Say = Callable[[Sequence[Sequence[str]]], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Parquet files with a row for every row that could be read, and why others could not.

    Their columns are `file`, `row` (from 1, in the file) and what was asked for; a row without a
    text has nulls there. `set_aside` tells the faults of files, `rows_set_aside` counts the rows
    that could not be read.
    """

    paths: tuple[Path, ...]
    set_aside: dict[str, str]
    rows_set_aside: int

    def frame(self) -> pl.LazyFrame:
        """All of them, read when they are needed."""
        return pl.scan_parquet(list(self.paths))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked about which columns; `name` tells one who says something from another."""

    say: Say
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
    """The vectors of all texts, in the column `vector`.

    Parameters
    ----------
    source, text:
        A path or glob, and the column of texts.
    encoder:
        Such as `cuewise.embed.default_encoder()`.
    work:
        A folder for the vectors of every portion, which all workers must see; a run that was cut
        off goes on with the portions that are not there yet.
    engine, progress:
        As for `audit_shards`; by `ray`, actors keep the encoder loaded, one for every GPU, or for
        every core.

    Raises
    ------
    InputError
        No shard can be read.
    MissingExtra
        The encoder or the engine needs an extra.

    Examples
    --------
    >>> from cuewise.embed import default_encoder
    >>> found = embed_shards(
    ...     "reviews/*.parquet", text="review", encoder=default_encoder(), work="vectors"
    ... )  # doctest: +SKIP
    >>> found.frame().select("vector").head(2).collect()  # doctest: +SKIP
    """
    asked = _Asked(partial(_vectors, encoder), encoder.encoder_id, (text,))
    return _outputs(source, asked, Path(work), engine, progress)


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
    """The probabilities of all rows, a column for every label.

    Parameters
    ----------
    source, text, text_b:
        A path or glob, and the columns of texts.
    predictor:
        A model, such as `cuewise.models.build` gives; a fitted one is taken as it is.
    work, engine, progress:
        As for `embed_shards`. The folder is for one predictor: two that share a `model_id` and
        their labels are taken for the same.

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
    >>> found = predict_shards(
    ...     folder / "a.parquet", text="t", predictor=Constant(), work=folder / "work"
    ... )
    >>> found.frame().select("row", "ham", "spam").collect().rows()
    [(1, 0.5, 0.5), (2, None, None)]
    """
    name = repr((predictor.model_id, predictor.label_names))
    columns = (text,) if text_b is None else (text, text_b)
    asked = _Asked(partial(_probs, predictor), name, columns)
    return _outputs(source, asked, Path(work), engine, progress)


def _vectors(encoder: Encoder, texts: Sequence[Sequence[str]]) -> pl.DataFrame:
    vectors = encoder.encode(texts[0])
    return pl.DataFrame({"vector": pl.Series(vectors, dtype=pl.Array(pl.Float32, encoder.width))})


def _probs(predictor: Predictor, texts: Sequence[Sequence[str]]) -> pl.DataFrame:
    probs = predictor.predict(*texts).probs
    named = {name: probs[:, k] for k, name in enumerate(predictor.label_names)}
    # No usable answer is a row of NaN, which is told as no value.
    return pl.DataFrame(named).fill_nan(None)


def _outputs(
    source: str | Path, asked: _Asked, work: Path, engine: str, progress: Progress | None
) -> Outputs:
    """Ask about every unit by workers that keep what they have loaded."""
    workers, found = engine_of(engine), units(source)
    places = [work / name_of(__version__, asked.name, asked.columns, u.key()) for u in found]
    with progress.stage("shards", len(found)) if progress else nullcontext(_ignore) as advance:
        answers = finished(partial(_unit, asked), found, places, workers.models, advance)
    told = list(zip(found, places, answers, strict=True))
    faults = {str(u.path): a["fault"] for u, _, a in told if "fault" in a}
    paths = tuple(place / _FILE for _, place, a in told if "fault" not in a)
    if not paths:
        raise InputError(
            f"no shard can be read: {'; '.join(faults.values())}",
            f"whole files with {' and '.join(map(repr, asked.columns))}",
            "mend the files, or name others",
        )
    return Outputs(paths, faults, sum(a.get("aside", 0) for a in answers))


def _ignore(_: int) -> None:
    """Nobody asked how far it is."""


def _unit(asked: _Asked, unit: Unit, place: Path) -> dict[str, Any]:
    """Write what is said of the rows of a unit, portion by portion."""
    try:
        table = unit.read(asked.columns, asked.columns)
        check_columns(asked.columns, table.frame.columns, table.name)
        frame = table.frame.select(
            as_strings(table.frame[name], table.name).alias(f"text {at}")
            for at, name in enumerate(asked.columns)
        )
    except InputError as error:
        return {"fault": error.what}
    there = frame.with_columns(row=pl.Series(table.rows, dtype=pl.Int64)).drop_nulls()
    said = [_said(asked, part) for part in there.iter_slices(_AT_ONCE)] or [_said(asked, there)]
    rows = pl.DataFrame({"file": str(unit.path), "row": pl.Series(table.rows, dtype=pl.Int64)})
    with whole(place / _FILE) as part:
        rows.join(pl.concat(said), on="row", how="left", maintain_order="left").write_parquet(part)
    return {"aside": len(table.rejects)}


def _said(asked: _Asked, part: pl.DataFrame) -> pl.DataFrame:
    """What is said of some rows, with their numbers."""
    texts = [part[f"text {at}"].to_list() for at in range(len(asked.columns))]
    return asked.say(texts).with_columns(row=part["row"])
