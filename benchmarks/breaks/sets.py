"""Data sets with a shortcut and a test in which it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from real.rows import frame

_SEED = 0
# ShortcutMaze (Zhou et al. 2024) numbers its four classes; the texts show that they are these.
_EMOTIONS = {
    "class_0": "neutral",
    "class_1": "amusement",
    "class_2": "joy",
    "class_3": "excitement",
}


@dataclass(frozen=True, slots=True)
class Break:
    """Frames of `text` and `label`.

    The shortcut holds in `biased`, which is audited, and less or not at all in `other`. `inside` is
    sampled like `biased`; in `broken` the shortcut predicts another label. `cue` is the shortcut if
    it is a single word.
    """

    biased: pl.DataFrame
    other: pl.DataFrame
    inside: pl.DataFrame
    broken: pl.DataFrame
    cue: str | None = None


def _imdb(data: Path) -> Break:
    d = frame(data, "cad_imdb_sentiment")
    test = pl.col("split") == "test"
    original, revised = (d.filter(pl.col("version") == v) for v in ("original", "revised"))
    return Break(
        original.filter(~test), revised.filter(~test), original.filter(test), revised.filter(test)
    )


def _jigsaw(data: Path) -> Break:
    d = frame(data, "nfl_jigsaw_biased_unbiased")
    broken = d.filter(pl.col("split") == "test_filtered")
    biased, unbiased = (
        d.filter(pl.col("split") == s).join(broken, on="text", how="anti")
        for s in ("test_biased", "test_unbiased")
    )
    mixed = biased.sample(fraction=1, shuffle=True, seed=_SEED)
    inside = mixed.tail(len(mixed) // 4)
    return Break(
        mixed.head(len(mixed) - len(inside)),
        unbiased.join(inside, on="text", how="anti"),
        inside,
        broken,
        "word:people",
    )


def _maze(shortcut: str, cue: str | None) -> Callable[[Path], Break]:
    def make(data: Path) -> Break:
        d = frame(data, "shortcut_maze_goemotions").filter(pl.col("shortcut") == shortcut)
        d = d.with_columns(pl.col("label").replace(_EMOTIONS))

        def part(strength: str, split: str) -> pl.DataFrame:
            return d.filter((pl.col("lambda") == strength) & (pl.col("split") == split))

        parts = [("1.0", "train"), ("0.6", "train"), ("1.0", "test"), ("1.0", "test_anti_shortcut")]
        return Break(*(part(*p) for p in parts), cue)

    return make


SETS: Mapping[str, Callable[[Path], Break]] = {
    "cad_imdb": _imdb,
    "nfl_jigsaw": _jigsaw,
    "maze single-word": _maze("single-word", "word:honestly"),
    "maze synonym": _maze("synonym", None),
    "maze category": _maze("category", None),
}
