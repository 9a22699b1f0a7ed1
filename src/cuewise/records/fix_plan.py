"""What a repair would act on and try, before anything is tried."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.audit import Rate
from cuewise.records.base import Record, SavedRecord
from cuewise.records.comparison import Action
from cuewise.records.corpus import Language
from cuewise.records.finding import Reliance, VerdictType

ScopeOf = Literal["relied-on", "not-cleared"]


class PlannedCue(Record):
    """A cue that the repair would act on.

    `scope` says whether the model relies on it or is not cleared of it. `reliance` is None for a
    cue that cannot be edited, or was not probed. `cost` is the accuracy that the model as it is
    loses among the documents with the cue when it is ablated; None where it cannot be.
    """

    subject: str
    scope: ScopeOf
    support: int
    reliance: Reliance | None
    cost: Rate | None


class LeftCue(Record):
    """A cue that the repair would leave alone, and why."""

    subject: str
    label: str
    verdict: VerdictType
    action: Action


class PlannedCandidate(Record):
    """A candidate that would be tried: a remedy, the cues it is for, the labels it needs."""

    code: str
    scope: ScopeOf
    needs: str


class FixPlan(SavedRecord):
    """What `cuewise fix` would do. Nothing was changed, and no candidate was measured."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.fix-plan/1"] = Field(default="cuewise.fix-plan/1", alias="schema")
    language: Language
    model: str
    max_loss: float
    cues: list[PlannedCue]
    left: list[LeftCue]
    candidates: list[PlannedCandidate]
