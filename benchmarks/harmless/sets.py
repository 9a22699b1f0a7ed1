"""The sets: those with judged cues, and short reviews in other languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

# Documents of a set, as `verdicts/score.py` draws them; and the share that nothing sees.
_MOST, _UNSEEN = 6000, 0.25
_LANGUAGES = {
    "German": "45-other-languages/de.csv",
    "French": "45-other-languages/fr.csv",
    "Russian": "45-other-languages/ru.csv",
    "Hebrew": "31-right-to-left/hebrew.csv",
}


@dataclass(frozen=True, slots=True)
class Halves:
    """The documents that `fix` gets, and those that nothing sees; no text is in both.

    `elsewhere` are documents of another source, which nothing sees either.
    """

    name: str
    given: pl.DataFrame
    unseen: pl.DataFrame
    columns: dict[str, str]
    elsewhere: pl.DataFrame | None = None


def names(shared: Path) -> list[str]:
    """The names of all sets."""
    return [*tomllib.loads((shared / "verdicts/sets.toml").read_text("utf-8")), *_LANGUAGES]


def read(shared: Path, name: str) -> Halves:
    """One set, split by its texts."""
    if name in _LANGUAGES:
        return halves(name, pl.read_csv(shared / "cases" / _LANGUAGES[name]))
    own = tomllib.loads((shared / "verdicts/sets.toml").read_text("utf-8"))[name]
    frame = pl.read_parquet(shared / "data" / own["path"])
    if "where" in own:
        frame = frame.filter(pl.sql_expr(own["where"]))
    if "labels" in own:
        frame = frame.filter(pl.col("label").is_in(own["labels"]))
    return halves(name, frame, _MOST)


def halves(name: str, frame: pl.DataFrame, most: int | None = None) -> Halves:
    """At most so many rows, a quarter of their texts kept away; copies of a text stay together."""
    if most is not None and len(frame) > most:
        frame = frame.sample(most, seed=0)
    columns = dict(_columns(frame))
    key = frame.select(text_key(columns["text"])).to_series()
    _, group = np.unique(key.to_numpy(), return_inverse=True)
    unseen = np.random.default_rng(0).random(group.max() + 1) < _UNSEEN
    away = unseen[group]
    kept = frame.select(list(columns.values()))
    return Halves(name, kept.filter(~away), kept.filter(away), columns)


def text_key(column: str) -> pl.Expr:
    """A text without what differs between copies: case, spaces and punctuation."""
    lower = pl.col(column).cast(pl.String).str.to_lowercase()
    return lower.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _columns(frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    yield "text", "text" if "text" in frame.columns else "text_a"
    if "text_b" in frame.columns:
        yield "text_b", "text_b"
    yield "label", "label"
