"""Documents of the user's own in words: accuracy before and after, where nothing was chosen."""

from __future__ import annotations

from cuewise.records.checked import Checked, CheckedPart
from cuewise.records.comparison import Repair
from cuewise.report import numbers
from cuewise.report.compare.records import CheckRow, CheckTable
from cuewise.report.compare.rows import estimate_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording


def check_tables(r: Repair, say: Wording) -> tuple[CheckTable, ...]:
    """A table for every file of documents to check."""
    return tuple(_table(check, say) for check in r.checks)


def _table(check: Checked, say: Wording) -> CheckTable:
    notes = []
    if check.repeated:
        notes.append(say("own-checks.repeated", n=check.repeated))
    if check.small:
        notes.append(say("own-checks.small", n=check.small))
    return CheckTable(
        name=visible(check.name),
        rows=tuple(_row(part, say) for part in check.parts),
        notes=tuple(notes),
    )


def _row(part: CheckedPart, say: Wording) -> CheckRow:
    return CheckRow(
        name=say(f"own-checks.{part.kind}", name=visible(part.name)),
        before=estimate_of(part.before),
        after=estimate_of(part.after),
        lost=numbers.estimate(part.lost.interval, numbers.points),
        n=numbers.integer(part.lost.n),
    )
