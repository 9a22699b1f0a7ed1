"""An audit as a data frame, for analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuewise.records import Audit, Finding, Reliance

if TYPE_CHECKING:
    import polars as pl

_Cell = str | int | float | bool | None
# In the order of the columns.
_COLUMNS: tuple[tuple[type, str], ...] = (
    (int, "rank"),
    (str, "id code subject kind label"),
    (int, "n"),
    (str, "measure"),
    (float, "association association_low association_high p q log_odds_ratio"),
    (bool, "replicated"),
    (str, "verdict"),
    (float, "p_spurious"),
    (str, "severity model"),
    (float, "delta delta_low delta_high flip_rate placebo"),
    (float, "fcs_raw fcs_raw_low fcs_raw_high fcs_excess fcs_excess_low fcs_excess_high"),
    (float, "fcs_do fcs_do_low fcs_do_high"),
    (int, "probed"),
    (str, "conclusion"),
    (int, "further"),
)


def findings_frame(audit: Audit) -> pl.DataFrame:
    """One row for each finding and model; a finding without a model has one row with nulls.

    Numbers are as in the audit: shares and differences of shares, not percentages.

    Examples
    --------
    >>> findings_frame(empty_audit).shape
    (0, 36)
    """
    import polars as pl

    kinds = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    schema = {name: kinds[kind] for kind, names in _COLUMNS for name in names.split()}
    rows = [
        (*_finding(rank, f), *_reliance(r))
        for rank, f in enumerate(audit.findings, start=1)
        for r in f.reliance or (None,)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _finding(rank: int, f: Finding) -> tuple[_Cell, ...]:
    a = f.association
    return (
        *(rank, f.id, f.code, f.subject, f.kind, f.label, f.support),
        *(a.measure, a.estimate, a.low, a.high, a.p, a.q, a.log_odds_ratio, a.replicated),
        *(f.verdict.type, f.verdict.p_spurious, f.severity),
    )


def _reliance(r: Reliance | None) -> tuple[_Cell, ...]:
    if r is None:
        return (None,) * 18
    scores = (x for fcs in r.fcs.values() for x in (fcs.estimate, fcs.low, fcs.high))
    return (
        *(r.model, r.delta, r.low, r.high, r.flip_rate, r.placebo),
        *(*scores, r.n, r.conclusion, r.further),
    )
