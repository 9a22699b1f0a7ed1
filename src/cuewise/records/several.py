"""Several repaired models side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.audit import Rate
from cuewise.records.base import Record, SavedRecord
from cuewise.records.comparison import Refused
from cuewise.records.corpus import Language


class RepairedModel(Record):
    """One model: what was chosen, and its numbers before and after.

    `folder` holds its own comparison. Of a refused repair, the numbers after are those that it
    would have had. None: nothing had to be repaired.
    """

    model: str
    folder: str
    chosen: str
    refused: Refused | None
    cues: int
    as_is_before: Rate | None
    as_is_after: Rate | None
    ablated_before: Rate | None
    ablated_after: Rate | None
    sdr_before: Rate | None
    sdr_after: Rate | None
    cost: Rate | None


class Several(SavedRecord):
    """The repairs of several models on the same documents."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.several/1"] = Field(default="cuewise.several/1", alias="schema")
    language: Language
    models: list[RepairedModel]
