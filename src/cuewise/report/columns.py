"""What a reader must know of the data first: leaks, repeated texts, columns without effect."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.records import Audit
from cuewise.report import numbers
from cuewise.report.judged import label_marks, leaks
from cuewise.report.reasons import sentence
from cuewise.report.text import visible
from cuewise.report.wording import Wording

_COLUMNS, _REPEATS = "cues.metadata", "split.repeats"


def data_notices(audit: Audit, say: Wording) -> Iterator[str]:
    """A sentence for each leak, each part with repeated texts, and each column of no use.

    Labels made from the marks in the texts are a leak too.

    Examples
    --------
    >>> from cuewise.report.wording import wording
    >>> list(data_notices(empty_audit, wording("en")))
    []
    """
    for m in leaks(audit.measures):
        shown = numbers.estimate(m.interval, numbers.percent).written
        yield say("notice.leak", column=visible(m.subject), accuracy=shown, docs=m.n)
    if pair := label_marks(audit.measures):
        marks, rest = (numbers.estimate(m.interval, numbers.percent).written for m in pair)
        yield say("notice.label-marks", accuracy=marks, rest=rest, docs=pair[0].n)
    for m in audit.measures:
        if m.code == f"{_REPEATS}.{m.subject}" and m.value:
            shown = numbers.estimate(m.interval, numbers.percent).written
            yield say("notice.repeats", part=visible(m.subject), share=shown, docs=m.n)
    columns = audit.outcomes.get(_COLUMNS)
    for reason in columns.reasons if columns is not None else ():
        if "column" in reason.facts:
            yield say("notice.column", why=visible(sentence(reason, say)))
