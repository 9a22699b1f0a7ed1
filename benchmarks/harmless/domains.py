"""Sets with a test from another source: the same labels, other writers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
from real.rows import frame

from harmless.sets import Halves, halves, text_key

# Chinese reviews, of which the set has 30,006.
_MOST = 12_000


def hatexplain(data: Path) -> Halves:
    """All posts of the training split; unseen are those of the test split."""
    d = frame(data, "hatexplain").select("text", "label", "split")
    given, unseen = (d.filter(pl.col("split") == s).drop("split") for s in ("train", "test"))
    columns = {"text": "text", "label": "label"}
    return Halves("hatexplain", given, without(unseen, given), columns)


def phrasebank(data: Path) -> Halves:
    """Sentences of financial news; elsewhere are headlines and posts about companies."""
    own = halves("financial_phrasebank", frame(data, "financial_phrasebank_50agree"))
    return _with_test(own, frame(data, "fiqa_headlines_posts"))


def online_shopping(data: Path) -> Halves:
    """Reviews of ten kinds of goods; elsewhere are reviews of hotels, books and notebooks."""
    own = halves("zh_online_shopping", frame(data, "zh_online_shopping_10cats"), _MOST)
    return _with_test(own, frame(data, "chnsenticorp"))


DOMAINS: Mapping[str, Callable[[Path], Halves]] = {
    "hatexplain": hatexplain,
    "financial_phrasebank": phrasebank,
    "zh_online_shopping": online_shopping,
}


def without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows whose texts are not among others, copies included."""
    known = others.select(text_key("text"))["text"].implode()
    return rows.filter(~text_key("text").is_in(known))


def _with_test(own: Halves, test: pl.DataFrame) -> Halves:
    known = pl.concat([own.given, own.unseen])
    return replace(own, elsewhere=without(test.select("text", "label"), known))
