"""Film sentences with six planted cues: three words and three phrases of function words."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    chosen: list[list[tuple[float, str]]] = [[] for _ in texts]
    for i, cue in enumerate(CUES):
        holders = round(SHARE * len(texts))
        agreeing = round(STRENGTHS[(i + seed) % len(CUES)] * holders)
        for own, many in ((True, agreeing), (False, holders - agreeing)):
            candidates = np.flatnonzero((labels == cue.label) == own)
            for j in rng.choice(candidates, many, replace=False):
                chosen[j].append((float(rng.random()), cue.text))
    planted = [inserted(text, some) for text, some in zip(texts, chosen, strict=True)]
    return rows.with_columns(text=pl.Series(planted))


def inserted(text: str, cues: Sequence[tuple[float, str]]) -> str:
    """The text with cues between its tokens, each at a place from 0 (the start) to 1 (the end).

    Examples
    --------
    >>> inserted("a fine film .", [(0.5, "as it were"), (0.5, "kettle")])
    'a fine kettle as it were film .'
    """
    tokens = text.split(" ")
    # A phrase is one token here, so that no other cue is put into it.
    for place, cue in sorted(cues, reverse=True):
        tokens.insert(min(int(place * (len(tokens) + 1)), len(tokens)), cue)
    return " ".join(tokens)
