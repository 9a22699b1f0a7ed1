"""The targets of the benchmark, and whether the figures meet them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cuewise.bench.summary import MATCHED_LEVEL, BenchShare, DetectorRow
from cuewise.records.thresholds import Z95

_FALSE, _RECALL, _GAP, _DECOYS = 0.05, 0.95, 0.03, 0.05
# `chi2-bh-cues` tests the cues of cuewise on all documents. It shows what splitting the documents
# costs; nobody offers it as a method.
_NO_RIVALS = frozenset({"cuewise", "cuewise-replicated", "cuewise-verdict", "chi2-bh-cues"})


@dataclass(frozen=True, slots=True)
class BenchTarget:
    """One target: its name, the figure, what is wanted, and whether the figure meets it."""

    name: str
    figure: str
    wanted: str
    met: bool


def targets(
    rows: Mapping[str, DetectorRow],
    shared: Mapping[str, DetectorRow],
    decoys_found: Mapping[str, BenchShare],
) -> list[BenchTarget]:
    """All targets that the finished cells allow to check.

    `rows` cover all cells of each detector, `shared` the cells that every detector runs on.
    `decoys_found` is the share judged spurious of the genuine words found, by language.
    """
    out: list[BenchTarget] = []
    if ours := rows.get("cuewise"):
        out += [_failures(ours), *_nulls(ours), *_recall(ours), *_ahead(rows, shared)]
    if verdicts := rows.get("cuewise-verdict"):
        out.append(_failures(verdicts))
        every = {"all": verdicts.decoys, **verdicts.decoy_languages}
        out += _decoys("genuine decoys judged spurious", every)
        out += _decoys("genuine decoys judged spurious, of those found", decoys_found)
    return out


def share_text(value: BenchShare) -> str:
    """A share with its interval and n.

    Examples
    --------
    >>> share_text(BenchShare(1, 2, 0.5, 0.0945, 0.9056))
    '.500 [.095, .906] n=2'
    """
    if value.rate is None:
        return "none n=0"
    rate, low, high = (f"{v:.3f}".removeprefix("0") for v in (value.rate, value.low, value.high))
    return f"{rate} [{low}, {high}] n={value.n}"


def _decoys(title: str, shares: Mapping[str, BenchShare]) -> Iterator[BenchTarget]:
    for name, value in shares.items():
        met = value.rate is not None and value.rate <= _DECOYS
        yield BenchTarget(f"{title}, {name}", share_text(value), f"<= {_DECOYS}", met)


def _failures(row: DetectorRow) -> BenchTarget:
    name = f"corpora on which {row.name} failed"
    return BenchTarget(name, f"{row.failed} of {row.cells + row.failed}", "0", row.failed == 0)


def _nulls(ours: DetectorRow) -> Iterator[BenchTarget]:
    for name, value in {"all": ours.family_wise, **ours.nulls}.items():
        if value.rate is not None:
            most = _FALSE + Z95 * (_FALSE * (1 - _FALSE) / value.n) ** 0.5
            wanted = f"<= {most:.3f} ({_FALSE} + Monte Carlo error)"
            title = f"null corpora with a false discovery, {name}"
            yield BenchTarget(title, share_text(value), wanted, value.rate <= most)


def _recall(ours: DetectorRow) -> Iterator[BenchTarget]:
    if ours.recall.rate is None:
        return
    title = "planted cues found (>= 200 documents, deviation >= .2)"
    for name, value in {"all": ours.recall, **ours.kinds}.items():
        met = value.rate is not None and value.rate >= _RECALL
        yield BenchTarget(f"{title}, {name}", share_text(value), f">= {_RECALL}", met)
    rates = {k: v.rate for k, v in ours.languages.items() if v.rate is not None}
    if len(rates) == 2:
        gap = abs(rates["en"] - rates["zh"])
        figure = ", ".join(f"{k} {share_text(v)}" for k, v in ours.languages.items())
        yield BenchTarget(f"{title}, languages", figure, f"within {_GAP}", gap <= _GAP + 1e-9)


def _ahead(
    rows: Mapping[str, DetectorRow], shared: Mapping[str, DetectorRow]
) -> Iterator[BenchTarget]:
    for name in rows:
        if name in _NO_RIVALS:
            continue
        # A slow rival ran on a part of the cells only; compare both there.
        table = rows if rows[name].cells == rows["cuewise"].cells else shared
        ours, theirs = table["cuewise"].matched_all, table[name].matched_all
        if ours.rate is None or theirs.rate is None:
            continue
        where = "" if table is rows else ", on the subset"
        yield BenchTarget(
            f"recall where {MATCHED_LEVEL:.0%} of nulls have a false discovery, "
            f"against {name}{where}",
            f"{share_text(ours)} against {share_text(theirs)}",
            "ahead, or both 1",
            ours.rate > theirs.rate or ours.rate == theirs.rate == 1,
        )
