"""Draw the results on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from cuewise.bench.run import DetectionResult
from cuewise.bench.summary import BenchShare, DetectorRow, MonteCarloMean

_NOTE = (
    "recall: planted cues in 200 or more documents with a deviation of .2 or more; matched: recall "
    "of all cues where 1 null corpus in 20 has a false discovery; false: null corpora with one; "
    "FDP and precision: corpora where only the cue is associated with the label; decoys: genuine "
    "words flagged; chi2-bh-cues is no rival: it tests cuewise's cues on all documents and shows "
    "what splitting the documents costs"
)
_COLUMNS = ("recall", "matched", "false", "FDP", "precision", "decoys", "s", "MB")


def draw_detection(result: DetectionResult) -> Group:
    """Draw all tables and targets."""
    parts: list[Table | Text] = [_scores("All cells of each detector", result.rows)]
    if any(row.cells == result.rows[name].cells for name, row in result.some.items()):
        parts.append(_scores("Cells that all detectors ran on", result.some))
    parts += [_kinds(result.rows), _targets(result), Text(_NOTE, style="dim")]
    parts += [Text(f"{name}: not run; {why}") for name, why in result.absent.items()]
    parts += [
        Text(f"{row.name}: failed in {row.failed} cells; {row.why}")
        for row in result.rows.values()
        if row.failed
    ]
    return Group(*parts)


def _scores(title: str, rows: Mapping[str, DetectorRow]) -> Table:
    table = _table(title, "detector", _COLUMNS)
    for row in rows.values():
        shares = map(_share, (row.recall, row.matched_all, row.family_wise))
        rest = map(_share, (row.precision, row.decoys))
        cost = (f"{row.cost.seconds:.2f}", f"{row.cost.peak_mb:.0f}") if row.cost else ("-", "-")
        table.add_row(row.name, *shares, _mean(row.fdp), *rest, *cost)
    return table


def _kinds(rows: Mapping[str, DetectorRow]) -> Table:
    kinds = list(dict.fromkeys(k for row in rows.values() for k in row.kinds))
    table = _table("Recall by kind", "detector", (*kinds, "en", "zh"))
    for row in rows.values():
        every = {**row.kinds, **row.languages}
        table.add_row(row.name, *(_rate(every.get(k)) for k in (*kinds, "en", "zh")))
    return table


def _targets(result: DetectionResult) -> Table:
    table = _table("Targets", "", ())
    for name in ("target", "measured", "wanted"):
        table.add_column(name, overflow="fold")
    for t in result.targets:
        table.add_row("met" if t.met else "MISS", t.name, t.figure, t.wanted)
    return table


def _table(title: str, first: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _rate(value: BenchShare | None) -> str:
    return "-" if value is None or value.rate is None else _short(value.rate)


def _share(value: BenchShare) -> str:
    if value.rate is None:
        return "-"
    return f"{_short(value.rate)} [{_short(value.low)}-{_short(value.high)}]"


def _mean(value: MonteCarloMean) -> str:
    if value.mean is None:
        return "-"
    return f"{_short(value.mean)} ±{_short(value.high - value.mean)}"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
