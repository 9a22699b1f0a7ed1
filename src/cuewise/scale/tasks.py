"""What workers do with one unit besides scanning and counting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.cues.counted import CountedCues
from cuewise.pipeline.excerpts import Pair, holders_found
from cuewise.scale import rows
from cuewise.scale.counting import Task
from cuewise.scale.dealing import Dealt
from cuewise.scale.portion import Asked, Known, Portion
from cuewise.split.rows import rows_of, together
from cuewise.split.sample import content_order

ROWS = "rows.parquet"


def sample_unit(asked: Asked, known: Known, task: Task, place: Path) -> dict[str, Any]:
    """Write the documents of the sample."""
    corpus = Portion.read(task.unit, asked).corpus(known, task.first)
    own = Dealt.load(task.dealt).of(corpus, task.unit.path)
    some = rows_of(replace(corpus, cluster=own.cluster), np.flatnonzero(own.sampled))
    rows.save(some, place / ROWS)
    return {}


def examples_unit(
    asked: Asked,
    known: Known,
    counted: CountedCues,
    pairs: Sequence[Pair],
    seed: int,
    task: Task,
    place: Path,
) -> dict[str, Any]:
    """Write documents that hold some cues, for each what an excerpt is chosen from."""
    corpus = Portion.read(task.unit, asked).corpus(known, task.first)
    found = holders_found(rows_of(corpus, content_order(corpus, seed)), counted, pairs)
    rows.save(together(found), place / ROWS, rows.grouped(found))
    return {}
