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
    (str, "subject label verdict severity"),
    (int, "n"),
    (float, "association association_low association_high"),
    (str, "model"),
    (float, "delta delta_low delta_high"),
    (str, "conclusion decided_by"),
    (float, "p_spurious"),
    (str, "kind measure"),
    (float, "p q log_odds_ratio"),
    (bool, "replicated"),
    (float, "flip_rate placebo"),
    (float, "fcs_raw fcs_raw_low fcs_raw_high fcs_excess fcs_excess_low fcs_excess_high"),
    (float, "fcs_do fcs_do_low fcs_do_high"),
    (int, "probed further"),
    (str, "code id"),
)


def findings_frame(audit: Audit) -> pl.DataFrame:
    """One row for each finding and model; a finding without a model has one row with nulls.

    Numbers are as in the audit: shares and differences of shares, not percentages.

    Examples
    --------
    >>> findings_frame(empty_audit).shape
    (0, 37)
    """
    import polars as pl

    kinds = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    schema = {name: kinds[kind] for kind, names in _COLUMNS for name in names.split()}
    rows = [
        _row(rank, f, r)
        for rank, f in enumerate(audit.findings, start=1)
        for r in f.reliance or (None,)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(rank: int, f: Finding, r: Reliance | None) -> tuple[_Cell, ...]:
    a, decision = f.association, f.verdict.decision
    # A finding without a model has nulls.
    scores = [(x.estimate, x.low, x.high) for x in r.fcs.values()] if r else [(None,) * 3] * 3
    return (
        *(rank, f.subject, f.label, f.verdict.type, f.severity, f.support),
        *(a.estimate, a.low, a.high),
        *((r.model, r.delta, r.low, r.high, r.conclusion) if r else (None,) * 5),
        *(decision and (decision.author or ""), f.verdict.p_spurious, f.kind, a.measure),
        *(a.p, a.q, a.log_odds_ratio, a.replicated),
        *((r.flip_rate, r.placebo) if r else (None, None)),
        *(x for score in scores for x in score),
        *((r.n, r.further) if r else (None, None)),
        *(f.code, f.id),
    )
