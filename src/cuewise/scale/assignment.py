"""Assign all rows of all shards to the splits and to the sample."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.files import whole_file
from cuewise.io.labels import in_order
from cuewise.io.metadata import bins
from cuewise.pipeline.plan import Plan
from cuewise.records import Corpus, Ints
from cuewise.scale.scan import ScannedRows, metadata_counts
from cuewise.scale.usable import CorpusFacts, RowSpec
from cuewise.split.keys import RowKeys, meta_keys
from cuewise.split.order import cluster_order
from cuewise.split.parts import strata_of
from cuewise.text.language import Vote, overall

_FILE = "dealt.npz"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The rows of one portion: class strata[n], cluster[n], and whether each is sampled[n]."""

    strata: NDArray[np.uint32]
    cluster: NDArray[np.int64]
    sampled: NDArray[np.bool_]

    def save(self, folder: Path) -> None:
        """Write the assignment, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / _FILE) as part, part.open("wb") as file:
            np.savez(file, strata=self.strata, cluster=self.cluster, sampled=self.sampled)

    @classmethod
    def load(cls, folder: Path) -> Assignment:
        """Read what `save` wrote."""
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            return cls(arrays["strata"], arrays["cluster"], arrays["sampled"])

    def checked(self, corpus: Corpus, path: Path) -> Assignment:
        """Return the assignment if it covers the rows just read.

        Raises
        ------
        OSError
            The shard has changed since it was scanned.
        """
        if len(corpus.ids) != self.strata.size:
            raise OSError(errno.ESTALE, "the shard changed while it was audited", str(path))
        return self


@dataclass(frozen=True, slots=True)
class ClassSizes:
    """Documents by class [2K + 1], and by label [K]."""

    strata: Ints
    labels: Ints


def corpus_facts(
    answers: Sequence[Mapping[str, Any]], scans: Sequence[Path], spec: RowSpec
) -> CorpusFacts:
    """Combine the scans of all portions.

    Raises
    ------
    InputError
        The label column does not hold labels.
    """
    roles = spec.roles
    rows = sum(a["kept"] for a in answers)
    names = sorted({name for a in answers for name in a["labels"]})
    columns = roles.columns_of_meta()
    times: list[Counter[str]] = [Counter() for _ in columns]
    for folder in scans:
        for total, counts in zip(times, metadata_counts(folder, len(columns)), strict=True):
            total.update(counts)
    votes = (Vote(*vote) for a in answers for vote in a["votes"])
    language, name = (spec.language, None) if spec.language else overall(votes)
    return CorpusFacts(
        in_order(names, roles.label, rows, "the shards"),
        dict(zip(columns, map(bins, times), strict=True)),
        language,
        name,
    )


def assign_rows(
    answers: Sequence[Mapping[str, Any]],
    scans: Sequence[Path],
    folders: Sequence[Path],
    facts: CorpusFacts,
    plan: Plan,
) -> ClassSizes:
    """Assign the rows of all portions and write the assignment of each to its folder.

    All keys are in memory at once: about 60 bytes per document.
    """
    portions = [ScannedRows.load(folder) for folder in scans]
    number = {name: k for k, name in enumerate(facts.label_names)}
    labels = [
        np.array([number[name] for name in a["labels"]], np.int64)[rows.labels]
        for a, rows in zip(answers, portions, strict=True)
    ]
    ends = np.cumsum([0, *(rows.keys.size for rows in portions)])
    keys = RowKeys(
        np.concatenate([rows.clusters for rows in portions]).view(np.int64),
        np.concatenate(labels),
        np.concatenate([rows.keys for rows in portions]),
        len(facts.label_names),
        lambda rows: _metadata_hashes(rows, ends, portions, scans, facts),
    )
    order = cluster_order(keys, plan.seed)
    strata, sampled = strata_of(keys, order.split), order.first(plan.options.evidence_documents)
    for a, b, folder in zip(ends, ends[1:], folders, strict=False):
        Assignment(strata[a:b], keys.cluster[a:b], sampled[a:b]).save(folder)
    k = len(facts.label_names)
    return ClassSizes(
        np.bincount(strata, minlength=2 * k + 1), np.bincount(keys.labels, minlength=k)
    )


def _metadata_hashes(
    rows: Ints,
    ends: Ints,
    portions: Sequence[ScannedRows],
    scans: Sequence[Path],
    facts: CorpusFacts,
) -> NDArray[np.uint64]:
    """Hash the metadata of some rows; only repeated texts need this, so they are few."""
    hashes = np.zeros(rows.size, np.uint64)
    portion = np.searchsorted(ends, rows, side="right") - 1
    columns = sorted((name, c) for c, name in enumerate(facts.bins))
    for p in np.unique(portion):
        here = np.flatnonzero(portion == p)
        values = [list(counts) for counts in metadata_counts(scans[p], len(facts.bins))]
        codes = portions[p].meta[:, rows[here] - ends[p]]
        shown = []
        for name, c in columns:
            bin_of = facts.bins[name]
            names = values[c] if bin_of is None else [bin_of[v] for v in values[c]]
            shown.append([names[code] if code >= 0 else None for code in codes[c].tolist()])
        hashes[here] = meta_keys(shown, here)
    return hashes


def shards_fingerprint(answers: Sequence[Mapping[str, Any]], facts: CorpusFacts) -> str:
    """Hash the labelled texts, independently of their shards and their order."""
    sums = [sum(a["sums"][i] for a in answers) % (1 << 64) for i in (0, 1)]
    rows = sum(a["kept"] for a in answers)
    return sha256(repr(("cuewise.shards/1", facts.label_names, rows, sums)).encode()).hexdigest()
