"""A verdict that a person gave on a cue, as a row of a decision file. No logic lives here."""

from __future__ import annotations

from dataclasses import dataclass, field

from cuewise.records.finding import VerdictType

# What a decision file must hold; a table that cuewise writes has more columns.
DECISION_COLUMNS = ("subject", "label", "verdict", "reason", "author", "date")
# What a file may say for "any label"; `Decision.label` is then empty.
ANY_LABEL = ("", "*")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a decision file.

    Parameters
    ----------
    subject:
        The cue, as in `audit.json`: `word:spielberg`.
    label:
        The label that the cue must be associated with; empty: any.
    verdict:
        What the person decided.
    reason, author, date:
        Free text; each may be empty.
    place:
        File and row, for messages.
    """

    subject: str
    label: str
    verdict: VerdictType
    reason: str = ""
    author: str = ""
    date: str = ""
    place: str = field(default="", compare=False)
