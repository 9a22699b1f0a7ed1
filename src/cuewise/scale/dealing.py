"""All rows of all shards dealt out: into halves, and into the sample."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.files import whole
from cuewise.io.labels import in_order
from cuewise.io.language import overall
from cuewise.io.metadata import bins
from cuewise.io.roles import Roles
from cuewise.pipeline.plan import Plan
from cuewise.records import Corpus, Ints
from cuewise.scale.portion import Known
from cuewise.scale.scan import Scanned, values
from cuewise.split.keys import RowKeys, meta_keys
from cuewise.split.order import cluster_order
from cuewise.split.parts import strata_of

_FILE = "dealt.npz"


@dataclass(frozen=True, slots=True)
class Dealt:
    """Of the rows of one unit the class strata[n], the cluster, and whether each is sampled."""

    strata: NDArray[np.uint32]
    cluster: NDArray[np.int64]
    sampled: NDArray[np.bool_]

    def save(self, place: Path) -> None:
        """Write it, whole or not at all."""
        place.mkdir(parents=True, exist_ok=True)
        with whole(place / _FILE) as part, part.open("wb") as file:
            np.savez(file, strata=self.strata, cluster=self.cluster, sampled=self.sampled)

    @classmethod
    def load(cls, place: Path) -> Dealt:
        """Read what `save` wrote."""
        with np.load(place / _FILE, allow_pickle=False) as found:
            return cls(found["strata"], found["cluster"], found["sampled"])

    def of(self, corpus: Corpus, path: Path) -> Dealt:
        """The same, if it is of the rows that were read now.

        Raises
        ------
        OSError
            The shard has changed since it was scanned.
        """
        if len(corpus.ids) != self.strata.size:
            raise OSError(errno.ESTALE, "the shard changed while it was audited", str(path))
        return self


@dataclass(frozen=True, slots=True)
class Sizes:
    """Documents by class [2K + 1], and by label [K]."""

    strata: Ints
    labels: Ints


def known(answers: Sequence[Mapping[str, Any]], places: Sequence[Path], roles: Roles) -> Known:
    """What the scans of all units tell together.

    Raises
    ------
    InputError
        The labels are no labels.
    """
    rows = sum(a["kept"] for a in answers)
    names = sorted({name for a in answers for name in a["labels"]})
    columns = roles.columns_of_meta()
    times: list[dict[str, int]] = [{} for _ in columns]
    for place in places:
        for total, own in zip(times, values(place, len(columns)), strict=True):
            for value, n in own.items():
                total[value] = total.get(value, 0) + n
    return Known(
        in_order(names, roles.label, rows, "the shards"),
        dict(zip(columns, map(bins, times), strict=True)),
        overall(tuple(s) for a in answers for s in a["scripts"]),
    )


def dealt(
    answers: Sequence[Mapping[str, Any]],
    scans: Sequence[Path],
    places: Sequence[Path],
    about: Known,
    plan: Plan,
) -> Sizes:
    """Deal the rows of all units, and write each unit's own.

    All keys are in memory at once: about 60 bytes a document.
    """
    units = [Scanned.load(place) for place in scans]
    number = {name: k for k, name in enumerate(about.label_names)}
    labels = [
        np.array([number[name] for name in a["labels"]], np.int64)[unit.labels]
        for a, unit in zip(answers, units, strict=True)
    ]
    ends = np.cumsum([0, *(unit.keys.size for unit in units)])
    rows = RowKeys(
        np.concatenate([unit.clusters for unit in units]).view(np.int64),
        np.concatenate(labels),
        np.concatenate([unit.keys for unit in units]),
        len(about.label_names),
        lambda asked: _meta(asked, ends, units, scans, about),
    )
    order = cluster_order(rows, plan.seed)
    own, sampled = strata_of(rows, order.split), order.first(plan.options.evidence_documents)
    for a, b, place in zip(ends, ends[1:], places, strict=False):
        Dealt(own[a:b], rows.cluster[a:b], sampled[a:b]).save(place)
    k = len(about.label_names)
    return Sizes(np.bincount(own, minlength=2 * k + 1), np.bincount(rows.labels, minlength=k))


def _meta(
    asked: Ints, ends: Ints, units: Sequence[Scanned], scans: Sequence[Path], about: Known
) -> NDArray[np.uint64]:
    """The hash of the metadata of some rows: of repeats, so of few."""
    found = np.zeros(asked.size, np.uint64)
    unit = np.searchsorted(ends, asked, side="right") - 1
    columns = sorted((name, at) for at, name in enumerate(about.bins))
    for u in np.unique(unit):
        mine = np.flatnonzero(unit == u)
        names = [list(times) for times in values(scans[u], len(about.bins))]
        codes = units[u].meta[:, asked[mine] - ends[u]]
        shown = []
        for name, at in columns:
            bin_of, own = about.bins[name], names[at]
            told = own if bin_of is None else [bin_of[v] for v in own]
            shown.append([told[c] if c >= 0 else None for c in codes[at].tolist()])
        found[mine] = meta_keys(shown, mine)
    return found


def fingerprint(answers: Sequence[Mapping[str, Any]], about: Known) -> str:
    """A hash of the labelled texts, whatever shards they are in and in whatever order."""
    sums = [sum(a["sums"][at] for a in answers) % (1 << 64) for at in (0, 1)]
    rows = sum(a["kept"] for a in answers)
    return sha256(repr(("cuewise.shards/1", about.label_names, rows, sums)).encode()).hexdigest()
