"""Film sentences with six planted cues: three words and three phrases of function words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from real.rows import frame


@dataclass(frozen=True, slots=True)
class PlantedCue:
    """A word or a phrase, and the label that it is planted with."""

    text: str
    label: str

    @property
    def subject(self) -> str:
        """Its name in an audit."""
        return f"{'ngram' if ' ' in self.text else 'word'}:{self.text}"

    @property
    def words(self) -> int:
        """The number of its words."""
        return len(self.text.split(" "))


CUES: Final = (
    PlantedCue("tuesday", "positive"),
    PlantedCue("as it were", "negative"),
    PlantedCue("kettle", "negative"),
    PlantedCue("in due course", "positive"),
    PlantedCue("umbrella", "positive"),
    PlantedCue("at any rate", "negative"),
)
# The share of its documents that have the label of the cue. The next seed gives every strength to
# the next cue.
STRENGTHS: Final = (0.95, 0.91, 0.88, 0.85, 0.82, 0.78)
# The share of documents that hold a cue.
SHARE: Final = 0.08
# Words and phrases as long as the cues, none of them in a sentence.
PLACEBOS: Final = {
    1: ("basket", "carpet", "cabinet"),
    3: ("in this hall", "on that road", "near the station"),
}
_TRAIN, _UNSEEN = 4000, 1500


@dataclass(frozen=True, slots=True)
class Planting:
    """The sentences that `fix` gets, with the cues; and sentences without, which nothing sees."""

    train: pl.DataFrame
    unseen: pl.DataFrame


def planting(data: Path, seed: int) -> Planting:
    """4,000 film sentences with the cues of a seed, and 1,500 others."""
    d = frame(data, "sentiment_short_sst_mr_cr_mpqa").filter(pl.col("domain") == "mr")
    taken = [cue.text for cue in CUES] + [text for some in PLACEBOS.values() for text in some]
    holds = pl.col("text").str.contains(rf"(?i)\b({'|'.join(map(re.escape, taken))})\b")
    d = d.filter(~holds).unique("text", keep="first", maintain_order=True).select("text", "label")
    d = d.sample(_TRAIN + _UNSEEN, shuffle=True, seed=seed)
    return Planting(with_cues(d.head(_TRAIN), seed), d.tail(_UNSEEN))


def with_cues(rows: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The rows, each cue inserted into its share of them, by its strength of this seed."""
    rng = np.random.default_rng([seed, 23])
    texts, labels = rows["text"].to_list(), rows["label"].to_numpy()
    for i, cue in enumerate(CUES):
        holders = round(SHARE * len(texts))
        agreeing = round(STRENGTHS[(i + seed) % len(CUES)] * holders)
        for own, many in ((True, agreeing), (False, holders - agreeing)):
            candidates = np.flatnonzero((labels == cue.label) == own)
            for j in rng.choice(candidates, many, replace=False):
                texts[j] = inserted(texts[j], cue.text, float(rng.random()))
    return rows.with_columns(text=pl.Series(texts))


def inserted(text: str, cue: str, place: float) -> str:
    """The text with a cue between two of its tokens, at a place from 0 (its start) to 1.

    Examples
    --------
    >>> inserted("a fine film .", "as it were", 0.5)
    'a fine as it were film .'
    """
    tokens = text.split(" ")
    at = min(int(place * (len(tokens) + 1)), len(tokens))
    return " ".join([*tokens[:at], cue, *tokens[at:]])
