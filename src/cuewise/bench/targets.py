"""What the figures are to be, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cuewise.bench.summary import MATCHED, Row, Share
from cuewise.records.thresholds import Z95

FALSE, RECALL, APART, DECOYS = 0.05, 0.95, 0.03, 0.05
# The last one has the features of cuewise and tests them on all documents: it tells the price of
# the halves and is nothing that anybody offers.
_NO_RIVALS = frozenset({"cuewise", "cuewise-replicated", "cuewise-verdict", "chi2-bh-cues"})


@dataclass(frozen=True, slots=True)
class Target:
    """One target: its figure, what it is to be, and whether it is."""

    name: str
    figure: str
    wanted: str
    met: bool


def targets(
    rows: Mapping[str, Row], some: Mapping[str, Row], found: Mapping[str, Share]
) -> list[Target]:
    """All targets that the cells that were run allow to check.

    `some` are rows of the subset; `found` are the genuine words judged spurious of those that were
    found, by language.
    """
    out: list[Target] = []
    if ours := rows.get("cuewise"):
        out += [_failures(ours), *_nulls(ours), *_recall(ours)]
        out += _ahead(rows, some)
    if judged := rows.get("cuewise-verdict"):
        out.append(_failures(judged))
        every = {"all": judged.decoys, **judged.decoy_languages}
        out += _decoys("genuine decoys judged spurious", every)
        out += _decoys("genuine decoys judged spurious, of those found", found)
    return out


def _decoys(said: str, shares: Mapping[str, Share]) -> Iterator[Target]:
    for name, d in shares.items():
        met = d.rate is not None and d.rate <= DECOYS
        yield Target(f"{said}, {name}", shown(d), f"<= {DECOYS}", met)


def _failures(ours: Row) -> Target:
    said = f"corpora on which {ours.name} failed"
    return Target(said, f"{ours.failed} of {ours.cells + ours.failed}", "0", ours.failed == 0)


def shown(value: Share) -> str:
    """A share with its interval and n.

    Examples
    --------
    >>> shown(Share(1, 2, 0.5, 0.0945, 0.9056))
    '.500 [.095, .906] n=2'
    """
    if value.rate is None:
        return "none n=0"
    low, high = (_short(v) for v in (value.low, value.high))
    return f"{_short(value.rate)} [{low}, {high}] n={value.n}"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _nulls(ours: Row) -> Iterator[Target]:
    for name, value in {"all": ours.family_wise, **ours.nulls}.items():
        if value.rate is not None:
            most = FALSE + Z95 * (FALSE * (1 - FALSE) / value.n) ** 0.5
            wanted = f"<= {most:.3f} ({FALSE} + Monte Carlo error)"
            said = f"null corpora with a false discovery, {name}"
            yield Target(said, shown(value), wanted, value.rate <= most)


def _recall(ours: Row) -> Iterator[Target]:
    if ours.recall.rate is None:
        return
    said = "planted cues found (>= 200 documents, deviation >= .2)"
    for name, value in {"all": ours.recall, **ours.kinds}.items():
        met = value.rate is not None and value.rate >= RECALL
        yield Target(f"{said}, {name}", shown(value), f">= {RECALL}", met)
    rates = {k: v.rate for k, v in ours.languages.items() if v.rate is not None}
    if len(rates) == 2:
        gap = abs(rates["en"] - rates["zh"])
        figure = ", ".join(f"{k} {shown(v)}" for k, v in ours.languages.items())
        yield Target(f"{said}, languages", figure, f"within {APART}", gap <= APART + 1e-9)


def _ahead(rows: Mapping[str, Row], some: Mapping[str, Row]) -> Iterator[Target]:
    for name in rows:
        if name in _NO_RIVALS:
            continue
        # A slow rival ran on the subset, and is compared there.
        table = rows if rows[name].cells == rows["cuewise"].cells else some
        ours, theirs = table["cuewise"].matched_all, table[name].matched_all
        if ours.rate is None or theirs.rate is None:
            continue
        where = "" if table is rows else ", on the subset"
        yield Target(
            f"recall where {MATCHED:.0%} of nulls have a false discovery, against {name}{where}",
            f"{shown(ours)} against {shown(theirs)}",
            "ahead, or both 1",
            ours.rate > theirs.rate or ours.rate == theirs.rate == 1,
        )
