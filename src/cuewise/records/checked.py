"""How a repair does on documents of the user's own, which decide nothing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.audit import Rate
from cuewise.records.base import Record


class CheckedPart(Record):
    """Accuracy on some documents before and after.

    `kind` says which ones: all, those of a label, or those of a metadata value; `name` is the label
    or "column=value". `lost` is the difference by document; a gain is negative.
    """

    kind: Literal["all", "label", "group"]
    name: str
    before: Rate
    after: Rate
    lost: Rate


class Checked(Record):
    """One file of documents on which the repair was looked at, and nothing was chosen.

    `repeated` documents were left out, since their text is also among the documents of the repair.
    `small` groups have too few documents to say anything.
    """

    name: str
    repeated: int
    small: int
    parts: list[CheckedPart] = Field(default_factory=list)
