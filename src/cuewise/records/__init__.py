"""The records that flow through cuewise. No logic lives here.

Array records are frozen dataclasses; what is written to a file is a frozen pydantic model. In both,
"no answer" is NaN or None and never 0.
"""

from cuewise.records.audit import (
    Audit,
    CorpusInfo,
    Headline,
    Measure,
    Outcome,
    Provenance,
    Rate,
    Status,
)
from cuewise.records.base import Bools, Floats, Ints, Record
from cuewise.records.corpus import Corpus, Language, SetAside
from cuewise.records.finding import (
    Association,
    Conclusion,
    DecisionNote,
    Excerpt,
    Finding,
    Reliance,
    Severity,
    Signal,
    Verdict,
    VerdictType,
)
from cuewise.records.interval import Interval
from cuewise.records.measurements import (
    Associations,
    CueTable,
    Measurements,
    Predictions,
    Quantity,
)
from cuewise.records.reason import Fact, Reason
from cuewise.records.split import Split

__all__ = [
    "Association",
    "Associations",
    "Audit",
    "Bools",
    "Conclusion",
    "Corpus",
    "CorpusInfo",
    "CueTable",
    "DecisionNote",
    "Excerpt",
    "Fact",
    "Finding",
    "Floats",
    "Headline",
    "Interval",
    "Ints",
    "Language",
    "Measure",
    "Measurements",
    "Outcome",
    "Predictions",
    "Provenance",
    "Quantity",
    "Rate",
    "Reason",
    "Record",
    "Reliance",
    "SetAside",
    "Severity",
    "Signal",
    "Split",
    "Status",
    "Verdict",
    "VerdictType",
]
