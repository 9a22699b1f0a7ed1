"""A decision in words, and the table of verdicts from which a decision file is made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cuewise.records import Audit, DecisionNote, Finding
from cuewise.records.decision import DECISION_COLUMNS
from cuewise.records.interval import finite_or_none
from cuewise.report.order import report_order
from cuewise.report.spreadsheet import protected
from cuewise.report.text import visible
from cuewise.report.wording import Wording

_FIGURES = ("severity", "p_spurious", "support")
# Without the mark, Excel reads Chinese as another encoding.
_BYTE_ORDER_MARK = "\ufeff"


def decision_in_words(note: DecisionNote | None, say: Wording) -> str:
    """Who decided, when and why, as far as they said; empty where nobody decided.

    Examples
    --------
    >>> from cuewise.report.wording import wording
    >>> note = DecisionNote(subject="word:lima", author="Ann", date="", reason="a place",
    ...                     computed="genuine")
    >>> decision_in_words(note, wording("en"))
    'decided by Ann: a place'
    """
    if note is None:
        return ""
    form = "-".join(filter(None, ("by" * bool(note.author), "on" * bool(note.date)))) or "plain"
    author, date = visible(note.author), visible(note.date)
    decided = say(f"decision.{form}", author=author, date=date)
    reason = visible(note.reason)
    return say("decision.because", decided=decided, reason=reason) if reason else decided


def decision_table(audit: Audit) -> str:
    r"""The verdict on every cue as CSV, in the order of the report.

    Rows that are left form a decision file. The text begins with a byte-order mark, which
    spreadsheets need, and texts that a spreadsheet would run as a formula begin with an apostrophe.

    Examples
    --------
    >>> decision_table(empty_audit).lstrip("\ufeff")
    'subject,label,verdict,reason,author,date,severity,p_spurious,support\n'
    """
    table = io.StringIO(newline="")
    table.write(_BYTE_ORDER_MARK + ",".join((*DECISION_COLUMNS, *_FIGURES)) + "\n")
    # Quotes around every text keep line breaks inside a cell.
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows(_row(finding) for finding in report_order(audit))
    return table.getvalue()


def _row(f: Finding) -> Iterator[str | int | float]:
    v, note = f.verdict, f.verdict.decision
    said = (note.reason, note.author, note.date) if note else ("", "", "")
    yield from map(protected, (f.subject, f.label, v.type, *said, f.severity))
    p_spurious = finite_or_none(v.p_spurious)
    yield "" if p_spurious is None else p_spurious
    yield f.support
