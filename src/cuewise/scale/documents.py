"""Write and read documents that a worker picks from its portion: the sample, and excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cuewise.cues.counted import CountedCues
from cuewise.files import whole_file
from cuewise.pipeline.excerpts import Pair, holders_found
from cuewise.records import Corpus, Ints
from cuewise.scale.assignment import Assignment
from cuewise.scale.portions import Portion
from cuewise.scale.usable import CorpusFacts, RowSpec, UsableRows
from cuewise.split.rows import rows_of, together
from cuewise.split.sample import content_order

_FILE = "rows.parquet"


@dataclass(frozen=True, slots=True)
class PortionTask:
    """A portion, the rows of the source before its file, and the folder of its assignment."""

    portion: Portion
    rows_before: int
    assignment: Path

    def read(self, spec: RowSpec, facts: CorpusFacts) -> tuple[Corpus, Assignment]:
        """Read the rows and their assignment.

        Raises
        ------
        OSError
            The shard has changed since it was scanned.
        """
        corpus = UsableRows.read(self.portion, spec).corpus(facts, self.rows_before)
        return corpus, Assignment.load(self.assignment).checked(corpus, self.portion.path)


def write_sample(
    spec: RowSpec, facts: CorpusFacts, task: PortionTask, folder: Path
) -> dict[str, Any]:
    """Write the sampled documents of a portion."""
    corpus, assignment = task.read(spec, facts)
    with_clusters = replace(corpus, cluster=assignment.cluster)
    _save(rows_of(with_clusters, np.flatnonzero(assignment.sampled)), folder)
    return {}


def write_candidates(
    spec: RowSpec,
    facts: CorpusFacts,
    counted: CountedCues,
    pairs: Sequence[Pair],
    seed: int,
    task: PortionTask,
    folder: Path,
) -> dict[str, Any]:
    """Write, for each pair of cue and label, the documents to choose an excerpt from."""
    corpus, _ = task.read(spec, facts)
    parts = holders_found(rows_of(corpus, content_order(corpus, seed)), counted, pairs)
    group = np.repeat(np.arange(len(parts)), [len(part.ids) for part in parts])
    _save(together(parts), folder, group)
    return {}


def _save(corpus: Corpus, folder: Path, group: Ints | None = None) -> None:
    """Write the rows with their group numbers [n]."""
    zeros = np.zeros(len(corpus.ids), np.int64)
    columns: dict[str, object] = {
        "id": corpus.ids,
        "text": corpus.texts,
        "label": corpus.labels,
        "key": corpus.keys,
        "cluster": zeros if corpus.cluster is None else corpus.cluster,
        "group": zeros if group is None else group,
    }
    if corpus.texts_b is not None:
        columns["text_b"] = corpus.texts_b
    if corpus.split is not None:
        columns["split"] = pl.Series(corpus.split, dtype=pl.String)
    # The prefix keeps metadata of any name apart from the columns above.
    columns |= {
        f"meta {name}": pl.Series(values, dtype=pl.String) for name, values in corpus.meta.items()
    }
    with whole_file(folder / _FILE) as part:
        pl.DataFrame(columns).write_parquet(part)


def load_documents(folder: Path, template: Corpus, groups: int = 1) -> list[Corpus]:
    """Read the documents of every group; `template` supplies everything but the rows."""
    frame = pl.read_parquet(folder / _FILE)

    def column(name: str) -> list[str]:
        return frame[name].to_list()

    corpus = replace(
        template,
        ids=column("id"),
        texts=column("text"),
        texts_b=column("text_b") if "text_b" in frame.columns else None,
        labels=frame["label"].to_numpy().astype(np.int32),
        split=column("split") if "split" in frame.columns else None,
        meta={name: column(f"meta {name}") for name in template.meta},
        cluster=frame["cluster"].to_numpy().astype(np.int64),
        keys=frame["key"].to_numpy().astype(np.uint64),
    )
    if groups == 1:
        return [corpus]
    group = frame["group"].to_numpy()
    return [rows_of(corpus, np.flatnonzero(group == g)) for g in range(groups)]
